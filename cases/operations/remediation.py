"""Evidence that findings are remedied: handed in, accepted or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Finding, Proof
from cases.operations.moving import locked, move
from cases.rules import problems_with_act, problems_with_day
from cases.states import Act, FindingState, ProofOutcome, Remediation
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.documents.operations import add_file


def submit_proof(
    finding: Finding,
    *,
    description: str,
    submitted_by: str,
    by: HasActor,
    submitted_on: date | None = None,
    files: Sequence[Any] = (),
    key: str = "",
) -> Proof:
    """Record evidence for one finding: what was done, handed in by whom, with files."""
    day = submitted_on or today()
    with act("case.proof_submitted", by=by, on=finding.case, finding=finding.mark):
        facts = locked(finding.case)
        finding = Finding.objects.get(pk=finding.pk)
        values = {"description": description.strip(), "files": files}
        problems = problems_with_act(Act.SUBMIT_PROOF, facts, by, values, key=key)
        problems += problems_with_day(
            "submitted_on",
            day,
            after=finding.confirmed_on,
            what=_("the confirmation of the finding"),
        )
        problems += _not_open(finding)
        if not submitted_by.strip():
            message = _("Say who handed the evidence in.")
            problems.append(Problem("proof.nobody", message, "submitted_by"))
        refuse_if(problems)
        proof = Proof(
            finding=finding,
            submitted_on=day,
            submitted_by=submitted_by.strip(),
            description=description.strip(),
        )
        proof.save_new()
        for upload in files:
            add_file(
                upload,
                name=upload.name,
                by=by,
                owner_kind="cases.case",
                owner_id=facts.case.pk,
                district_id=facts.case.district_id,
                caption=_("Evidence for %(mark)s") % {"mark": finding.mark},
            )
        finding.remediation = Remediation.EVIDENCE
        finding.save(update_fields=["remediation"])
        move(facts, Act.SUBMIT_PROOF, on=day, by=by, key=key, subject=finding)
    return proof


def _not_open(finding: Finding) -> list[Problem]:
    if finding.state != FindingState.CONFIRMED:
        message = _("%(mark)s is not confirmed.") % {"mark": finding.mark}
        return [Problem("finding.not_confirmed", message, "finding")]
    if finding.remediation == Remediation.REMEDIED:
        message = _("%(mark)s is remedied already.") % {"mark": finding.mark}
        return [Problem("finding.remedied", message, "finding")]
    return []


def accept_proof(proof: Proof, *, by: HasActor, decided_on: date | None = None) -> Proof:
    """Verify the evidence: the finding is remedied from that day."""
    return _decide(proof, ProofOutcome.ACCEPTED, by=by, day=decided_on or today(), reason="")


def refuse_proof(
    proof: Proof, *, reason: str, by: HasActor, decided_on: date | None = None
) -> Proof:
    """Refuse the evidence with the reason: the finding is open again."""
    return _decide(proof, ProofOutcome.REFUSED, by=by, day=decided_on or today(), reason=reason)


def _decide(proof: Proof, outcome: ProofOutcome, *, by: HasActor, day: date, reason: str) -> Proof:
    accepted = outcome == ProofOutcome.ACCEPTED
    verb = Act.ACCEPT_PROOF if accepted else Act.REFUSE_PROOF
    name = "case.proof_accepted" if accepted else "case.proof_refused"
    case, mark = proof.finding.case, proof.finding.mark
    with act(name, by=by, on=case, finding=mark):
        facts = locked(case)
        proof = Proof.objects.select_related("finding").get(pk=proof.pk)
        problems = problems_with_act(verb, facts, by, {"reason": reason.strip()})
        problems += problems_with_day(
            "decided_on", day, after=proof.submitted_on, what=_("the day it was handed in")
        )
        if proof.outcome != ProofOutcome.WAITING:
            problems.append(Problem("proof.decided", _("This evidence was checked already.")))
        refuse_if(problems)
        proof.outcome, proof.decided_on, proof.reason = outcome, day, reason.strip()[:300]
        proof.decided_by = by if isinstance(by, User) else None
        proof.save(update_fields=["outcome", "decided_on", "reason", "decided_by"])
        finding = proof.finding
        finding.remediation = Remediation.REMEDIED if accepted else Remediation.OPEN
        finding.remedied_on = day if accepted else None
        finding.save(update_fields=["remediation", "remedied_on"])
        move(facts, verb, on=day, by=by, subject=finding)
    return proof
