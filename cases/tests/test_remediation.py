"""Evidence per finding: handed in, accepted or refused."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Finding, Proof
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.work.models import Task


def test_no_evidence_before_the_notice_is_served(pack) -> None:
    finding = make.make_noticed().findings.first()
    with pytest.raises(Refused) as refused:
        make.make_proof(finding)
    assert codes(refused) == ["case.wrong_stage"]


def test_evidence_says_what_was_done_and_who_brought_it(pack) -> None:
    finding = make.make_served().findings.first()
    with pytest.raises(Refused) as refused:
        do.submit_proof(finding, description=" ", submitted_by="", by=make.lead_of(finding.case))
    assert codes(refused) == ["case.field_missing", "proof.nobody"]


def test_one_piece_of_evidence_waits_per_finding(pack) -> None:
    finding = make.make_served().findings.first()
    make.make_proof(finding)
    with pytest.raises(Refused) as refused:
        make.make_proof(finding)
    assert codes(refused) == ["proof_one_waiting"]
    assert Proof.objects.count() == 1


def test_the_lead_is_asked_to_check_it(pack) -> None:
    case = make.make_served()
    make.make_proof(case.findings.get(number=2))
    task = Task.objects.open().get(subject_id=str(case.pk))
    assert "F2" in task.title["en"]
    assert task.user == make.lead_of(case)


def test_refusing_needs_the_reason_and_opens_the_finding_again(pack) -> None:
    finding = make.make_served().findings.first()
    proof = make.make_proof(finding)
    with pytest.raises(Refused) as refused:
        do.refuse_proof(proof, reason=" ", by=make.lead_of(finding.case))
    assert codes(refused) == ["case.field_missing"]
    do.refuse_proof(proof, reason="The guard is loose", by=make.lead_of(finding.case))
    assert Finding.objects.get(pk=finding.pk).remediation == "open"
    assert make.make_proof(finding).outcome == "waiting"


def test_evidence_is_checked_once_and_not_before_it_came(pack) -> None:
    finding = make.make_served().findings.first()
    proof = make.make_proof(finding, submitted_on=make.days_ago(4))
    lead = make.lead_of(finding.case)
    with pytest.raises(Refused) as refused:
        do.accept_proof(proof, decided_on=make.days_ago(5), by=lead)
    assert codes(refused) == ["day.before"]
    do.accept_proof(proof, decided_on=make.days_ago(3), by=lead)
    assert Finding.objects.get(pk=finding.pk).remedied_on == make.days_ago(3)
    with pytest.raises(Refused) as refused:
        do.refuse_proof(proof, reason="second thoughts", by=lead)
    assert "proof.decided" in codes(refused)


def test_a_remedied_finding_takes_no_more_evidence(pack) -> None:
    finding = make.make_remedied().findings.first()
    with pytest.raises(Refused) as refused:
        make.make_proof(finding)
    assert "finding.remedied" in codes(refused)


def test_the_database_wants_the_day_of_a_remedy(pack) -> None:
    finding = make.make_served().findings.first()
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Finding.objects.filter(pk=finding.pk).update(remediation="remedied")
    assert codes(refused) == ["finding_remedied_dated"]
