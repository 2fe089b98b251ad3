"""Triage: a case merged into another; a complaint dismissed, referred or joined to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from cases import procedure
from cases.models import Case, CaseLink, Complaint, ComplaintDecision
from cases.operations.moving import close_row, locked, move
from cases.procedure import Transition
from cases.rules import problems_with_act
from cases.rules.triage import (
    problems_with_deciding,
    problems_with_merging,
    problems_with_reconsidering,
)
from cases.states import Act, LinkKind
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused, refuse_if
from solar_cms.law import packs


def merge_case(
    case: Case, other: Case, *, note: str, by: HasActor, on: date | None = None, key: str = ""
) -> Case:
    """Close a case because another one is about the same matter: they are linked, and what the
    complaint says is followed up there. Reopening the case parts them again.

    other: the case that is kept; it must be open. note: why they are one.
    """
    day = on or today()
    with act("case.merged", by=by, on=case, kept=other.number) as recording:
        held = Case.objects.select_for_update().filter(pk__in=[case.pk, other.pk]).order_by("pk")
        rows = {row.pk: row for row in held}
        facts = locked(case)
        transition = facts.way(Act.MERGE, key)
        problems = problems_with_act(Act.MERGE, facts, by, {"other": other, "note": note}, key=key)
        if transition is not None:
            problems += problems_with_merging(
                facts, rows[other.pk], transition, on=day, note=note, by=by
            )
        warnings = refuse_if(problems)
        if transition is None:  # refused above
            raise Refused(problems)
        one = facts.case
        if not CaseLink.objects.filter(case=one, other=other, kind=LinkKind.DUPLICATE).exists():
            CaseLink(
                case=one, other=other, kind=LinkKind.DUPLICATE, note=note.strip()[:300]
            ).save_new()
        if one.complaint is not None:
            _decide(one.complaint, transition, facts.case.pack_version, day, {}, note, other, by)
        close_row(one, code=transition.closure, on=day, by=by, note=note)
        move(facts, Act.MERGE, on=day, by=by, key=key, note=note)
        recording.note(warnings=[w.as_dict() for w in warnings])
    return one


def decide_complaint(
    complaint: Complaint,
    *,
    key: str,
    by: HasActor,
    on: date | None = None,
    said: Mapping[str, Any] | None = None,
    note: str = "",
    kept: Case | None = None,
) -> ComplaintDecision:
    """Decide on a complaint without opening a case, by a step the procedure offers for complaints.

    said: the step's fields (a ground, a body), days and amounts as they are. kept: the open case that
    goes on with the matter, of a step that merges. Who complained stays sealed.
    """
    day = on or today()
    filled = {name: value for name, value in (said or {}).items() if value not in (None, "")}
    rules = procedure.current()
    with act("complaint.decided", by=by) as recording:
        recording.on(complaint)
        row = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
        if kept is not None:  # as it is now, and open until this is done
            kept = Case.objects.select_for_update(of=("self",)).get(pk=kept.pk)
        step = next((t for t in rules.complaint_steps() if t.key == key), None)
        problems = problems_with_deciding(
            row, rules, step, on=day, said=filled, note=note, kept=kept, by=by
        )
        refuse_if(problems)
        if step is None:  # refused above
            raise Refused(problems)
        recording.note(step=dict(step.names), key=key)
        return _decide(row, step, packs.current(), day, filled, note, kept, by)


def reconsider_complaint(
    complaint: Complaint, *, reason: str, by: HasActor, on: date | None = None
) -> ComplaintDecision:
    """Take the decision on a complaint back, with the reason: it waits for triage again."""
    day = on or today()
    with act("complaint.reconsidered", by=by, reason=reason.strip()) as recording:
        recording.on(complaint)
        Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
        standing = complaint.decisions.standing().first()
        problems = problems_with_reconsidering(complaint, standing, on=day, reason=reason, by=by)
        refuse_if(problems)
        if standing is None:  # refused above
            raise Refused(problems)
        return _undo(standing, reason, day, by)


def part_complaint(case: Case, *, reason: str, on: date, by: HasActor) -> None:
    """Let the complaint of a merged case come back to it. Inside the act that reopens the case."""
    standing = ComplaintDecision.objects.standing().filter(complaint__case=case).first()
    if standing is not None:
        _undo(standing, reason, on, by)


def _decide(
    complaint: Complaint, step: Transition, version: Any, day: date, said: Mapping[str, Any],
    note: str, kept: Case | None, by: HasActor,
) -> ComplaintDecision:  # fmt: skip
    encoder = DjangoJSONEncoder()
    decision = ComplaintDecision(
        complaint=complaint,
        pack_version=version,
        key=step.key,
        kept=kept,
        decided_on=day,
        decided_by=by if isinstance(by, User) else None,
        said={k: encoder.default(v) if isinstance(v, date) else v for k, v in said.items()},
        note=note.strip(),
    )
    decision.save_new()
    return decision


def _undo(decision: ComplaintDecision, reason: str, day: date, by: HasActor) -> ComplaintDecision:
    decision.undone_on, decision.undo_reason = day, reason.strip()[:300]
    decision.undone_by = by if isinstance(by, User) else None
    decision.save(update_fields=["undone_on", "undo_reason", "undone_by"])
    return decision
