"""May this clock be extended, by this person, by so much?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.clocks.counting import Period
from cases.clocks.definition import Clock, Extension
from cases.clocks.lengths import extension_for, most_of
from cases.facts import Facts
from cases.models import ClockRun, Step
from cases.procedure import Transition
from cases.rules.acts import kinds_in, role_words
from cases.rules.days import problems_with_day
from cases.said import period_words
from cases.states import ClockEvent, ClockUnit, OnExpiry
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day

LONGEST = 3660  # a slip of the pen, not a rule of law


def problems_with_extending(
    run: ClockRun,
    facts: Facts,
    by: HasActor,
    on: date | None = None,
    *,
    given: int | None = None,
) -> list[Problem]:
    """What stands in the way whatever is asked for; `on`: of an extension on this day. given: how
    often it was extended, where that is known."""
    clock = facts.rules.clocks.get(run.kind)
    extension = extension_for(run, facts)
    if clock is None or extension is None:
        return [Problem("clock.no_extension", _("The procedure does not let it be extended."))]
    if run.ended_on is not None:
        return [Problem("clock.ended", _("It has ended already."))]
    if run.due_on is None:
        return [Problem("clock.unknown", _("Nobody knows its length: there is no end to move."))]
    problems: list[Problem] = []
    if not _may(extension, facts, by):
        message = _("Only for: %(roles)s") % {"roles": role_words(extension.roles)}
        problems.append(Problem("case.other_role", message))
    if run.paused_on is not None:
        problems.append(Problem("clock.paused", _("It stands still; it is extended when it runs.")))
    if given is None:
        given = run.changes.filter(event=ClockEvent.EXTENDED).count()
    if given >= extension.times:
        message = _("It was extended %(given)s time(s); the procedure allows %(times)s.")
        values = {"given": given, "times": extension.times}
        problems.append(Problem("clock.extended_enough", message % values))
    return problems + _over(run, clock, extension, on)


def _may(extension: Extension, facts: Facts, by: HasActor) -> bool:
    if not isinstance(by, User) or by.is_superuser:
        return True
    district = facts.case.district_id
    return bool(set(extension.roles) & kinds_in(by, district)) and by.scope.may_in(
        "cases.extend", district
    )


def _over(run: ClockRun, clock: Clock, extension: Extension, on: date | None) -> list[Problem]:
    """The end is past, or what follows it was carried out."""
    if on is not None and run.due_on is not None and extension.before_end and on > run.due_on:
        message = _("It is extended before its end on %(day)s only.") % {"day": say_day(run.due_on)}
        return [Problem("clock.over", message, "on")]
    if run.expired_on is not None and (clock.on_expiry != OnExpiry.OVERDUE or clock.then):
        message = _("It ran out on %(day)s, and what follows was carried out.")
        return [Problem("clock.ran_out", message % {"day": say_day(run.due_on)})]
    return []


def problems_with_extension(
    run: ClockRun,
    facts: Facts,
    by: HasActor,
    *,
    length: int | None,
    unit: str,
    reason: str,
    on: date,
) -> list[Problem]:
    """Everything wrong with extending a run so on a day."""
    problems = problems_with_extending(run, facts, by, on)
    problems += problems_with_day("on", on, after=run.started_on, what=_("the start of the clock"))
    if not reason:
        problems.append(Problem("clock.no_reason", _("Say why it is extended."), "reason"))
    most = extension_for(run, facts)
    if most is None:
        return problems
    if length is None and most.length is None:
        problems.append(Problem("clock.no_length", _("Say by how much it is extended."), "length"))
    elif length is not None and not 1 <= length <= (most.length or LONGEST):
        message = _("At least 1, at most %(most)s.") % {
            "most": period_words(most.length, most.unit) if most.length else LONGEST
        }
        problems.append(Problem("clock.too_long", message, "length"))
    if unit and (unit not in ClockUnit.values or (most.unit and unit != most.unit)):
        problems.append(Problem("clock.unit", _("This unit is not possible here."), "unit"))
    return problems


def extension_of(run: ClockRun, facts: Facts, length: int | None, unit: str) -> Period:
    """The period added: as asked for, else as long as the procedure says; in the run's own unit
    where nobody says another."""
    extension = extension_for(run, facts) or Extension(())
    return Period(length or extension.length or 1, unit or extension.unit or run.unit)


def problems_with_set_lengths(
    facts: Facts, transition: Transition, said: Mapping[str, Any]
) -> list[Problem]:
    """A length that a step sets in a field is within the most that the clock allows."""
    problems = []
    step = Step(case=facts.case, key=transition.key, said=dict(said))
    asked = {field.key for field in transition.fields}
    for clock in facts.rules.clocks.values():
        length = said.get(clock.length_field) if clock.length_field in asked else None
        most = most_of(clock, facts, step) if isinstance(length, int) else None
        if most is None or not isinstance(length, int) or not clock.is_for(facts.case.kind):
            continue
        if not 1 <= length <= most.length:
            words = period_words(most.length, most.unit)
            message = _("At least 1, at most %(most)s.") % {"most": words}
            problems.append(Problem("clock.too_long", message, clock.length_field))
    return problems
