"""The types with which upper apps hand their parts to lower floors.

An app fills these registries in modules of fixed names (`datasets.py`, `importers.py`,
`pack_sections.py`, `jobs.py`, `schedule.py`, `demo.py`, `hooks.py`) that the roof collects at
start. Lower floors know the types and the registries, never the apps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from solar_cms.base.hooks.answers import AnswersOwner, QuestionMark, answers_owners, question_marks
from solar_cms.base.hooks.closing import closing_checks
from solar_cms.base.hooks.face import (
    Hit,
    HomeCard,
    KnownNames,
    NavItem,
    RecordKind,
    RecordPanel,
    SearchSource,
    TaskKind,
    act_words,
    home_cards,
    known_names,
    nav_items,
    record_kinds,
    record_panels,
    search_sources,
    task_kinds,
)
from solar_cms.base.hooks.figures import Dataset, Dimension, Measure, datasets
from solar_cms.base.hooks.packs import PackConsequence, pack_consequences
from solar_cms.base.hooks.people import (
    Joined,
    MergeRule,
    PersonUse,
    RetentionStep,
    merge_rules,
    person_parts,
    person_uses,
    retention_steps,
)
from solar_cms.base.hooks.questions import QuestionUses, Use, question_uses
from solar_cms.base.hooks.registry import Registry, Text
from solar_cms.base.problems import Problem

# --- imports -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column an importer reads. `headers` are all spellings accepted, Lao and Latin; case,
    spaces, tone marks and punctuation do not matter."""

    name: str
    label: Text
    headers: Sequence[str]
    example: str = ""


@dataclass
class SheetRow:
    """A row of a file as the importer gets it: its number in the sheet, text by column name."""

    number: int
    cells: Mapping[str, str]
    # Of a "same" row: "new", "link:<id>", or "update:<id>:phone,village" (fields taken from the file).
    decision: str = ""


@dataclass
class CheckedRow:
    """What a dry run says about a row.

    outcome: ready | mend (problems) | same (candidates to choose from) | here (nothing to do).
    effect: what importing it will count as: create | update | link.
    suggestions: column → [(text to put there, words)]. candidates: [{id, names, birth_year, place,
    district, alike, differs, only_link, offers}]: offers is {column: [as kept, as in the file]}; where
    the reader may not choose, id is "" and `hidden` holds it, for the question to its office.
    keys: "<prefix>:<text>", what makes two rows of a file the same thing (Importer.twins).
    """

    number: int
    outcome: str = "ready"
    effect: str = "create"
    cleaned: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    suggestions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Twin:
    """How a key tells that two rows mean the same. columns: where the second is faulted, the first of
    them that the file has. certain: nobody may say that they are two."""

    columns: Sequence[str]
    certain: bool = False


@dataclass(frozen=True)
class Importer:
    """A kind of file the repair desk can take in.

    prepare: (raw: {name: text}, by) -> context: plain data kept with the batch. Has "district"
        (code or "") and "title" (what the file belongs to, for people). Raises Refused.
    check: (rows: list[SheetRow], context, by, seen: dict) -> [CheckedRow]; set-based inside, must
        not write. `seen` is one dict for a whole run: what earlier rows of the file held.
    apply: (batch id, context, by) -> None; inside the caller's act, set-based over the staged rows
        of the batch whose outcome is "ready". What it makes carries the batch's id, or the row's
        `cleaned` says what it was. Calls imports.progress.step() between its pieces.
    undo: (batch id, by) -> Problems that stand in the way, [] when undone; inside the caller's act.
    needs: groups of columns of which at least one must be in the file.
    context_form: form class asking for the context, made with (data, user=…).
    twins: prefix of a key → what it tells. record: name of the address of a record's page.
    offered: field that may be taken over from the file (CheckedRow.candidates) → its label.
    doubts: (batch id, user) -> how many records of the batch may be there twice, and the address of
        the list of them; None while that is not looked through yet.
    """

    kind: str
    label: Text
    right: str
    columns: Sequence[Column]
    prepare: Callable[[Mapping[str, str], Any], dict[str, Any]]
    check: Callable[[list[SheetRow], dict[str, Any], Any, dict[str, Any]], list[CheckedRow]]
    apply: Callable[[Any, dict[str, Any], Any], None]
    undo: Callable[[Any, Any], list[Problem]] | None = None
    needs: Sequence[Sequence[str]] = ()
    context_form: Any = None
    twins: Mapping[str, Twin] = field(default_factory=dict)
    record: str = ""
    offered: Mapping[str, Text] = field(default_factory=dict)
    doubts: Callable[[Any, Any], tuple[int, str] | None] | None = None


importers: Registry[Importer] = Registry("importer")

# --- law ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PackSection:
    """A part of a country pack: a file (or folder) and the functions that check and load it.

    check: (data, path) -> iterable of PackFault-like Problems (field = "file:line").
    load: (data, version) -> None; called inside the act that loads the pack version.
    """

    name: str
    file: str
    check: Callable[[Any, Path], Iterable[Problem]]
    load: Callable[[Any, Any], None]
    order: int = 100


pack_sections: Registry[PackSection] = Registry("pack section")

# --- work --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JobKind:
    """A durable job. run: (job) -> its result ({"url": …, "files": […]}) or None.

    It says how far it is with job.progress(done, total, words). It may be run again after a crash:
    what it writes for good it leaves to job.at_end(function), called in the act that ends the job.
    """

    name: str
    label: Text
    right: str
    run: Callable[[Any], dict[str, Any] | None]


job_kinds: Registry[JobKind] = Registry("job")


@dataclass(frozen=True)
class Scheduled:
    """A thing the calendar does: every day at an hour of the office's time, or every N minutes.
    run: (due: datetime) -> None. Beat may run twice; the row (name, due) makes it happen once."""

    name: str
    run: Callable[[Any], None]
    at_hour: int | None = None
    every_minutes: int | None = None


scheduled: Registry[Scheduled] = Registry("scheduled act")


# (day, province code or "" of the whole country) -> is it worked; None: an ordinary day again.
CalendarDays = Mapping[tuple[date, str], bool | None]


@dataclass(frozen=True)
class CalendarUse:
    """What counts working days and runs on when a day of the calendar is added, changed or taken out.

    moving: (days as they will be) -> how many of its deadlines get another end, before it is saved.
    moved: (days as they are now, why, by) -> the same number, when they got it; inside the act that
    changed the calendar.
    """

    label: Text
    moving: Callable[[CalendarDays], int]
    moved: Callable[[CalendarDays, str, Any], int]


calendar_uses: Registry[CalendarUse] = Registry("use of the calendar")


@dataclass(frozen=True)
class Handover:
    """Open work of a leaver. count: (user) -> n; move: (from_user, to_user, by) -> n, in one act."""

    label: Text
    count: Callable[[Any], int]
    move: Callable[..., int]


handovers: Registry[Handover] = Registry("handover")

# Task name → function, for acts of the floors below `work` that leave something to a worker
# (`act().later(name, **payload)`); `work` makes them tasks that are done once.
outbox_tasks: Registry[Callable[..., None]] = Registry("outbox task")

# --- files -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FilePolicy:
    """Who may read the files and letters of a record of this kind, and add files to it.

    may_read, may_add: (user, owner_id) -> bool; without may_add only the app itself adds.
    place: (owner_id) -> (district code, address of the record's page); needed with may_add.
    may_read_confidential: who of them may read files marked as confidential; without it no file of
    such a record can be marked.
    """

    may_read: Callable[[Any, Any], bool]
    may_add: Callable[[Any, Any], bool] | None = None
    place: Callable[[Any], tuple[str | None, str]] | None = None
    may_read_confidential: Callable[[Any, Any], bool] | None = None


file_policies: Registry[FilePolicy] = Registry("file policy")

# --- demo --------------------------------------------------------------------------------------


@dataclass
class DemoWorld:
    """What the demo seeders share. `random` is seeded; `people` is the size asked for."""

    people: int
    random: Any
    start: date
    today: date
    store: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoSeeder:
    order: int
    seed: Callable[[DemoWorld], None]


demo_seeders: Registry[DemoSeeder] = Registry("demo seeder")

__all__ = [
    "AnswersOwner",
    "CalendarDays",
    "CalendarUse",
    "CheckedRow",
    "Column",
    "Dataset",
    "DemoSeeder",
    "DemoWorld",
    "Dimension",
    "FilePolicy",
    "Handover",
    "Hit",
    "HomeCard",
    "Importer",
    "JobKind",
    "Joined",
    "KnownNames",
    "Measure",
    "MergeRule",
    "NavItem",
    "PackConsequence",
    "PackSection",
    "PersonUse",
    "QuestionMark",
    "QuestionUses",
    "RecordKind",
    "RecordPanel",
    "Registry",
    "RetentionStep",
    "Scheduled",
    "SearchSource",
    "SheetRow",
    "TaskKind",
    "Text",
    "Twin",
    "Use",
    "act_words",
    "answers_owners",
    "calendar_uses",
    "closing_checks",
    "datasets",
    "demo_seeders",
    "file_policies",
    "handovers",
    "home_cards",
    "importers",
    "job_kinds",
    "known_names",
    "merge_rules",
    "nav_items",
    "outbox_tasks",
    "pack_consequences",
    "pack_sections",
    "person_parts",
    "person_uses",
    "question_marks",
    "question_uses",
    "record_kinds",
    "record_panels",
    "retention_steps",
    "scheduled",
    "search_sources",
    "task_kinds",
]
