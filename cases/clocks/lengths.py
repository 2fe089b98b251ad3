"""How long a run is: as the officer set it, else as the first condition that holds says, else as the
law says, else unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cases.clocks.counting import Period
from cases.clocks.definition import Clock, Extension, LengthWhen
from cases.facts import Facts
from cases.models import ClockRun, Finding, Notice, Step
from cases.states import ClockBasis


@dataclass(frozen=True)
class Found:
    """A length, why it is that, and how sure it is."""

    period: Period | None
    basis: str
    source: str
    status: str


def length_of(clock: Clock, facts: Facts, step: Step | None, subject: Any = None) -> Found:
    """step: the one that starts it, where there is one. subject: the notice, finding… that it is about."""
    by_law = _laws(clock, facts, step, subject)
    set_by_officer = _officers(clock, step, subject) or _set(clock, by_law, facts, step)
    if set_by_officer is not None:
        return Found(set_by_officer, ClockBasis.OFFICER, by_law.source, by_law.status)
    return by_law


def most_of(clock: Clock, facts: Facts, step: Step | None) -> Period | None:
    """The most that may be set in the clock's field by this step."""
    return _laws(clock, facts, step, None).period


def extension_for(run: ClockRun, facts: Facts) -> Extension | None:
    """How the run may be extended, with the most that its conditions give."""
    clock = facts.rules.clocks.get(run.kind)
    extension = clock.extension if clock else None
    if extension is None or not extension.lengths:
        return extension
    one = _first(extension.lengths, facts, None, run.notice or run.finding)
    return replace(extension, length=one.period.length, unit=one.period.unit) if one else extension


def _laws(clock: Clock, facts: Facts, step: Step | None, subject: Any) -> Found:
    """The first condition that holds, else what the law says of all."""
    one = _first(clock.lengths, facts, step, subject)
    if one is not None:
        source, status = one.source or clock.source, one.status or clock.status
        return Found(one.period, ClockBasis.LAW, source, status)
    if clock.length is not None:
        period = Period(clock.length, clock.unit)
        return Found(period, ClockBasis.LAW, clock.source, clock.status)
    return Found(None, ClockBasis.UNKNOWN, clock.source, clock.status)


def _first(
    lengths: Iterable[LengthWhen], facts: Facts, step: Step | None, subject: Any
) -> LengthWhen | None:
    return next(
        (
            one
            for one in lengths
            if all(_holds(name, value, facts, step, subject) for name, value in one.when.items())
        ),
        None,
    )


def _set(clock: Clock, most: Found, facts: Facts, step: Step | None) -> Period | None:
    """What a step set in the clock's field, no longer than the most that holds by now."""
    said = _said(clock.length_field, facts, step) if clock.length_field else ""
    if not said or most.period is None:
        return None
    return Period(min(int(said), most.period.length), most.period.unit)


def _officers(clock: Clock, step: Step | None, subject: Any) -> Period | None:
    """What the officer wrote in the notice, or as `length` and `unit` of the step."""
    if not clock.by_officer:
        return None
    if isinstance(subject, Notice) and subject.length:
        return Period(subject.length, subject.unit)
    said: Mapping[str, Any] = getattr(step, "said", None) or {}
    if said.get("length") and said.get("unit"):
        return Period(int(said["length"]), str(said["unit"]))
    return None


def _holds(name: str, wanted: Any, facts: Facts, step: Step | None, subject: Any) -> bool:
    if name == "respondents_from":
        return len(facts.respondents) >= wanted
    known = _known(name, facts, step, subject)
    return bool(known & {str(one) for one in (wanted if isinstance(wanted, list) else [wanted])})


def _known(name: str, facts: Facts, step: Step | None, subject: Any) -> set[str]:
    """What the case has of this, as texts."""
    if name == "type":
        return {facts.case.kind}
    if name == "source":
        return {facts.case.source}
    if name in {"severity", "violation"}:
        findings = [subject] if isinstance(subject, Finding) else facts.confirmed
        return {getattr(finding, name) for finding in findings}
    return {_said(name.removeprefix("field."), facts, step)}


def _said(field: str, facts: Facts, step: Step | None) -> str:
    """What was said last in this field, in this step or an earlier one."""
    for one in [step, *reversed(facts.steps)]:
        said: Mapping[str, Any] = getattr(one, "said", None) or {}
        if field in said:
            return str(said[field])
    return ""
