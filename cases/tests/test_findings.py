"""Findings: confirmed with their fact, or dropped with a reason; restricted ones for few."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Finding
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused


def test_a_finding_needs_a_violation_of_the_pack_and_a_fact(pack) -> None:
    case = make.make_visited(no=())
    with pytest.raises(Refused) as refused:
        do.add_finding(case, violation="dragons", fact="", by=make.lead_of(case))
    assert codes(refused) == ["finding.no_fact", "finding.violation"]


def test_no_finding_before_the_visit(pack) -> None:
    case = make.make_assigned()
    with pytest.raises(Refused) as refused:
        do.add_finding(case, violation="hours", fact="Ten hours", by=make.lead_of(case))
    assert codes(refused) == ["case.wrong_stage"]


def test_confirming_needs_fact_and_severity_and_follows_the_visit(pack) -> None:
    case = make.make_visited(no=("first_aid",))
    finding = case.findings.get()
    with pytest.raises(Refused) as refused:
        do.confirm_finding(
            finding, fact="", severity="huge", confirmed_on=make.days_ago(25), by=make.lead_of(case)
        )
    assert codes(refused) == ["day.before", "finding.no_fact", "finding.severity"]


def test_a_confirmed_finding_is_not_confirmed_again(pack) -> None:
    case = make.make_confirmed(no=("first_aid", "machines"))
    finding = case.findings.first()
    with pytest.raises(Refused) as refused:
        do.confirm_finding(finding, fact="x", severity="minor", by=make.lead_of(case))
    assert "finding.not_draft" in codes(refused)


def test_dropping_needs_a_reason_and_keeps_the_number(pack) -> None:
    case = make.make_visited(no=("first_aid",))
    finding = case.findings.get()
    with pytest.raises(Refused):
        do.drop_finding(finding, reason=" ", by=make.lead_of(case))
    do.drop_finding(finding, reason="The kit was in the office", by=make.lead_of(case))
    added = do.add_finding(case, violation="hours", fact="Ten hours", by=make.lead_of(case))
    assert added.mark == "F2"
    assert make.fresh(case).stage == "visited"


def test_the_database_wants_a_day_with_a_confirmed_finding(pack) -> None:
    case = make.make_visited(no=("first_aid",))
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Finding.objects.filter(case=case).update(state="confirmed", fact="x", confirmed_on=None)
    assert codes(refused) == ["finding_confirmed_dated_with_fact"]


def test_a_restricted_finding_says_nothing_to_others(client, pack) -> None:
    case = make.make_visited(no=("no_children",))
    finding = case.findings.get()
    other = make.make_inspector(username="inspector.two")
    client.force_login(other)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Restricted finding" in page
    assert "Minimum age" not in page
    assert client.get(f"/cases/findings/{finding.pk}/").status_code == 403
    client.force_login(make.lead_of(case))
    assert client.get(f"/cases/findings/{finding.pk}/").status_code == 200
    assert not Finding.objects.visible_to(other).exists()
    assert Finding.objects.visible_to(make.make_head()).exists()
