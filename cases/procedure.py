"""The procedure of a pack version, read from its rows into plain records.

A case keeps the version it was opened under: `procedure_of(case)` is that version's, `current()`
the one new cases follow. A version never changes, so what was read once is kept in memory.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from cases.clocks.definition import Clock, clock_of
from cases.fines import FineRules
from cases.fines import parse as parse_fines
from cases.models import Case, Procedure
from cases.states import StageKind
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem, Refused
from solar_cms.base.texts import text_in
from solar_cms.law import packs

Texts = Mapping[str, str]
SLIP_MARKS = ("number", "day", "office")


@dataclass(frozen=True)
class Named:
    """Anything of a pack with a key and a name by language."""

    key: str
    names: Texts
    status: str = ""

    @property
    def name(self) -> str:
        return text_in(self.names)


@dataclass(frozen=True)
class CaseType(Named):
    checklist: str = ""


@dataclass(frozen=True)
class Stage(Named):
    """`track`: the parallel track it belongs to, "" the case itself."""

    kind: str = StageKind.OPEN
    types: tuple[str, ...] = ()
    track: str = ""

    def is_for(self, kind: str) -> bool:
        return not self.types or kind in self.types


@dataclass(frozen=True)
class StepField(Named):
    """Something a step asks for; `kind` is a FieldKind, `choices` those of a choice."""

    kind: str = "text"
    required: bool = False
    choices: tuple[Named, ...] = ()
    hints: Texts = field(default_factory=dict)

    @property
    def hint(self) -> str:
        return text_in(self.hints)


@dataclass(frozen=True)
class Acknowledgement(Named):
    """What whoever complained takes away. names: its title, texts: a passage, by language; the marks
    of SLIP_MARKS in it are filled in."""

    texts: Texts = field(default_factory=dict)

    def text(self, language: str, **facts: str) -> str:
        found = self.texts[language]
        for mark in SLIP_MARKS:
            found = found.replace(f"{{{mark}}}", facts[mark])
        return found


@dataclass(frozen=True)
class NewCase:
    """A case that a step opens at the same workplace. names: what it is about; about: the step's
    field that says more of it."""

    type: str
    source: str
    names: Texts
    about: str = ""

    @property
    def name(self) -> str:
        return text_in(self.names)


@dataclass(frozen=True)
class Transition(Named):
    """A step of the procedure: the act `act` leads from these stages to `to` ("" stays).

    key: the step's own name, its act where the pack gives none. roles: kinds of role or keys of the
    pack's roles. track: whose stages `sources` are; opens: the track that it opens. notice: the
    kind of notice that it writes (of a service: which it serves). automatic: the calendar may do it
    when a clock runs out. timed: its moment is asked for, because a clock of hours runs from it.
    closure: the code by which a recorded or merging step closes the case. complaints: it may be taken
    on a complaint too, before any case is opened. cases: those it opens, linked to this one.
    """

    act: str = ""
    sources: tuple[str, ...] = ()
    to: str = ""
    roles: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    fields: tuple[StepField, ...] = ()
    track: str = ""
    opens: str = ""
    notice: str = ""
    automatic: bool = False
    timed: bool = False
    closure: str = ""
    complaints: bool = False
    cases: tuple[NewCase, ...] = ()
    source: str = ""

    def is_for(self, kind: str) -> bool:
        return not self.types or kind in self.types

    @property
    def is_assumed(self) -> bool:
        """No source gives it: the field's common procedure, and pages say so."""
        return self.status in {SourceStatus.ASSUMED, SourceStatus.UNKNOWN}


@dataclass(frozen=True)
class NoticeKind(Named):
    """A paper of the procedure. about: findings (those not remedied are set in it) or case.
    sanctions: which it states with their sums, those "proposed" or those "decided" ("" none).
    by_officer: its period is set by who writes it. texts: passages by name ("opening", "appeal"),
    each by language, that its template prints."""

    prefix: str = ""
    template: str = ""
    about: str = "case"
    sanctions: str = ""
    by_officer: bool = False
    texts: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True)
class Closure(Named):
    tone: str = "closed"
    types: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()

    def is_for(self, kind: str) -> bool:
        return not self.types or kind in self.types


@dataclass(frozen=True)
class Violation(Named):
    article: str = ""
    severity: str = ""
    restricted: bool = False


@dataclass(frozen=True)
class Rules:
    """A whole procedure."""

    types: dict[str, CaseType] = field(default_factory=dict)
    sources: dict[str, Named] = field(default_factory=dict)
    severities: dict[str, Named] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()
    clocks: dict[str, Clock] = field(default_factory=dict)
    notices: dict[str, NoticeKind] = field(default_factory=dict)
    closures: dict[str, Closure] = field(default_factory=dict)
    violations: dict[str, Violation] = field(default_factory=dict)
    tracks: dict[str, Named] = field(default_factory=dict)
    documents: dict[str, Named] = field(default_factory=dict)
    acknowledgements: dict[str, Acknowledgement] = field(default_factory=dict)
    fines: FineRules = field(default_factory=FineRules)

    @property
    def first_stage(self) -> str:
        return self.first_of("")

    def first_of(self, track: str) -> str:
        """The stage at which a track begins ("" the case itself)."""
        return next(
            s.key for s in self.stages.values() if s.kind == StageKind.FIRST and s.track == track
        )

    def stages_for(self, kind: str, track: str = "") -> list[Stage]:
        return [s for s in self.stages.values() if s.is_for(kind) and s.track == track]

    def transitions_for(self, kind: str) -> list[Transition]:
        return [t for t in self.transitions if t.is_for(kind)]

    def ways(
        self, kind: str, stages: Mapping[str, str], *, act: str = "", key: str = ""
    ) -> list[Transition]:
        """The steps possible in a kind of case at these stages (track -> stage), in pack order."""
        return [
            t
            for t in self.transitions_for(kind)
            if stages.get(t.track) in t.sources
            and (not act or t.act == act)
            and (not key or t.key == key)
        ]

    def step(self, key: str) -> Transition | None:
        """Any transition of this key, for its names."""
        return next((t for t in self.transitions if t.key == key), None)

    def complaint_steps(self) -> list[Transition]:
        """The steps that a complaint without a case may take, each once."""
        found = {t.key: t for t in reversed(self.transitions) if t.complaints}
        return list(reversed(found.values()))

    def acts(self) -> list[str]:
        return list(dict.fromkeys(t.act for t in self.transitions))

    def closures_for(self, kind: str) -> list[Closure]:
        return [closure for closure in self.closures.values() if closure.is_for(kind)]


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k != "asks"}


def _keyed(kind: type, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    known = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return {
        row["key"]: kind(**{k: v for k, v in _tuples(row).items() if k in known}) for row in rows
    }


def _field(row: Mapping[str, Any]) -> StepField:
    return StepField(
        key=row["key"],
        names=row["names"],
        kind=row.get("kind", "text"),
        required=bool(row.get("required")),
        choices=tuple(Named(c["key"], c["names"]) for c in row.get("choices", [])),
        hints=row.get("hints", {}),
    )


def _transition(row: Mapping[str, Any]) -> Transition:
    values = _tuples(row)
    known = Transition.__dataclass_fields__
    given = {k: v for k, v in values.items() if k in known and k not in {"fields", "cases"}}
    return Transition(
        **{"key": values["act"], **given},
        sources=values["from"],
        fields=tuple(_field(one) for one in row.get("fields", [])),
        cases=tuple(NewCase(**one) for one in row.get("cases", [])),
    )


def parse(definition: Mapping[str, Any]) -> Rules:
    """A definition (the parsed procedure.toml with the violations added) as records."""
    return Rules(
        types=_keyed(CaseType, definition["case_type"]),
        sources=_keyed(Named, definition["source"]),
        severities=_keyed(Named, definition["severity"]),
        stages=_keyed(Stage, definition["stage"]),
        transitions=tuple(_transition(row) for row in definition["transition"]),
        clocks={row["key"]: clock_of(row) for row in definition.get("clock", [])},
        notices=_keyed(NoticeKind, definition.get("notice", [])),
        closures=_keyed(Closure, definition["closure"]),
        violations=_keyed(Violation, definition.get("violation", [])),
        tracks=_keyed(Named, definition.get("track", [])),
        documents=_keyed(Named, definition.get("document", [])),
        acknowledgements=_keyed(Acknowledgement, definition.get("acknowledgement", [])),
        fines=parse_fines(definition.get("fines")),
    )


@lru_cache(maxsize=64)
def rules_of_version(version_id: uuid.UUID) -> Rules:
    """The procedure of a pack version; raises Procedure.DoesNotExist when it brought none."""
    return parse(Procedure.objects.get(pack_version_id=version_id).definition)


def procedure_of(case: Case) -> Rules:
    return rules_of_version(case.pack_version_id)


def current() -> Rules:
    """The procedure new cases follow; refused when no pack is loaded."""
    version = packs.current_or_none()
    if version is None:
        message = _("No country pack is loaded: an administrator loads one with load_pack.")
        raise Refused([Problem("pack.none", message)])
    return rules_of_version(version.pk)


def current_or_empty() -> Rules:
    """For labels and filters: empty while no pack is loaded."""
    version = packs.current_or_none()
    return rules_of_version(version.pk) if version else Rules()
