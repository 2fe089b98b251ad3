"""What stands in the way of answering a request, and of emptying a record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import person_uses
from solar_cms.base.models import SourceStatus, today
from solar_cms.base.problems import Problem
from solar_cms.law.parameters import parameter
from solar_cms.registry.models import CorrectionRequest, Person
from solar_cms.registry.states import CorrectionState

ERASE = "people.erase"


def answer_by(asked_on: date) -> date | None:
    """Until when a request for correction is to be answered; None while no period is known."""
    known = parameter("correction_days", asked_on)
    if known is None or known.status == SourceStatus.UNKNOWN or not isinstance(known.value, int):
        return None
    return asked_on + timedelta(days=known.value)


def problems_with_request(asked_on: date, asks: str) -> list[Problem]:
    problems = []
    if asked_on > today():
        problems.append(
            Problem("correction.later", _("The date must not be in the future."), "asked_on")
        )
    if not asks.strip():
        problems.append(Problem("correction.empty", _("Say what is to be corrected."), "asks"))
    return problems


def problems_with_answer(
    request: CorrectionRequest, state: str, on: date, reason: str
) -> list[Problem]:
    if request.state != CorrectionState.OPEN:
        return [Problem("correction.answered", _("This request has already been answered."))]
    problems = []
    if state == CorrectionState.REFUSED and not reason.strip():
        problems.append(Problem("correction.reason", _("A refusal needs its reason."), "reason"))
    if on < request.asked_on or on > today():
        problems.append(
            Problem(
                "correction.day",
                _("The answer is not before the request and not in the future."),
                "decided_on",
            )
        )
    return problems


def problems_with_erasure(person: Person, by: Any) -> list[Problem]:
    """What keeps a record from being emptied: what still runs with the person, in every app."""
    if person.erased_on:
        return [Problem("erase.before", _("This record has already been emptied."))]
    if person.merged_into_id:
        return [Problem("erase.merged", _("This record is merged; empty the one that was kept."))]
    scope = getattr(by, "scope", None)
    if scope is not None and not scope.may_in(ERASE, person.district_id):
        return [Problem("erase.reach", _("You may not empty records of this district."))]
    problems: list[Problem] = []
    for use in person_uses:
        problems += use.problems(person)
    return problems
