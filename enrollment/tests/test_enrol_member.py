"""Enrolling: one by one and many at once, by the same rules; ending; other earnings."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment import operations
from enrollment.forms import EnrolForm
from enrollment.models import Membership
from enrollment.rules.enrolling import Enrolment, problems_with_enrolments
from enrollment.tests.factories import (
    channel,
    make_application,
    make_contribution,
    make_membership,
    set_parameter,
    voluntary,
)
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.history import acts_on
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


def codes(refused):
    return [p.code for p in refused.value.problems if p.severity == "error"]


def row(person=None, number="1", **fields):
    return Enrolment(
        **{
            "person": person or make_person(),
            "scheme": voluntary(),
            "member_number": number,
            "accepted_on": date(2026, 3, 5),
            "started_on": date(2026, 3, 5),
            "earnings": 1_200_000,
            "channel": channel(),
            **fields,
        }
    )


class TestRefused:
    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"member_number": " "}, "enrolment.number_missing"),
            (
                {"member_number": "1", "accepted_on": today() + timedelta(days=1)},
                "enrolment.in_future",
            ),
            (
                {"member_number": "1", "accepted_on": date(2026, 3, 1)},
                "enrolment.before_application",
            ),
            ({"member_number": "1", "earnings": 0}, "earnings.not_positive"),
        ],
    )
    def test_one(self, officer, values, code):
        with pytest.raises(Refused) as refused:
            operations.enrol_member(make_application(), by=officer, **values)
        assert codes(refused) == [code]
        assert not Membership.objects.exists()

    def test_an_accepted_application_is_not_accepted_again(self, officer):
        application = make_application()
        operations.enrol_member(application, member_number="1", by=officer)
        with pytest.raises(Refused) as refused:
            operations.enrol_member(application, member_number="2", by=officer)
        assert codes(refused) == ["application.state"]

    def test_a_number_of_somebody_in_sight_is_told_with_the_name(self, officer):
        make_membership(make_person("ບົວຄຳ", "ສີສະຫວັດ"), member_number="77")
        with pytest.raises(Refused) as refused:
            operations.enrol_member(make_application(), member_number="77", by=officer)
        (problem,) = refused.value.problems
        assert (problem.code, problem.field) == ("enrolment.number_taken", "member_number")
        assert "ບົວຄຳ" in str(problem.message)

    def test_a_number_of_somebody_out_of_sight_names_the_office_only(self, officer):
        make_membership(make_person("ບົວຄຳ", "ສີສະຫວັດ", district="1407"), member_number="77")
        with pytest.raises(Refused) as refused:
            operations.enrol_member(make_application(), member_number="77", by=officer)
        (problem,) = refused.value.problems
        assert problem.code == "enrolment.number_taken"
        assert "ບົວຄຳ" not in str(problem.message)
        assert "1407" in str(problem.message)

    def test_many_all_or_none_each_row_with_its_place(self):
        person = make_person("ສອງເທື່ອ")
        rows = [row(number="1"), row(person, "2"), row(person, "3"), row(number="1")]
        with pytest.raises(Refused) as refused:
            operations.enrol_members(rows, by=SYSTEM)
        assert [(p.code, p.field) for p in refused.value.problems] == [
            ("enrolment.number_twice", "rows.0.member_number"),
            ("enrolment.twice", "rows.1.person"),
            ("enrolment.twice", "rows.2.person"),
            ("enrolment.number_twice", "rows.3.member_number"),
        ]
        assert not Membership.objects.exists()

    def test_below_a_confirmed_floor(self, officer):
        set_parameter("minimum_insured_earnings", "1200000")
        with pytest.raises(Refused) as refused:
            operations.enrol_member(
                make_application(), member_number="1", earnings=1_000_000, by=officer
            )
        assert codes(refused) == ["earnings.below_floor"]

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"valid_from": date(2026, 6, 1)}, "membership_no_overlap"),
            ({"valid_to": date(2025, 12, 31)}, "membership_dates"),
            ({"member_number": ""}, "membership_has_number"),
        ],
    )
    def test_by_the_database(self, fields, constraint):
        person = make_person()
        if constraint == "membership_no_overlap":
            make_membership(person)
        with pytest.raises(Refused) as refused:
            make_membership(person, **fields)
        assert codes(refused) == [constraint]

    def test_one_number_two_people_by_the_database(self):
        make_membership(member_number="77")
        with pytest.raises(Refused) as refused:
            make_membership(member_number="77")
        assert codes(refused) == ["membership_number_one_person"]


def test_enrolled_in_the_district_of_the_application(officer):
    application = make_application()
    member = operations.enrol_member(
        application, member_number=" 2604-118-0932 ", accepted_on=date(2026, 3, 9),
        started_on=date(2026, 4, 1), by=officer,
    )  # fmt: skip
    application.refresh_from_db()
    assert (application.state, application.decided_on) == ("accepted", date(2026, 3, 9))
    assert (member.member_number, member.district_id) == ("2604-118-0932", "1604")
    assert (member.accepted_on, member.valid_from) == (date(2026, 3, 9), date(2026, 4, 1))
    assert member.channel == application.channel
    assert [(e.amount, e.valid_from) for e in member.earnings.all()] == [
        (1_200_000, date(2026, 4, 1))
    ]
    assert [a.name for a in acts_on(member)] == ["member.enrolled"]


def test_whoever_left_may_join_again_with_the_same_number(officer):
    person = make_person()
    make_membership(person, member_number="77", valid_to=date(2026, 2, 28))
    member = operations.enrol_member(
        make_application(person), member_number="77", accepted_on=date(2026, 3, 9), by=officer
    )
    assert person.scheme_memberships.count() == 2
    assert member.member_number == "77"


def test_many_at_once_take_the_same_number_of_statements(django_assert_max_num_queries):
    few = [row(number=f"a{i}") for i in range(2)]
    many = [row(number=f"b{i}") for i in range(60)]
    with django_assert_max_num_queries(16):
        operations.enrol_members(few, by=SYSTEM)
    with django_assert_max_num_queries(16):
        made = operations.enrol_members(many, by=SYSTEM)
    assert len({m.pk for m in made}) == 60
    assert Membership.objects.count() == 62


days = st.dates(min_value=date(2026, 2, 20), max_value=today() + timedelta(days=20))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    number=st.sampled_from(["", "5", "77"]),
    accepted_on=days,
    started_on=days,
    earnings=st.sampled_from([0, 1, 1_199_999, 1_200_000, 4_500_000, 4_500_001]),
)
def test_form_verb_and_plural_verb_say_the_same(officer, number, accepted_on, started_on, earnings):
    if not Membership.objects.filter(member_number="77").exists():
        make_membership(member_number="77")
    application = make_application()
    data = {
        "member_number": number,
        "accepted_on": accepted_on.isoformat(),
        "started_on": started_on.isoformat(),
        "insured_earnings": str(earnings),
    }
    form = EnrolForm(data, application=application, user=officer)
    form.is_valid()
    by_form = sorted(e.code for errors in form.errors.as_data().values() for e in errors)
    dates = {"accepted_on": accepted_on, "started_on": started_on}
    rows = [row(application.person, number, application=application, earnings=earnings, **dates)]
    by_rule = sorted(
        p.code
        for p in problems_with_enrolments(rows, today(), lambda d: True).get(0, [])
        if p.severity == "error"
    )
    try:
        operations.enrol_member(
            application, member_number=number, earnings=earnings, by=officer, **dates
        )
        by_verb = []
    except Refused as refused:
        by_verb = sorted(p.code for p in refused.problems if p.severity == "error")
    else:
        _leave(application)
    assert by_form == by_rule == by_verb


def _leave(application):
    """Take the number 5 out of use again, for the next example."""
    with act("test.arranged", by=SYSTEM):
        member = application.membership
        member.member_number = str(member.pk)
        member.save()


class TestOtherEarnings:
    def test_refused(self, officer):
        member = make_membership(valid_to=date(2026, 10, 31))
        for amount, day, code in (
            (0, date(2026, 5, 1), "earnings.not_positive"),
            (1_300_000, date(2025, 12, 1), "earnings.before_membership"),
            (1_300_000, date(2026, 11, 1), "earnings.after_membership"),
            (1_300_000, date(2026, 1, 1), "earnings.later_exist"),
        ):
            with pytest.raises(Refused) as refused:
                operations.set_insured_earnings(member, amount=amount, valid_from=day, by=officer)
            assert code in codes(refused)

    def test_the_old_ones_end_the_day_before(self, officer):
        member = make_membership()
        operations.set_insured_earnings(
            member, amount=1_500_000, valid_from=date(2026, 7, 1), by=officer
        )
        assert list(member.earnings.order_by("valid_from").values_list("amount", "valid_to")) == [
            (1_200_000, date(2026, 6, 30)),
            (1_500_000, None),
        ]


class TestEnd:
    def test_refused(self, officer):
        member = make_membership()
        make_contribution(member, date(2026, 5, 1))
        for day, reason, code in (
            (date(2025, 12, 31), "moved", "membership.end_before_start"),
            (date(2026, 6, 30), " ", "membership.no_reason"),
            (date(2026, 4, 30), "moved", "membership.paid_later"),
        ):
            with pytest.raises(Refused) as refused:
                operations.end_membership(member, ended_on=day, reason=reason, by=officer)
            assert code in codes(refused)

    def test_ended_once(self, officer):
        member = make_membership()
        operations.end_membership(member, ended_on=date(2026, 6, 30), reason="moved", by=officer)
        member.refresh_from_db()
        assert (member.valid_to, member.ended_because) == (date(2026, 6, 30), "moved")
        assert member.earnings.get().valid_to == date(2026, 6, 30)
        with pytest.raises(Refused) as refused:
            operations.end_membership(member, ended_on=date(2026, 7, 31), reason="x", by=officer)
        assert codes(refused) == ["membership.ended"]


def test_the_page_enrols(client, officer):
    application = make_application()
    client.force_login(officer)
    data = {
        "member_number": "55",
        "accepted_on": "9.3.2026",
        "insured_earnings": "1.200.000",
        "version": application.version,
    }
    answer = client.post(reverse("application_enrol", args=[application.pk]), data)
    member = Membership.objects.get()
    assert answer.url == reverse("membership", args=[member.pk])


def test_a_page_opened_before_another_s_change_says_so(client, officer):
    application = make_application()
    stale = application.version
    operations.return_application(application, reasons="photo", by=officer)
    client.force_login(officer)
    data = {
        "member_number": "55", "accepted_on": "9.3.2026", "insured_earnings": "1200000",
        "version": stale,
    }  # fmt: skip
    answer = client.post(reverse("application_enrol", args=[application.pk]), data)
    assert answer.status_code == 200
    assert "stale" in [e.code for e in answer.context["form"].non_field_errors().as_data()]
    assert not Membership.objects.exists()
