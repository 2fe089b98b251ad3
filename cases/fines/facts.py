"""What a fine is computed about: the breaches and who committed them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cases.fines.rules import Texts


@dataclass(frozen=True)
class Breach:
    """One finding as the calculator sees it.

    on: the day it was found. chosen: within a range, in the rule's own measure (units, minor units
    or percent). days: how long it was late or lasted. debt: minor units. same_act: breaches with the
    same word here are one act. asked: keys of the factors that the officer answered with yes.
    earlier: days of earlier final sanctions for the same violation.
    """

    key: str
    violation: str
    severity: str
    on: date
    names: Texts = field(default_factory=dict)
    workers: int | None = None
    chosen: Decimal | None = None
    days: int | None = None
    debt: int | None = None
    same_act: str = ""
    asked: frozenset[str] = frozenset()
    earlier: tuple[date, ...] = ()


@dataclass(frozen=True)
class FineFacts:
    """Everything a calculation needs. `staff` = workers of the employer, `income` = minor units."""

    breaches: tuple[Breach, ...]
    size: str = ""
    is_organisation: bool | None = None
    staff: int | None = None
    income: int | None = None
