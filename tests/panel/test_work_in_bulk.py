"""Acts on many ticked rows call the plural verbs of the pages; all or none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from cases import operations
from cases.models import Case
from cases.tests.factories import lead_of, make_assigned, make_case, make_head, make_inspector
from enrollment.models import Contribution, Remittance
from enrollment.states import ContributionState
from enrollment.tests.factories import make_contribution, make_membership
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.base.said import say_day
from tests.panel.test_records import body

CASES, MONEY = "/admin/cases/case/", "/admin/enrollment/contribution/"


def collected(count: int) -> list[Contribution]:
    return [make_contribution(make_membership(), date(2026, 10, n + 1)) for n in range(count)]


def test_cases_of_one_inspector_are_given_to_another_at_once(client: Client, db: None):
    first, second = make_assigned(), make_assigned()
    heir = make_inspector(username="heir")
    client.force_login(make_head())
    asked = {"act": "reassign", "pick": [str(first.pk), str(second.pk)]}
    page = body(client.post(CASES, asked))
    assert first.number in page
    assert second.number in page
    assert "heir" in page
    given = {"confirmed": "1", "lead": str(heir.pk), "reason": "On leave", "on": say_day(today())}
    assert client.post(CASES, {**asked, **given}).status_code == 302
    for case in (first, second):
        assert lead_of(Case.objects.get(pk=case.pk)) == heir
    assert Act.objects.filter(name="cases.reassigned").count() == 1


def test_one_case_that_cannot_be_reassigned_keeps_all_where_they_are(client: Client, db: None):
    ready, unassigned = make_assigned(), make_case()
    heir, before = make_inspector(username="heir"), lead_of(ready)
    client.force_login(make_head())
    sent = {
        "act": "reassign", "pick": [str(ready.pk), str(unassigned.pk)], "confirmed": "1",
        "lead": str(heir.pk), "reason": "On leave", "on": say_day(today()),
    }  # fmt: skip
    page = body(client.post(CASES, sent))
    assert f"{unassigned.number}: No inspector is assigned yet." in page
    assert lead_of(Case.objects.get(pk=ready.pk)) == before


def test_reassigning_many_is_refused_whole(db: None):
    ready, unassigned = make_assigned(), make_case()
    heir = make_inspector(username="heir")
    with pytest.raises(Refused) as refused:
        operations.reassign_cases([ready, unassigned], lead=heir, reason="Ill", by=make_head())
    assert [p.code for p in refused.value.problems] == ["case.assigned"]
    assert not Act.objects.filter(name="case.reassigned").exists()


def test_contributions_are_remitted_from_the_list(client: Client, db: None):
    officer = make_user("enrolment_officer", ["1604"])
    rows = collected(3)
    client.force_login(officer)
    assert 'value="remit"' in body(client.get(MONEY))
    day = rows[1].collected_on
    sent = {
        "act": "remit", "pick": [str(row.pk) for row in rows[:2]], "confirmed": "1",
        "remitted_on": say_day(day - timedelta(days=1)),
    }  # fmt: skip
    page = body(client.post(MONEY, sent))
    assert "after this day" in page
    assert not Remittance.objects.exists()
    assert client.post(MONEY, {**sent, "remitted_on": say_day(day)}).status_code == 302
    assert Remittance.objects.get().contributions.count() == 2
    assert Contribution.objects.filter(state=ContributionState.COLLECTED).count() == 1


def test_all_that_match_are_remitted_at_once(client: Client, db: None):
    officer = make_user("enrolment_officer", ["1604"])
    rows = collected(3)
    client.force_login(officer)
    page = body(client.get(f"{MONEY}?state=collected&all=1"))
    assert "All 3 that match are chosen" in page
    sent = {"act": "remit", "all": "1", "confirmed": "1", "remitted_on": say_day(today())}
    assert client.post(f"{MONEY}?state=collected", sent).status_code == 302
    assert Remittance.objects.get().contributions.count() == len(rows)


def test_nobody_without_the_right_is_offered_or_does_it(client: Client, db: None):
    row = collected(1)[0]
    client.force_login(make_user("head", ["1604"]))
    assert 'value="remit"' not in body(client.get(MONEY))
    sent = {"act": "remit", "pick": [str(row.pk)], "confirmed": "1", "remitted_on": "1.1.2026"}
    assert client.post(MONEY, sent).status_code == 403
    assert not Remittance.objects.exists()
