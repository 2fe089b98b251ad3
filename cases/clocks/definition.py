"""Clocks as a pack defines them, as plain records. Imports nothing of the app but its enums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.clocks.counting import Period
from cases.states import About, OnExpiry
from solar_cms.base.texts import text_in


@dataclass(frozen=True)
class LengthWhen:
    """A length for the cases in which each condition holds: type, source, severity, violation,
    respondents_from, field.<key of a step's field>. A list holds when one of it does."""

    when: Mapping[str, Any]
    period: Period
    source: str = ""
    status: str = ""


@dataclass(frozen=True)
class Extension:
    """Who may extend, how often, and by how much at most (None: as the one who extends says).
    lengths: another most, of the first condition that holds."""

    roles: tuple[str, ...]
    length: int | None = None
    unit: str = ""
    lengths: tuple[LengthWhen, ...] = ()
    times: int = 1
    before_end: bool = False


@dataclass(frozen=True)
class Clock:
    """Started by steps, or by the end of another clock; ended by steps.

    Without a length, one by condition or one set by the officer, its length is unknown. length_field:
    the step's field in which it was set; its other lengths are then the most. sent_by: ways of sending
    a notice that start it. runs_on: it
    goes on while the case is suspended. to_working_day: a last day that is free gives way to the next
    working day. remind: working days before the end; escalate: working days
    after it, to who supervises. then: the step that its running out leads to.
    """

    key: str
    names: Mapping[str, str]
    status: str = ""
    source: str = ""
    types: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    after: str = ""
    about: str = ""
    notice: str = ""
    length: int | None = None
    unit: str = ""
    by_officer: bool = False
    length_field: str = ""
    sent_by: tuple[str, ...] = ()
    lengths: tuple[LengthWhen, ...] = ()
    ends: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    runs_on: bool = False
    to_working_day: bool = False
    extension: Extension | None = None
    on_expiry: str = OnExpiry.OVERDUE
    then: str = ""
    remind: tuple[int, ...] = field(default=())
    escalate: int | None = None

    @property
    def name(self) -> str:
        return text_in(self.names)

    @property
    def subject_kind(self) -> str:
        """What each run is about; a length set by the officer stands in a notice."""
        notice = self.by_officer or self.sent_by
        return self.about or (About.NOTICE if notice else About.CASE)

    def is_for(self, kind: str) -> bool:
        return not self.types or kind in self.types


def _length(row: Mapping[str, Any]) -> LengthWhen:
    return LengthWhen(
        when=row["when"],
        period=Period(row["length"], row["unit"]),
        source=row.get("source", ""),
        status=row.get("status", ""),
    )


def _extension(row: Mapping[str, Any]) -> Extension:
    lengths = tuple(_length(one) for one in row.get("lengths", ()))
    return Extension(**{**row, "roles": tuple(row["roles"]), "lengths": lengths})


def clock_of(row: Mapping[str, Any]) -> Clock:
    """A [[clock]] of procedure.toml that was checked (see checking.py)."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.items()
        if name in Clock.__dataclass_fields__
    }
    starts = row.get("starts", ())
    values["starts"] = (starts,) if isinstance(starts, str) else tuple(starts)
    values["lengths"] = tuple(_length(one) for one in row.get("lengths", ()))
    if "extension" in row:
        values["extension"] = _extension(row["extension"])
    return Clock(**values)
