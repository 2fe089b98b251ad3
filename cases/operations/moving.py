"""What every act on a case does around its own change: lock, move the stage, run the clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.clocks.running import on_step
from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.models import Case, CaseTrack, Notice, Step
from cases.procedure import Transition
from cases.states import StageKind
from solar_cms.accounts.models import Office, User
from solar_cms.audit.acts import HasActor
from solar_cms.base.problems import Problem, Refused
from solar_cms.places.models import District


def locked(case: Case) -> Facts:
    """The case as it is now, held until the act ends, with all that is known of it."""
    row = (
        Case.objects.select_for_update(of=("self",))
        .select_related("district", "workplace", "employer", "office")
        .get(pk=case.pk)
    )
    return Facts(row)


def move(
    facts: Facts,
    act: str,
    *,
    on: date,
    by: HasActor,
    key: str = "",
    at: datetime | None = None,
    said: Mapping[str, Any] | None = None,
    note: str = "",
    notice: Notice | None = None,
    subject: Any = None,
    writes: Callable[[Step], Notice] | None = None,
) -> Step:
    """Write the step down, bring the case or its track to the stage the step leads to, run the
    clocks, tell the inboxes. Every verb calls it once, last, inside its act.

    on: the day it happened; at: the moment, where hours count. said: the step's own fields.
    notice: the notice that the step serves. subject: what else it is about (a finding, a sanction, an
    appeal, a notice just written), whose clocks hear of it. writes: writes the step's own notice.
    """
    case = facts.case
    transition = facts.way(act, key, notice.kind if notice else "")
    step = Step(
        case=case,
        key=transition.key if transition else act,
        act=act,
        track=transition.track if transition else "",
        stage=_reached(facts, transition) if transition else "",
        reached_on=on,
        happened_at=at,
        said=dict(said or {}),
        note=note.strip(),
        recorded_by=by if isinstance(by, User) else None,
    )
    step.save_new()
    if transition is not None:
        _arrive(facts, transition, step)
    paper = writes(step) if writes is not None else None
    after = Facts(case)
    on_step(after, transition, step, notice, subject, paper)
    refresh_inbox(after)
    return step


def close_row(case: Case, *, code: str, on: date, by: HasActor, note: str) -> None:
    """Write the day, code and note of closing down; the step that closes moves the stage."""
    case.closed_on, case.closure_code, case.closure_note = on, code, note.strip()
    case.closed_by = by if isinstance(by, User) else None
    case.save(update_fields=["closed_on", "closure_code", "closure_note", "closed_by"])


def _reached(facts: Facts, transition: Transition) -> str:
    """The stage a step leads to, "" when all stays as it is."""
    now = facts.stages_now.get(transition.track, "")
    return transition.to if transition.to not in {"", now} else ""


def _arrive(facts: Facts, transition: Transition, step: Step) -> None:
    """Put the case or the track at its new stage; open the track that the step opens."""
    case, rules = facts.case, facts.rules
    if step.stage and not transition.track:
        case.stage = step.stage
        case.save(update_fields=["stage"])
    elif step.stage:
        closes = rules.stages[step.stage].kind == StageKind.CLOSED
        track = next(t for t in facts.tracks if t.key == transition.track and not t.closed_on)
        track.stage, track.closed_on = step.stage, step.reached_on if closes else None
        track.save(update_fields=["stage", "closed_on"])
    if transition.opens:
        CaseTrack(
            case=case,
            key=transition.opens,
            stage=rules.first_of(transition.opens),
            opened_on=step.reached_on,
        ).save_new()


def office_of(district: District, day: date) -> Office:
    """The labour office that keeps the cases of a district: its own, else the province's."""
    offices = Office.objects.on(day)
    found = (
        offices.filter(code=district.pk).first()
        or offices.filter(district=district).order_by("code").first()
        or offices.filter(code=district.province_id).first()
        or offices.filter(province=district.province_id, district__isnull=True)
        .order_by("code")
        .first()
    )
    if found is None:
        message = _("No office is responsible for %(district)s on that day.") % {
            "district": district
        }
        raise Refused([Problem("case.no_office", message)])
    return found
