"""The check of [[clock]] in a pack's procedure.toml: each fault with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cases.states import About, ClockUnit, DayUnit, FieldKind, OnExpiry
from solar_cms.base.models import SourceStatus
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem
from solar_cms.documents.states import ServiceMethod
from solar_cms.law.reading import PackText, keys_in
from solar_cms.law.schema import SOURCED, Field, check_row

STEPS = ("starts", "ends", "restarts", "pauses", "resumes")
STEP_LIST = Field("list", required=False)
WHEN = {"type", "source", "severity", "violation", "respondents_from"}
PERIOD: dict[str, Field] = {
    "length": Field("int", required=False),
    "unit": Field("text", required=False, choices=ClockUnit.values),
}
CLOCK: dict[str, Field] = {
    "key": Field("key"),
    "names": Field("texts"),
    **SOURCED,
    "asks": Field("texts", required=False),
    "types": STEP_LIST,
    "starts": Field("any", required=False),
    "after": Field("key", required=False),
    "about": Field("text", required=False, choices=About.values),
    "notice": Field("key", required=False),
    **PERIOD,
    "by_officer": Field("bool", required=False),
    "length_field": Field("key", required=False),
    "sent_by": Field("list", required=False, choices=ServiceMethod.values),
    "lengths": Field("rows", required=False),
    "ends": Field("list"),
    "restarts": STEP_LIST,
    "pauses": STEP_LIST,
    "resumes": STEP_LIST,
    "runs_on": Field("bool", required=False),
    "to_working_day": Field("bool", required=False),
    "extension": Field("any", required=False),
    "on_expiry": Field("text", required=False, choices=OnExpiry.values),
    "then": Field("key", required=False),
    "remind": Field("list", required=False),
    "escalate": Field("int", required=False),
}
LENGTH: dict[str, Field] = {
    "when": Field("any"),
    "length": Field("int"),
    "unit": Field("text", choices=ClockUnit.values),
    "source": Field("text", required=False),
    "status": Field("text", required=False, choices=SourceStatus.values),
}
EXTENSION: dict[str, Field] = {
    **PERIOD,
    "lengths": Field("rows", required=False),
    "roles": Field("list"),
    "times": Field("int", required=False),
    "before_end": Field("bool", required=False),
}
Say = Callable[..., Problem]


def check_clocks(text: PackText, data: Any, path: Path) -> Iterator[Problem]:
    """What is wrong with the clocks of a procedure whose other rows are sound."""
    known = _known(data, path)
    rows = data.get("clock", [])
    for index, row in enumerate(rows):

        def say(code: str, message: str, key: str = "", index: int = index) -> Problem:
            return text.fault(f"procedure.{code}", message, table="clock", index=index, key=key)

        yield from _events(row, known, say)
        yield from _lengths(text, index, row, known, say)
        yield from _extension(text, index, row, known, say)
        yield from _keys(row, known, say)
        yield from _ringing(row, known, say)
        yield from _circles(row, rows, say)


def _known(data: Any, path: Path) -> dict[str, set[str]]:
    """The keys that a clock may name."""
    fields = [f for row in data["transition"] for f in row.get("fields", [])]
    numbers = [f for f in fields if isinstance(f, dict) and f.get("kind") == FieldKind.NUMBER]
    return {
        "step": {"open_case", *(row.get("key", row["act"]) for row in data["transition"])},
        "clock": {row["key"] for row in data.get("clock", [])},
        "type": {row["key"] for row in data["case_type"]},
        "source": {row["key"] for row in data["source"]},
        "severity": {row["key"] for row in data["severity"]},
        "violation": keys_in(path.parent / "violations.toml", "violation"),
        "notice": {row["key"] for row in data.get("notice", [])},
        "field": {f.get("key", "") for f in fields if isinstance(f, dict)},
        "number": {f.get("key", "") for f in numbers},
        "role": set(RoleKind.values) | keys_in(path.parent / "roles.toml", "roles"),
    }


def steps_in(row: Mapping[str, Any], name: str) -> list[str]:
    value = row.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def _events(row: Any, known: Mapping[str, set[str]], say: Say) -> Iterator[Problem]:
    """It starts by steps or after a clock; every step it waits for is one of the procedure."""
    starts = row.get("starts", [])
    if not isinstance(starts, str | list):
        yield say("clock_starts", _("“starts” is the key of a step, or a list of them."), "starts")
        return
    if [bool(starts), bool(row.get("after")), bool(row.get("sent_by"))].count(True) != 1:
        message = _(
            "A clock starts with steps (“starts”), after another clock (“after”) or when a notice is "
            "sent (“sent_by”)."
        )
        yield say("clock_start", message, "starts")
    if row.get("sent_by") and row.get("about", About.NOTICE) != About.NOTICE:
        message = _("Only a notice is sent: about = “notice”.")
        yield say("clock_sent", message, "about")
    for name in STEPS:
        for step in steps_in(row, name):
            if step not in known["step"]:
                message = _("The clock waits for “%(act)s”, which no transition does.")
                yield say("clock_never", message % {"act": step}, name)
    if bool(row.get("pauses")) != bool(row.get("resumes")):
        message = _("A clock that is paused is resumed: “pauses” and “resumes” go together.")
        yield say("clock_paused", message, "pauses" if row.get("pauses") else "resumes")


def _period(row: Any, say: Say, key: str = "length", *, least: int = 0) -> Iterator[Problem]:
    """0 days are the same day; hours, months and years are 1 or more."""
    if ("length" in row) != ("unit" in row):
        yield say("clock_unit", _("A length and its unit go together."), key)
    in_days = row.get("unit") in DayUnit.values
    if "length" in row and row["length"] < (least if in_days else 1):
        message = _("A length is 1 or more, of days 0 (the same day) or more.")
        yield say("clock_length", message, key)


def _lengths(
    text: PackText, index: int, row: Any, known: Mapping[str, set[str]], say: Say
) -> Iterator[Problem]:
    yield from _period(row, say)
    yield from _by_condition(text, index, row.get("lengths", []), known, say)
    if field := row.get("length_field"):
        if field not in known["number"]:
            message = _("No step asks for a number in “%(field)s”.") % {"field": field}
            yield say("clock_field", message, "length_field")
        if "length" not in row:
            message = _("A length set in a field has a most: “length” and “unit” are missing.")
            yield say("clock_most", message, "length_field")


def _by_condition(
    text: PackText, index: int, lengths: Any, known: Mapping[str, set[str]], say: Say,
    key: str = "lengths", *, least: int = 0,
) -> Iterator[Problem]:  # fmt: skip
    for one in lengths:
        faults = list(check_row(text, one, LENGTH, table="clock", index=index))
        yield from (say("clock_lengths", str(fault.message), key) for fault in faults)
        if not faults:
            yield from _period(one, say, key, least=least)
            yield from _conditions(one["when"], known, say, key)


def _conditions(
    when: Any, known: Mapping[str, set[str]], say: Say, at: str = "lengths"
) -> Iterator[Problem]:
    if not isinstance(when, dict) or not when:
        message = _("“when” is a table of conditions: { type = “…” }.")
        yield say("clock_when", message, at)
        return
    for name, value in when.items():
        field = name.removeprefix("field.")
        unknown = name not in WHEN if field == name else field not in known["field"]
        if unknown:
            message = _("A length cannot depend on “%(name)s”: nothing here is called so.")
            yield say("clock_when", message % {"name": name}, at)
        elif name == "respondents_from":
            if not isinstance(value, int) or value < 1:
                message = _("“respondents_from” is a number of respondents.")
                yield say("clock_when", message, at)
        elif field == name:
            for key in value if isinstance(value, list) else [value]:
                if key not in known[name]:
                    yield _undefined(key, name, say, at)


def _undefined(key: Any, name: str, say: Say, at: str) -> Problem:
    message = _("“%(key)s” (%(name)s) is not defined in this pack.")
    return say("unknown", message % {"key": key, "name": name}, at)


def _extension(
    text: PackText, index: int, row: Any, known: Mapping[str, set[str]], say: Say
) -> Iterator[Problem]:
    if "extension" not in row:
        return
    extension = row["extension"]
    faults = list(check_row(text, extension, EXTENSION, table="clock", index=index))
    yield from (say("clock_extension", str(fault.message), "extension") for fault in faults)
    if faults:
        return
    yield from _period(extension, say, "extension", least=1)
    lengths = extension.get("lengths", [])
    yield from _by_condition(text, index, lengths, known, say, "extension", least=1)
    if not extension["roles"]:
        message = _("Say who may extend it: “roles” is empty.")
        yield say("clock_extension", message, "extension")
    if extension.get("times", 1) < 1:
        yield say("clock_extension", _("“times” is 1 or more."), "extension")
    for role in extension["roles"]:
        if role not in known["role"]:
            yield _undefined(role, "roles", say, "extension")


def _keys(row: Any, known: Mapping[str, set[str]], say: Say) -> Iterator[Problem]:
    for name, kind in (("after", "clock"), ("then", "step"), ("notice", "notice")):
        if row.get(name) and row[name] not in known[kind]:
            yield _undefined(row[name], name, say, name)
    for kind in row.get("types", []):
        if kind not in known["type"]:
            yield _undefined(kind, "types", say, "types")


def _ringing(row: Any, known: Mapping[str, set[str]], say: Say) -> Iterator[Problem]:
    effect = row.get("on_expiry", OnExpiry.OVERDUE)
    if effect == OnExpiry.STEP and not row.get("then"):
        message = _("Say which step follows: “then” is missing.")
        yield say("clock_then", message, "on_expiry")
    of_notice = row.get("by_officer") or row.get("sent_by")
    about = row.get("about") or (About.NOTICE if of_notice else About.CASE)
    if effect == OnExpiry.DEEMED_SERVED and about != About.NOTICE:
        message = _("Only a notice can count as served: about = “notice”.")
        yield say("clock_deemed", message, "on_expiry")
    days: Iterable[Any] = row.get("remind", [])
    if any(not isinstance(day, int) or isinstance(day, bool) or day < 0 for day in days):
        message = _("“remind” is a list of working days before the end.")
        yield say("clock_remind", message, "remind")
    if row.get("escalate", 0) < 0:
        message = _("“escalate” is a number of working days after the end.")
        yield say("clock_remind", message, "escalate")


def _circles(row: Any, rows: list[Any], say: Say) -> Iterator[Problem]:
    """A chain of clocks that comes back to itself would never begin."""
    after = {one["key"]: one.get("after", "") for one in rows}
    seen, at = [row["key"]], after[row["key"]]
    while at and at not in seen:
        seen.append(at)
        at = after.get(at, "")
    if at == row["key"]:
        message = _("These clocks wait for each other: %(clocks)s.")
        yield say("clock_circle", message % {"clocks": " → ".join([*seen, at])}, "after")
