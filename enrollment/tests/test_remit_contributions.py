"""Handing money over in batches, and the LSSO's receipt."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum
from django.urls import reverse

from enrollment import operations
from enrollment.models import Contribution, Remittance
from enrollment.tests.factories import make_contribution, make_membership, make_remittance
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.base.problems import Refused

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 9)


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


def codes(refused):
    return [p.code for p in refused.value.problems]


def remit(rows, by, remitted_on=date(2026, 4, 1)):
    return operations.remit_contributions([r.pk for r in rows], remitted_on=remitted_on, by=by)


class TestRefused:
    def test_nothing_chosen(self, officer):
        with pytest.raises(Refused) as refused:
            remit([], officer)
        assert codes(refused) == ["remittance.empty"]

    def test_what_is_on_its_way_already(self, officer):
        row = make_contribution(make_membership(), MARCH)
        make_remittance(row)
        with pytest.raises(Refused) as refused:
            remit([row], officer)
        assert codes(refused) == ["remittance.not_collected"]

    def test_two_districts(self, officer):
        here = make_contribution(make_membership(), MARCH)
        there = make_contribution(make_membership(district="1407"), MARCH)
        with pytest.raises(Refused) as refused:
            remit([here, there], officer)
        assert codes(refused) == ["remittance.districts"]

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            (date(2026, 3, 8), "remittance.before_collected"),
            (today() + timedelta(days=1), "remittance.in_future"),
        ],
    )
    def test_the_day(self, officer, day, code):
        with pytest.raises(Refused) as refused:
            remit([make_contribution(make_membership(), MARCH)], officer, day)
        assert codes(refused) == [code]

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"receipt_number": " "}, "remittance.no_receipt"),
            ({"confirmed_on": date(2026, 3, 1)}, "remittance_dates"),
            ({"confirmed_on": today() + timedelta(days=1)}, "confirmation.in_future"),
            ({"receipt_number": "R-OLD"}, "remittance_receipt_once"),
        ],
    )
    def test_a_confirmation(self, officer, fields, code):
        make_remittance(
            make_contribution(make_membership(), MARCH), confirmed=True, receipt_number="R-OLD"
        )
        remittance = make_remittance(make_contribution(make_membership(), MARCH))
        values = {"receipt_number": "R-1", "confirmed_on": date(2026, 4, 20), **fields}
        with pytest.raises(Refused) as refused:
            operations.confirm_remittance(remittance, by=officer, **values)
        assert codes(refused) == [code]
        assert not remittance.contributions.exclude(state="remitted").exists()

    def test_confirmed_once(self, officer):
        remittance = make_remittance(make_contribution(make_membership(), MARCH), confirmed=True)
        with pytest.raises(Refused) as refused:
            operations.confirm_remittance(
                remittance, receipt_number="R-2", confirmed_on=date(2026, 4, 20), by=officer
            )
        assert "remittance.confirmed" in codes(refused)

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"receipt_number": "R-1"}, "remittance_confirmed_has_receipt"),
            ({"confirmed_on": date(2026, 4, 20)}, "remittance_confirmed_has_receipt"),
            ({"receipt_number": "R-1", "confirmed_on": date(2026, 1, 1)}, "remittance_dates"),
        ],
    )
    def test_by_the_database(self, fields, constraint):
        row = make_contribution(make_membership(), MARCH)
        with pytest.raises(Refused) as refused:
            make_remittance(row, **fields)
        assert codes(refused) == [constraint]


def test_remitted_and_confirmed(officer):
    rows = [make_contribution(make_membership(), MARCH, amount=n) for n in (108_000, 180_000)]
    stays = make_contribution(make_membership(), MARCH)
    remittance = remit(rows, officer)
    assert remittance.number == "RM-1604-2026-0001"
    found = Remittance.objects.with_sums().get()
    assert (found.total, found.items) == (288_000, 2)
    assert set(remittance.contributions.values_list("state", flat=True)) == {"remitted"}
    stays.refresh_from_db()
    assert stays.state == "collected"
    operations.confirm_remittance(
        remittance, receipt_number=" LSSO-55 ", confirmed_on=date(2026, 4, 20), by=officer
    )
    remittance.refresh_from_db()
    assert (remittance.receipt_number, remittance.is_confirmed) == ("LSSO-55", True)
    assert set(remittance.contributions.values_list("state", flat=True)) == {"confirmed"}


def test_a_thousand_take_as_many_statements_as_two(officer, django_assert_max_num_queries):
    members = [make_membership() for _ in range(30)]
    rows = [make_contribution(m, MARCH) for m in members]
    with django_assert_max_num_queries(16):
        remit(rows, officer)


class TestPages:
    def test_not_what_another_district_collected(self, client, officer):
        mine = make_contribution(make_membership(), MARCH)
        theirs = make_contribution(make_membership(district="1407"), MARCH)
        client.force_login(officer)
        url = reverse("remittance_new")
        assert theirs.slip_number not in client.get(url).content.decode()
        data = {"pick": [str(mine.pk), str(theirs.pk)], "remitted_on": "1.4.2026"}
        answer = client.post(url, data)
        remittance = Remittance.objects.get()
        assert answer.url == reverse("remittance", args=[remittance.pk])
        assert [c.pk for c in remittance.contributions.all()] == [mine.pk]
        theirs.refresh_from_db()
        assert theirs.state == "collected"

    def test_nothing_ticked_is_told(self, client, officer):
        make_contribution(make_membership(), MARCH)
        client.force_login(officer)
        answer = client.post(reverse("remittance_new"), {"remitted_on": "1.4.2026"})
        assert "Choose at least one" in answer.content.decode()

    def test_confirmed_by_the_form(self, client, officer):
        remittance = make_remittance(make_contribution(make_membership(), MARCH))
        client.force_login(officer)
        data = {
            "receipt_number": "LSSO-9", "confirmed_on": "20.4.2026", "version": remittance.version,
        }  # fmt: skip
        client.post(reverse("remittance_confirm", args=[remittance.pk]), data)
        assert Contribution.objects.aggregate(s=Sum("amount"))["s"] == 108_000
        assert Contribution.objects.get().state == "confirmed"

    def test_watchers_see_and_do_not_confirm(self, client):
        remittance = make_remittance(make_contribution(make_membership(), MARCH))
        client.force_login(make_user("auditor", ["1604"]))
        assert client.get(reverse("remittance", args=[remittance.pk])).status_code == 200
        assert client.get(reverse("remittance_confirm", args=[remittance.pk])).status_code == 403
        client.force_login(make_user("enrolment_officer", ["1407"]))
        assert client.get(reverse("remittance", args=[remittance.pk])).status_code == 404
