"""Taking a month's money: amounts from dated values, floors and ceilings, the slip."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from enrollment import operations
from enrollment.forms import CollectForm
from enrollment.letters import OWNER
from enrollment.models import Contribution
from enrollment.rules.contributing import problems_with_contribution, reckon
from enrollment.rules.terms import term_day
from enrollment.tests.factories import make_contribution, make_membership, set_parameter
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.history import acts_on
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.documents.models import Letter
from solar_cms.documents.operations import render_letter
from solar_cms.documents.render import typst_pdf
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def english():
    """Messages are made in the language that is on."""
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


def codes(problems, severity="error"):
    return [p.code for p in problems if p.severity == severity]


def collect(member, by, month=MARCH, collected_on=date(2026, 3, 9), **fields):
    return operations.collect_contribution(
        member, month=month, collected_on=collected_on, by=by, **fields
    )


def warnings_of(member):
    return [w["code"] for w in acts_on(member)[0].data.get("warnings", [])]


@pytest.mark.parametrize(
    ("month", "paid_on", "day"),
    [
        (date(2023, 11, 1), date(2023, 11, 29), date(2023, 11, 29)),
        (date(2023, 11, 1), date(2023, 12, 4), date(2023, 11, 30)),
        (date(2023, 12, 1), date(2023, 11, 29), date(2023, 12, 1)),
    ],
)
def test_the_month_decides_which_values_hold_and_within_it_the_day_of_payment(month, paid_on, day):
    assert term_day(month, paid_on) == day


class TestRefused:
    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            (
                {"collected_on": today() + timedelta(days=1), "month": today()},
                "contribution.in_future",
            ),
            ({"month": date(2025, 12, 1)}, "contribution.before_membership"),
            ({"amount": 0}, "contribution.amount"),
            ({"amount": 100_000}, "contribution.amount_differs"),
        ],
    )
    def test_by_rule(self, officer, fields, code):
        with pytest.raises(Refused) as refused:
            collect(make_membership(), officer, **fields)
        assert code in codes(refused.value.problems)
        assert not Contribution.objects.exists()

    def test_a_month_is_paid_once(self, officer):
        member = make_membership()
        make_contribution(member, MARCH)
        with pytest.raises(Refused) as refused:
            collect(member, officer)
        assert codes(refused.value.problems) == ["contribution.already_paid"]

    def test_nothing_after_the_end(self, officer):
        with pytest.raises(Refused) as refused:
            collect(make_membership(valid_to=date(2026, 2, 28)), officer)
        assert codes(refused.value.problems) == ["contribution.after_membership"]

    def test_without_insured_earnings(self, officer):
        with pytest.raises(Refused) as refused:
            collect(make_membership(earnings=None), officer)
        assert codes(refused.value.problems) == ["contribution.no_earnings"]

    def test_an_unknown_rate_computes_nothing(self, officer):
        set_parameter("contribution_rate", None)
        with pytest.raises(Refused) as refused:
            collect(make_membership(), officer)
        assert codes(refused.value.problems) == ["contribution.amount_unknown"]

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"month": date(2026, 3, 2)}, "contribution_month_first_day"),
            ({"amount": 0}, "contribution_amounts_positive"),
            ({"state": "remitted"}, "contribution_remitted_has_batch"),
        ],
    )
    def test_by_the_database(self, fields, constraint):
        member = make_membership()
        made = make_contribution(member, MARCH)
        with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
            Contribution.objects.filter(pk=made.pk).update(**fields)
        assert codes(refused.value.problems) == [constraint]

    def test_a_month_twice_by_the_database(self):
        member = make_membership()
        make_contribution(member, MARCH)
        with pytest.raises(Refused) as refused:
            make_contribution(member, MARCH)
        assert codes(refused.value.problems) == ["contribution_once_a_month"]


class TestFloorAndCeiling:
    """Confirmed for the day: refused. Else recorded, and the warning names source and status."""

    def member(self, earnings):
        return make_membership(
            earnings=earnings, valid_from=date(2017, 1, 1), accepted_on=date(2017, 1, 1)
        )

    def test_below_what_is_confirmed_for_that_very_day(self, officer):
        with pytest.raises(Refused) as refused:
            collect(self.member(1_100_000), officer, date(2023, 11, 1), date(2023, 11, 29))
        assert codes(refused.value.problems) == ["contribution.below_least"]
        assert "WCMS_905323" in str(refused.value.problems[-1].message)

    def test_the_day_after_it_is_secondary_and_only_warned_of(self, officer):
        member = self.member(1_100_000)
        taken = collect(member, officer, date(2023, 12, 1), date(2023, 12, 2))
        assert taken.amount == 99_000
        assert warnings_of(member) == ["earnings.below_floor", "contribution.below_least"]
        floor, least = acts_on(member)[0].data["warnings"]
        assert "inferred" in floor["message"]
        assert "Inferred: 108,000 / 0.09" in floor["message"]
        assert "secondary source" in least["message"]
        assert "WCMS_905323" in least["message"]

    def test_before_it_was_heard_of_it_bounds_nothing(self, officer):
        member = self.member(1_100_000)
        collect(member, officer, date(2022, 7, 1), date(2022, 7, 2))
        assert warnings_of(member) == []

    def test_above_the_ceiling_in_the_year_it_was_confirmed_for(self, officer):
        with pytest.raises(Refused) as refused:
            collect(self.member(5_000_000), officer, date(2017, 6, 1), date(2017, 6, 2))
        assert codes(refused.value.problems) == ["earnings.above_ceiling"]

    def test_above_the_ceiling_years_later(self, officer):
        member = self.member(5_000_000)
        taken = collect(member, officer)
        assert taken.amount == 450_000
        assert warnings_of(member) == ["earnings.above_ceiling", "contribution.above_most"]

    def test_another_amount_is_taken_where_the_rate_is_not_confirmed(self, officer):
        set_parameter("contribution_rate", "9", status="secondary")
        member = make_membership()
        assert collect(member, officer, amount=110_000).amount == 110_000
        assert warnings_of(member) == ["contribution.amount_differs"]

    def test_and_where_it_is_unknown(self, officer):
        set_parameter("contribution_rate", None)
        taken = collect(make_membership(), officer, amount=120_000)
        assert (taken.amount, taken.rate) == (120_000, None)


class TestTaken:
    def test_what_is_kept(self, officer):
        member = make_membership()
        taken = collect(member, officer, month=date(2026, 3, 17), payer="village_fund")
        assert (taken.month, taken.amount, taken.insured_earnings) == (MARCH, 108_000, 1_200_000)
        assert (taken.rate, taken.state, taken.payer) == (9, "collected", "village_fund")
        assert (taken.slip_number, taken.district_id) == ("CS-1604-2026-0001", "1604")
        assert taken.collected_by == officer
        used = {v["key"]: v for v in taken.basis.values}
        assert used["contribution_rate"]["status"] == "confirmed"
        assert used["maximum_insured_earnings"]["status"] == "secondary"

    def test_months_reckoned_alike_share_their_basis_and_keep_it_when_the_values_change(
        self, officer
    ):
        member = make_membership()
        first = collect(member, officer)
        second = collect(member, officer, month=date(2026, 4, 1), collected_on=date(2026, 4, 3))
        assert first.basis == second.basis
        set_parameter("contribution_rate", "10")
        third = collect(member, officer, month=date(2026, 5, 1), collected_on=date(2026, 5, 3))
        first.refresh_from_db()
        assert (first.rate, third.rate, third.amount) == (9, 10, 120_000)
        assert third.basis != first.basis

    def test_the_earnings_of_the_month_count(self, officer):
        member = make_membership()
        operations.set_insured_earnings(
            member, amount=2_000_000, valid_from=date(2026, 7, 1), by=officer
        )
        assert collect(member, officer, date(2026, 6, 1), date(2026, 7, 5)).amount == 108_000
        assert collect(member, officer, date(2026, 7, 1), date(2026, 7, 5)).amount == 180_000

    def test_who_joined_within_the_month_pays_it(self, officer):
        member = make_membership(valid_from=date(2026, 3, 20), accepted_on=date(2026, 3, 20))
        assert collect(member, officer, collected_on=date(2026, 3, 20)).amount == 108_000
        assert collect(member, officer, date(2026, 4, 1), date(2026, 3, 20)).amount == 108_000

    def test_a_paper_slip_of_old_is_kept_and_none_is_issued(self, officer):
        taken = collect(make_membership(), officer, slip_number="R-0412")
        assert (taken.slip_number, taken.is_back_entered) == ("R-0412", True)
        assert not Letter.objects.exists()


class TestSlip:
    def test_issued_with_the_contribution_and_rendered_in_both_languages(self, officer):
        person = make_person("ບົວຄຳ", "ສີສະຫວັດ", given_name_latin="Bouakham")
        taken = collect(make_membership(person, member_number="2604-118-0932"), officer)
        letter = Letter.objects.get(owner_kind=OWNER, owner_id=str(taken.pk))
        assert (letter.number, letter.state) == (taken.slip_number, "preparing")
        render_letter(letter.pk)
        letter.refresh_from_db()
        assert (letter.state, set(letter.files())) == ("ready", {"lo", "en"})

    def test_what_it_says(self, officer):
        from enrollment.letters import slip_data

        person = make_person("ບົວຄຳ", "ສີສະຫວັດ", given_name_latin="Bouakham")
        taken = collect(make_membership(person, member_number="2604-118-0932"), officer)
        pdf = typst_pdf("enrollment/contribution_slip.typ", slip_data(taken), language="en")
        text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
        for words in ("108,000", "2604-118-0932", "Bouakham", "3/2026", "9% of 1,200,000"):
            assert words in text


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    month=st.dates(min_value=date(2022, 1, 1), max_value=today() + timedelta(days=500)),
    collected_on=st.dates(min_value=date(2022, 1, 1), max_value=today() + timedelta(days=40)),
    earnings=st.sampled_from([1, 999_999, 1_200_000, 4_500_000, 6_000_000]),
    amount=st.none() | st.sampled_from([0, 1, 108_000, 405_000, 540_000]),
)
def test_form_rule_and_verb_say_the_same(officer, month, collected_on, earnings, amount):
    member = make_membership(
        earnings=earnings, valid_from=date(2023, 2, 14), valid_to=date(2026, 9, 30)
    )
    form = CollectForm(
        {
            "month": f"{month:%Y-%m}",
            "collected_on": collected_on.isoformat(),
            "payer": "self",
            "amount": "" if amount is None else str(amount),
        },
        membership=member,
        user=officer,
    )
    form.is_valid()
    by_form = sorted(e.code for errors in form.errors.as_data().values() for e in errors)
    problems = problems_with_contribution(
        member, month=month, collected_on=collected_on, amount=amount,
        reckoning=reckon(member, month, collected_on), today=today(),
    )  # fmt: skip
    try:
        collect(member, officer, month, collected_on, amount=amount)
        by_verb, warned = [], warnings_of(member)
    except Refused as refused:
        by_verb, warned = sorted(codes(refused.problems)), codes(refused.problems, "warning")
    assert by_form == sorted(codes(problems)) == by_verb
    assert warned == codes(problems, "warning") == [p.code for p in form.warnings]


class TestPage:
    def test_only_who_collects_there(self, client):
        member = make_membership()
        url = reverse("contribution_new", args=[member.pk])
        client.force_login(make_user("enrolment_officer", ["1407"]))
        assert client.get(url).status_code == 404
        client.force_login(make_user("monitoring_officer", ["1604"]))
        assert client.get(url).status_code == 403

    def test_records_and_says_what_was_unsure(self, client, officer):
        member = make_membership(earnings=1_000_000)
        client.force_login(officer)
        url = reverse("contribution_new", args=[member.pk])
        shown = client.get(url + "?month=2026-03").content.decode()
        assert "90,000" in shown
        data = {"month": "3/2026", "collected_on": "9/3/2569", "payer": "self"}
        answer = client.post(url, data, follow=True)
        assert Contribution.objects.get().amount == 90_000
        assert "is below the lowest insured earnings" in answer.content.decode()
