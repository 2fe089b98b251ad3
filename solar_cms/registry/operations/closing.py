"""Closing employers and workplaces, and opening them again."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.registry import closing_rules as rules
from solar_cms.registry.models import Employer, Workplace
from solar_cms.registry.operations.people import nfc

R = TypeVar("R", Employer, Workplace)


def close_workplace(workplace: Workplace, *, by: HasActor, on: date, reason: str) -> Workplace:
    """Nobody works here any more since a day. Refused with problems_with_closing."""
    return _close(workplace, by=by, on=on, reason=reason)


def close_employer(employer: Employer, *, by: HasActor, on: date, reason: str) -> Employer:
    """The employer has ended on a day, after all of its workplaces."""
    return _close(employer, by=by, on=on, reason=reason)


def reopen_workplace(workplace: Workplace, *, by: HasActor, reason: str) -> Workplace:
    """Work goes on at a site that was closed."""
    return _reopen(workplace, by=by, reason=reason)


def reopen_employer(employer: Employer, *, by: HasActor, reason: str) -> Employer:
    return _reopen(employer, by=by, reason=reason)


def _close(record: R, *, by: HasActor, on: date, reason: str) -> R:
    with act(f"{record._meta.model_name}.closed", by=by, on=record, reason=nfc(reason)):
        record = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        refuse_if(rules.problems_with_closing(record, on, reason))
        record.closed_on, record.closed_why = on, nfc(reason)
        record.save()
    return record


def _reopen(record: R, *, by: HasActor, reason: str) -> R:
    with act(f"{record._meta.model_name}.reopened", by=by, on=record, reason=nfc(reason)):
        record = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        problems = rules.problems_with_reopening(record, reason)
        if isinstance(record, Workplace):
            problems += rules.problems_with_closed_employer(record.employer)
        refuse_if(problems)
        record.closed_on, record.closed_why = None, ""
        record.save()
    return record
