"""The sections of a pack that cases read: violations and the procedure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from cases import demo_country, walk_section  # noqa: F401 - register the demo, the scripted case
from cases.clocks.checking import CLOCK, check_clocks
from cases.fines.checking import check_fines
from cases.models import Procedure
from cases.pack_steps import (
    check_cases,
    check_closing,
    check_fields,
    check_slips,
    unknown_roles,
)
from cases.procedure import Rules, Stage, parse
from cases.states import BLOCKS, Act, StageKind
from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.problems import Problem
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import PackText, keys_in
from solar_cms.law.schema import SOURCED, Field, check_rows, check_tables

ASKED: dict[str, Field] = {**SOURCED, "asks": Field("texts", required=False)}
NAMED: dict[str, Field] = {"key": Field("key"), "names": Field("texts"), **ASKED}
TYPES = Field("list", required=False)
BLOCK_LIST = Field("list", required=False, choices=BLOCKS)
TABLES: dict[str, dict[str, Field]] = {
    "case_type": {**NAMED, "checklist": Field("key", required=False)},
    "source": NAMED,
    "severity": NAMED,
    "stage": {
        **NAMED,
        "kind": Field("text", choices=StageKind.values),
        "types": TYPES,
        "track": Field("key", required=False),
    },
    "track": NAMED,
    "document": NAMED,
    "acknowledgement": {**NAMED, "texts": Field("texts")},
    "transition": {
        "key": Field("key", required=False),
        "act": Field("text", choices=Act.values),
        "from": Field("list"),
        "to": Field("key", required=False),
        "roles": Field("list"),
        "types": TYPES,
        "requires": Field("list", required=False),
        "documents": Field("list", required=False),
        "blocks": BLOCK_LIST,
        "fields": Field("rows", required=False),
        "track": Field("key", required=False),
        "opens": Field("key", required=False),
        "notice": Field("key", required=False),
        "automatic": Field("bool", required=False),
        "timed": Field("bool", required=False),
        "closure": Field("key", required=False),
        "complaints": Field("bool", required=False),
        "cases": Field("rows", required=False),
        "names": Field("texts"),
        **ASKED,
    },
    "clock": CLOCK,
    "notice": {
        **NAMED,
        "prefix": Field("text"),
        "template": Field("text"),
        "about": Field("text", required=False, choices=("findings", "case")),
        "sanctions": Field("text", required=False, choices=("proposed", "decided")),
        "by_officer": Field("bool", required=False),
        "texts": Field("any", required=False),
    },
    "closure": {
        **NAMED,
        "tone": Field("text", choices=("done", "collected", "closed", "refused")),
        "types": TYPES,
        "demands": BLOCK_LIST,
    },
}
OPTIONAL = {"clock", "notice", "track", "document", "acknowledgement"}
VIOLATION: dict[str, Field] = {
    **NAMED,
    "article": Field("key"),
    "severity": Field("key"),
    "restricted": Field("bool", required=False),
}


def check_violations(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    yield from check_tables(text, data, {"violation"})
    yield from check_rows(text, data, "violation", VIOLATION)
    articles = keys_in(path.parent / "articles.toml", "article")
    severities = keys_in(path.parent / "procedure.toml", "severity")
    for index, row in enumerate(data.get("violation", [])):
        for name, known in (("article", articles), ("severity", severities)):
            yield from _unknown(text, "violation", index, row, name, known)


def _unknown(
    text: PackText, table: str, index: int, row: Any, name: str, known: set[str]
) -> Iterator[Problem]:
    """Keys of a row (one or a list) that nothing in the pack defines."""
    value = row.get(name, []) if isinstance(row, dict) else []
    for key in value if isinstance(value, list) else [value]:
        if key not in known:
            message = _("“%(key)s” (%(name)s) is not defined in this pack.") % {
                "key": key,
                "name": name,
            }
            yield text.fault("procedure.unknown", message, table=table, index=index, key=name)


def check_procedure(data: Any, path: Path) -> Iterable[Problem]:
    """Every key is known, every stage is reached and left, every case can be closed."""
    text = PackText(path)
    problems = check_tables(text, data, TABLES)
    for table, fields in TABLES.items():
        unique = () if table == "transition" else ("key",)
        problems += check_rows(text, data, table, fields, unique=unique)
        if table not in OPTIONAL and not data.get(table):
            message = _("A procedure needs at least one [[%s]].") % table
            problems.append(text.fault("procedure.empty", message, table=table))
    problems += check_fields(text, data)
    problems += check_cases(text, data)
    if problems:
        return problems  # the rest needs sound rows
    return [
        *_unknown_keys(text, data, path),
        *unknown_roles(text, data, path),
        *_stages(text, data),
        *_twice(text, data),
        *check_slips(text, data),
        *check_closing(text, data),
        *check_clocks(text, data, path),
        *_templates(text, data, path),
    ]


def _unknown_keys(text: PackText, data: Any, path: Path) -> Iterator[Problem]:
    stages = {row["key"] for row in data["stage"]}
    types = {row["key"] for row in data["case_type"]}
    folder = path.parent / "checklists"
    lists = {file.stem for file in folder.glob("*.toml")} if folder.is_dir() else set()
    tracks = {row["key"] for row in data.get("track", [])}
    papers = {row["key"] for row in data.get("notice", [])}
    files = {row["key"] for row in data.get("document", [])}
    codes = {row["key"] for row in data["closure"]}
    places = {"from": stages, "to": stages, "track": tracks, "opens": tracks}
    for table, names in (
        (
            "transition",
            {**places, "types": types, "notice": papers, "documents": files, "closure": codes},
        ),
        ("stage", {"types": types, "track": tracks}),
        ("closure", {"types": types}),
        ("case_type", {"checklist": lists}),
    ):
        for index, row in enumerate(data[table]):
            for name, known in names.items():
                yield from _unknown(text, table, index, row, name, known)


def _stages(text: PackText, data: Any) -> Iterator[Problem]:
    """One first stage in the case and in each track, one that is closed; every stage of every kind
    of case is reached, and left unless it closes."""
    for track in ["", *(row["key"] for row in data.get("track", []))]:
        kinds = [row["kind"] for row in data["stage"] if row.get("track", "") == track]
        if kinds.count(StageKind.FIRST) != 1:
            message = _("Exactly one stage is the first.")
            yield text.fault("procedure.first_stage", message, table="stage")
            return
        if StageKind.CLOSED not in kinds:
            yield text.fault("procedure.no_end", _("No stage is closed."), table="stage")
            return
    rules = parse({**data, "clock": []})  # clocks are checked beside it
    for kind in rules.types:
        for index, row in enumerate(data["stage"]):
            stage = rules.stages[row["key"]]
            if stage.is_for(kind):
                yield from _ends(text, rules, kind, stage, index)


def _ends(text: PackText, rules: Rules, kind: str, stage: Stage, index: int) -> Iterator[Problem]:
    ways = [t for t in rules.transitions_for(kind) if t.track == stage.track]
    facts = {"stage": stage.key, "kind": kind}
    if not (
        stage.kind == StageKind.FIRST
        or any(t.to == stage.key and set(t.sources) - {stage.key} for t in ways)
    ):
        message = _("No transition leads to “%(stage)s” in a case of the kind “%(kind)s”.")
        yield text.fault("procedure.unreached", message % facts, table="stage", index=index)
    if not (
        stage.kind == StageKind.CLOSED
        or any(stage.key in t.sources and t.to not in {"", stage.key} for t in ways)
    ):
        message = _("“%(stage)s” is a dead end in a case of the kind “%(kind)s”.")
        yield text.fault("procedure.dead_end", message % facts, table="stage", index=index)


def _twice(text: PackText, data: Any) -> Iterator[Problem]:
    """One step leads from one stage one way only, and from stages of its own track."""
    seen: set[tuple[str, str, str]] = set()
    kinds = [row["key"] for row in data["case_type"]]
    track_of = {row["key"]: row.get("track", "") for row in data["stage"]}
    for index, row in enumerate(data["transition"]):
        ways = {
            (row.get("key", row["act"]), stage, kind)
            for stage in row["from"]
            for kind in row.get("types") or kinds
        }
        if ways & seen:
            message = _(
                "This act already leads from one of these stages, in an earlier transition."
            )
            yield text.fault(
                "procedure.two_ways", message, table="transition", index=index, key="from"
            )
        seen |= ways
        named = [*row["from"], *([row["to"]] if row.get("to") else [])]
        if any(track_of.get(stage) != row.get("track", "") for stage in named):
            message = _("A step leads between stages of one track only; say which with “track”.")
            yield text.fault("procedure.other_track", message, table="transition", index=index)


def _templates(text: PackText, data: Any, path: Path) -> Iterator[Problem]:
    for index, row in enumerate(data.get("notice", [])):
        if not (path.parent / row["template"]).is_file():
            message = _("There is no template %(path)s in this pack.") % {"path": row["template"]}
            yield text.fault(
                "procedure.no_template", message, table="notice", index=index, key="template"
            )


def load_rows(data: Any, version: PackVersion) -> None:
    """Procedure and catalogue of a version stand in one row."""
    procedure, _made = Procedure.objects.get_or_create(
        pack_version=version, defaults={"definition": {}}
    )
    procedure.definition = {**procedure.definition, **data}
    procedure.save(update_fields=["definition"])


def load_fines(data: Any, version: PackVersion) -> None:
    """Kept under a key of its own, dates as text (see cases/fines/rules.py)."""
    load_rows({"fines": json.loads(json.dumps(data, cls=DjangoJSONEncoder))}, version)


pack_sections.add(
    "violations",
    PackSection("violations", "violations.toml", check_violations, load_rows, order=55),
)
pack_sections.add(
    "procedure",
    PackSection("procedure", "procedure.toml", check_procedure, load_rows, order=60),
)
pack_sections.add(
    "fines",
    PackSection("fines", "fines.toml", check_fines, load_fines, order=65),
)
