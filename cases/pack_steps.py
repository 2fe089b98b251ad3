"""Checks of what the steps of a procedure ask, and of who may take them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cases.procedure import SLIP_MARKS
from cases.states import Act, FieldKind, StageKind
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem, Refused
from solar_cms.law.reading import PackText, read_file
from solar_cms.law.schema import Field, check_row

MARK = re.compile(r"\{(.*?)\}")
STEP_FIELD: dict[str, Field] = {
    "key": Field("key"),
    "kind": Field("text", choices=FieldKind.values),
    "names": Field("texts"),
    "hints": Field("texts", required=False),
    "required": Field("bool", required=False),
    "choices": Field("rows", required=False),
}
CHOICE: dict[str, Field] = {"key": Field("key"), "names": Field("texts")}
NEW_CASE: dict[str, Field] = {
    "type": Field("key"),
    "source": Field("key"),
    "names": Field("texts"),
    "about": Field("key", required=False),
}
ASKING = frozenset({Act.RECORD, Act.ORDER})
CLOSING = frozenset({Act.RECORD, Act.MERGE})  # besides close_case itself, which asks for its code
# What the page of a recorded step, or of an order, has already.
TAKEN = frozenset(
    {
        "on", "kept", "at", "note", "files", "version", "length", "unit",
        "matters", "ordered_on", "is_announced", "said", "step",
    }
)  # fmt: skip


def check_fields(text: PackText, data: Any) -> list[Problem]:
    """The fields of steps: sound rows, each key once, choices for a choice and only there."""
    problems: list[Problem] = []
    rows = data.get("transition", [])
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        fields = row.get("fields") if isinstance(row, dict) else None
        if isinstance(fields, list):
            problems += _fields(text, row, fields, index)
    return problems


def _fields(text: PackText, row: Any, fields: list[Any], index: int) -> Iterator[Problem]:
    at: dict[str, Any] = {"table": "transition", "index": index, "key": "fields"}
    if row.get("act") not in ASKING:
        message = _("Only a step of the act “record” or “order_inspection” has fields of its own.")
        yield text.fault("procedure.fields", message, **at)
    seen: set[str] = set(TAKEN)
    for one in fields:
        found = list(check_row(text, one, STEP_FIELD, table="transition", index=index))
        yield from found
        if found:
            continue
        if one["key"] in seen:
            message = _("“%(key)s” is here twice, or is a name that every step has already.")
            yield text.fault("procedure.field_twice", message % {"key": one["key"]}, **at)
        seen.add(one["key"])
        choices = one.get("choices", [])
        if (one["kind"] == FieldKind.CHOICE) != bool(choices):
            message = _("The field “%(key)s” needs choices if it is a choice, and only then.")
            yield text.fault("procedure.choices", message % {"key": one["key"]}, **at)
        for choice in choices:
            yield from check_row(text, choice, CHOICE, table="transition", index=index)


def check_cases(text: PackText, data: Any) -> list[Problem]:
    """The cases that steps open: of kinds and sources of this pack, said by fields of the step."""
    problems: list[Problem] = []
    rows = data.get("transition", [])
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        cases = row.get("cases") if isinstance(row, dict) else None
        if isinstance(cases, list):
            problems += _cases(text, data, row, cases, index)
    return problems


def _cases(text: PackText, data: Any, row: Any, cases: list[Any], index: int) -> Iterator[Problem]:
    at: dict[str, Any] = {"table": "transition", "index": index, "key": "cases"}
    if row.get("act") != Act.RECORD:
        message = _("Only a step of the act “record” opens cases.")
        yield text.fault("procedure.cases", message, **at)
    known = {
        "type": _keys(data.get("case_type", [])),
        "source": _keys(data.get("source", [])),
        "about": _keys(row.get("fields", [])),
    }
    for one in cases:
        found = list(check_row(text, one, NEW_CASE, table="transition", index=index))
        yield from found
        for name, keys in known.items() if not found else ():
            if name in one and one[name] not in keys:
                message = _("“%(key)s” (%(name)s) is not defined in this pack.") % {
                    "key": one[name],
                    "name": name,
                }
                yield text.fault("procedure.unknown", message, **at)


def check_slips(text: PackText, data: Any) -> Iterator[Problem]:
    """Titles and passages are in the same languages; nothing is marked that nobody fills in."""
    for index, row in enumerate(data.get("acknowledgement", [])):
        at: dict[str, Any] = {"table": "acknowledgement", "index": index, "key": "texts"}
        if odd := sorted(set(row["names"]) ^ set(row["texts"])):
            message = _("Title and text are not both there in: %(languages)s.")
            yield text.fault("procedure.slip", message % {"languages": ", ".join(odd)}, **at)
        marks = {mark for words in row["texts"].values() for mark in MARK.findall(words)}
        if unknown := sorted(marks - set(SLIP_MARKS)):
            message = _("Nothing fills in “%(marks)s”; known are: %(known)s.")
            facts = {"marks": ", ".join(unknown), "known": ", ".join(SLIP_MARKS)}
            yield text.fault("procedure.slip", message % facts, **at)


def _keys(rows: Any) -> set[str]:
    return {str(row.get("key")) for row in rows if isinstance(row, dict)}


def check_closing(text: PackText, data: Any) -> Iterator[Problem]:
    """A step that closes the case says by which code; only such a one decides on a complaint, and
    with nothing that needs a case: no paper, no file, no hour."""
    closed = {
        row["key"]
        for row in data["stage"]
        if row["kind"] == StageKind.CLOSED and not row.get("track")
    }
    for index, row in enumerate(data["transition"]):
        at: dict[str, Any] = {"table": "transition", "index": index}
        may_close = row["act"] in CLOSING
        closes = row.get("to") in closed and may_close
        if closes != bool(row.get("closure")) or (row["act"] == Act.MERGE and not closes):
            message = _(
                "A recorded or merging step that leads to a closed stage names its “closure”, and "
                "no other step does."
            )
            yield text.fault("procedure.closure", message, **at, key="closure")
        needy = ("notice", "documents", "timed", "opens", "cases")
        barred = [name for name in needy if row.get(name)]
        if row.get("complaints") and (barred or not closes):
            message = _(
                "A step for complaints closes the matter, and writes no paper, demands no file and "
                "no hour, and opens no case: those need a case."
            )
            yield text.fault("procedure.complaints", message, **at, key="complaints")


def unknown_roles(text: PackText, data: Any, path: Path) -> Iterator[Problem]:
    """Roles of steps are kinds of role, or roles of the pack; and somebody of the pack has them."""
    roles = _roles(path.parent / "roles.toml")
    kinds = {kind for _key, kind in roles} if roles else set(RoleKind.values)
    known = kinds | {key for key, _kind in roles}
    for index, row in enumerate(data["transition"]):
        for name in row["roles"]:
            if name in known:
                continue
            message = (
                _("No role of this pack is of the kind “%(role)s”: nobody could take this step.")
                if name in RoleKind.values
                else _("The role “%(role)s” is not in roles.toml of this pack.")
            )
            yield text.fault(
                "procedure.nobody",
                message % {"role": name},
                table="transition",
                index=index,
                key="roles",
            )


def _roles(path: Path) -> list[tuple[str, str]]:
    """(key, kind) of the pack's roles; empty when the file is not there or cannot be read."""
    if not path.is_file():
        return []
    try:
        rows = read_file(path).get("roles", [])
    except Refused:
        return []
    return [(str(row.get("key")), str(row.get("kind"))) for row in rows if isinstance(row, dict)]
