"""What every act on a case does around its own change: lock, move the stage, run the clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.models import Case, CaseTrack, ClockRun, Notice, Step
from cases.procedure import Clock, Transition
from cases.rules.days import due_date
from cases.states import ClockBasis, StageKind
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
) -> Step:
    """Write the step down, bring the case or its track to the stage the step leads to, run the
    clocks, tell the inboxes. Every verb calls it once, last, inside its act.

    on: the day it happened; at: the moment, where hours count. said: the step's own fields.
    notice: the notice that the step serves or is about.
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
    end_clocks(case, act, facts, on)
    start_clocks(case, act, facts, on, notice)
    refresh_inbox(Facts(case))
    return step


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


def end_clocks(case: Case, act: str, facts: Facts, on: date) -> None:
    """End the running clocks that this act ends; closing ends all."""
    ending = [clock.key for clock in facts.rules.clocks.values() if act in clock.ends]
    running = case.clocks.filter(ended_on__isnull=True)
    if not case.closed_on:
        running = running.filter(kind__in=ending)
    for run in running:
        run.ended_on = max(on, run.started_on)
        run.save(update_fields=["ended_on"])


def start_clocks(case: Case, act: str, facts: Facts, on: date, notice: Notice | None) -> None:
    """Start the clocks that this act starts. On back-entered cases no clock runs."""
    if case.is_back_entered:
        return
    for clock in facts.rules.clocks.values():
        if clock.starts != act:
            continue
        by_notice = notice if clock.by_officer else None
        already = case.clocks.filter(kind=clock.key, ended_on__isnull=True, notice=by_notice)
        if not already.exists():
            clock_run(case, clock, on, by_notice).save_new()


def clock_run(case: Case, clock: Clock, started_on: date, notice: Notice | None) -> ClockRun:
    """One run: as long as the law says, else as the officer set in the notice, else unknown."""
    run = ClockRun(
        case=case,
        district_id=case.district_id,
        kind=clock.key,
        notice=notice,
        basis=ClockBasis.UNKNOWN,
        status=clock.status,
        started_on=started_on,
    )
    if clock.length:
        run.basis, run.length, run.unit = ClockBasis.LAW, clock.length, clock.unit
    elif clock.by_officer and notice is not None and notice.length:
        run.basis, run.length, run.unit = ClockBasis.OFFICER, notice.length, notice.unit
    if run.length:
        run.due_on = due_date(started_on, run.length, run.unit, case.district)
    return run


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
