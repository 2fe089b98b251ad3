"""What is asked before a notice is served, tried to be served, found unreadable, or written anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Notice
from cases.procedure import Transition
from cases.rules.acts import problems_with_act, problems_with_role, problems_with_step
from cases.rules.days import problems_with_day
from cases.states import Act
from solar_cms.audit.acts import HasActor
from solar_cms.base.problems import Problem


def service_step(facts: Facts, notice: Notice, key: str = "") -> Transition | None:
    """The step that serves this notice now. A notice that is served once more (its copy could not be
    read, or it stands in the place of another) is served at whatever stage the case has come to."""
    if notice.unreadable_on or notice.replaces_id:
        return step_of_service(facts, notice)
    return facts.way(Act.SERVE, key, notice.kind)


def step_of_service(facts: Facts, notice: Notice) -> Transition | None:
    """The step that serves such notices, at any stage."""
    ways = [t for t in facts.rules.transitions_for(facts.case.kind) if t.act == Act.SERVE]
    ours = [t for t in ways if t.notice == notice.kind]
    return next(iter(ours or [t for t in ways if not t.notice] or ways), None)


def problems_with_service(
    facts: Facts,
    notice: Notice,
    by: HasActor,
    values: Mapping[str, Any],
    *,
    on: date,
    key: str = "",
    field: str = "served_on",
) -> list[Problem]:
    """May it be served, or tried to be, on a day? values: of the form, as the pack asks for them."""
    step = service_step(facts, notice, key)
    if step is None:
        problems = problems_with_act(Act.SERVE, facts, by, values, key=key, notice=notice.kind)
    else:
        problems = problems_with_step(step, facts, by, values)
    problems += problems_with_day(field, on, after=_since(notice), what=_what(notice))
    if notice.served_on is not None:
        problems.append(Problem("notice.served", _("This notice is served already.")))
    return problems + problems_with_voided(notice)


def _since(notice: Notice) -> date:
    return notice.unreadable_on or notice.issued_on


def _what(notice: Notice) -> str:
    if notice.unreadable_on:
        return _("the day on which the copy was found unreadable")
    return _("the date of the notice")


def problems_with_voided(notice: Notice) -> list[Problem]:
    if notice.voided_on is None:
        return []
    return [Problem("notice.voided", _("This notice is void; another stands in its place."))]


def problems_with_unreadable(facts: Facts, notice: Notice, by: HasActor, on: date) -> list[Problem]:
    """A copy is found unreadable after it was served, while the case is open."""
    problems = _problems_with_right(facts, notice, by) + problems_with_voided(notice)
    if notice.served_on is None:
        problems.append(Problem("notice.not_served", _("This notice is not served.")))
        return problems
    return problems + problems_with_day(
        "on", on, after=notice.served_on, what=_("the day of service")
    )


def problems_with_reissue(
    facts: Facts, notice: Notice, by: HasActor, reason: str, on: date
) -> list[Problem]:
    """A notice is written anew with a reason, while the case is open."""
    problems = _problems_with_right(facts, notice, by) + problems_with_voided(notice)
    if not reason.strip():
        problems.append(
            Problem("notice.void_reason", _("Say what is wrong with the notice."), "reason")
        )
    return problems + problems_with_day(
        "issued_on", on, after=notice.issued_on, what=_("the date of the notice")
    )


def _problems_with_right(facts: Facts, notice: Notice, by: HasActor) -> list[Problem]:
    if not facts.case.is_open:
        return [Problem("case.closed", _("The case is closed."))]
    step = step_of_service(facts, notice)
    return problems_with_role(step, facts, by) if step else []
