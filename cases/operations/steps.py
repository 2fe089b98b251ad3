"""Steps that a pack names: recorded with their fields, files and paper; suspension, reopening, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Case, CaseLink, Notice, Step
from cases.operations.bringing import open_cases_of_step
from cases.operations.moving import close_row, locked, move
from cases.operations.notices import problems_with_period, write_notice
from cases.operations.triage import part_complaint
from cases.procedure import Transition
from cases.rules import problems_with_act, problems_with_closing
from cases.rules.clocks import problems_with_set_lengths
from cases.rules.steps import problems_with_day_of_step, problems_with_said
from cases.states import Act, LinkKind
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.documents.operations import add_file

Files = Mapping[str, Sequence[Any]]


def record_step(
    case: Case,
    *,
    key: str,
    by: HasActor,
    on: date | None = None,
    at: datetime | None = None,
    said: Mapping[str, Any] | None = None,
    note: str = "",
    files: Files | None = None,
    length: int | None = None,
    unit: str = "",
) -> Step:
    """Take a step that the procedure names, with what its fields say.

    on: the day it happened; at: the moment, where the step is timed. said: field key -> value, dates
    and amounts as they are (see FieldKind). files: document key ("" any other) -> uploads. length,
    unit: the period of the notice it writes, where the officer sets it.
    """
    day = on or (at.date() if at else today())
    filled = {name: value for name, value in (said or {}).items() if value not in (None, "")}
    with act("case.step_recorded", by=by, on=case) as recording:
        facts = locked(case)
        transition = facts.way(Act.RECORD, key)
        problems = problems_with_act(Act.RECORD, facts, by, dict(files or {}), key=key)
        if transition is not None:
            problems += problems_with_said(transition, filled)
            problems += problems_with_set_lengths(facts, transition, filled)
            problems += problems_with_day_of_step(facts, transition, day)
            problems += _moment(transition, at)
            problems += _period(facts, transition, length, unit)
            problems += _closing(facts, transition, day, note, by)
        refuse_if(problems)
        if transition is None:  # refused above
            raise Refused(problems)
        _keep_files(facts, transition, files or {}, by)
        recording.note(step=dict(transition.names), key=key)
        filed = plain(filled)
        if transition.closure:
            close_row(facts.case, code=transition.closure, on=day, by=by, note=note)

        def paper(step: Step) -> Notice:
            notice = write_notice(
                Facts(facts.case), transition.notice, on=day, by=by, length=length, unit=unit,
                step=step, transition=transition,
            )  # fmt: skip
            recording.note(number=notice.number)
            return notice

        step = move(
            facts, Act.RECORD, on=day, by=by, key=key, at=at, said=filed, note=note,
            writes=paper if transition.notice else None,
        )  # fmt: skip
        opened = open_cases_of_step(facts.case, transition, on=day, said=filled, by=by)
        if opened:
            recording.note(opened=[one.number for one in opened])
    return step


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps it: days and moments as ISO texts."""
    encoder = DjangoJSONEncoder()
    return {
        name: encoder.default(value) if isinstance(value, date) else value
        for name, value in values.items()
    }


def _moment(transition: Transition, at: datetime | None) -> list[Problem]:
    if transition.timed and at is None:
        return [Problem("case.no_moment", _("Write the day and the time: hours count."), "at")]
    return []


def _period(facts: Facts, transition: Transition, length: int | None, unit: str) -> list[Problem]:
    kind = facts.rules.notices.get(transition.notice)
    if kind is None or not kind.by_officer:
        return []
    missing = [] if length else [Problem("notice.no_length", _("Set the period."), "length")]
    return missing + problems_with_period(length, unit)


def _closing(
    facts: Facts, transition: Transition, day: date, note: str, by: HasActor
) -> list[Problem]:
    """What its closure code demands, of a step that closes the case."""
    if not transition.closure:
        return []
    found = problems_with_closing(facts, code=transition.closure, closed_on=day, note=note, by=by)
    return [replace(p, field="on") if p.field == "closed_on" else p for p in found]


def _keep_files(facts: Facts, transition: Transition, files: Files, by: HasActor) -> None:
    for name, uploads in files.items():
        document = facts.rules.documents.get(name)
        for upload in uploads:
            add_file(
                upload,
                name=upload.name,
                by=by,
                owner_kind="cases.case",
                owner_id=facts.case.pk,
                district_id=facts.case.district_id,
                caption=f"{document.name}: {transition.name}" if document else transition.name,
            )


def suspend_case(
    case: Case, *, reason: str, by: HasActor, on: date | None = None, key: str = ""
) -> Case:
    """Let the case rest, with the reason: its clocks stand still until it goes on."""
    day = on or today()
    with act("case.suspended", by=by, on=case, reason=reason.strip()):
        facts = _ready(case, Act.SUSPEND, by, day, reason, key)
        facts.case.suspended_on = day
        facts.case.save(update_fields=["suspended_on"])
        move(facts, Act.SUSPEND, on=day, by=by, key=key, note=reason)
    return facts.case


def resume_case(
    case: Case, *, reason: str, by: HasActor, on: date | None = None, key: str = ""
) -> Case:
    """Go on with a suspended case."""
    day = on or today()
    with act("case.resumed", by=by, on=case, reason=reason.strip()):
        facts = _ready(case, Act.RESUME, by, day, reason, key)
        facts.case.suspended_on = None
        facts.case.save(update_fields=["suspended_on"])
        move(facts, Act.RESUME, on=day, by=by, key=key, note=reason)
    return facts.case


def reopen_case(
    case: Case, *, reason: str, by: HasActor, on: date | None = None, key: str = ""
) -> Case:
    """Open a closed case again. Why it was closed stays in its steps and in its history."""
    day = on or today()
    with act("case.reopened", by=by, on=case, reason=reason.strip(), code=case.closure_code):
        facts = _ready(case, Act.REOPEN, by, day, reason, key)
        one = facts.case
        one.closed_on, one.closure_code, one.closure_note, one.closed_by = None, "", "", None
        one.save(update_fields=["closed_on", "closure_code", "closure_note", "closed_by"])
        part_complaint(one, reason=reason, on=day, by=by)
        move(facts, Act.REOPEN, on=day, by=by, key=key, note=reason)
    return facts.case


def _ready(case: Case, verb: str, by: HasActor, day: date, reason: str, key: str) -> Facts:
    """The case held, when nothing stands in the way of the verb."""
    facts = locked(case)
    problems = problems_with_act(verb, facts, by, {"reason": reason.strip()}, key=key)
    transition = facts.way(verb, key)
    if transition is not None:
        problems += problems_with_day_of_step(facts, transition, day)
    if not reason.strip():
        problems.append(Problem("case.no_reason", _("Say why."), "reason"))
    refuse_if(problems)
    return facts


def link_case(
    case: Case, other: Case, *, kind: str, by: HasActor, note: str = "", key: str = ""
) -> CaseLink:
    """Say that two cases belong together. `duplicate`: the other is closed by its own act."""
    with act("case.linked", by=by, on=case, other=other.number, kind=kind):
        facts = locked(case)
        problems = problems_with_act(Act.LINK, facts, by, {"other": other}, key=key)
        if kind not in LinkKind.values:
            problems.append(Problem("link.kind", _("Choose how they are linked."), "kind"))
        if other.pk == case.pk:
            problems.append(Problem("link.itself", _("A case is linked to another one."), "other"))
        pair = Q(case=case, other=other) | Q(case=other, other=case)
        if CaseLink.objects.filter(pair, kind=kind).exists():
            problems.append(Problem("link.known", _("These cases are linked so already."), "other"))
        refuse_if(problems)
        link = CaseLink(case=facts.case, other=other, kind=kind, note=note.strip()[:300])
        link.save_new()
        move(facts, Act.LINK, on=today(), by=by, key=key, note=note)
    return link
