"""Types of XLSForm ↔ kinds of question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from solar_cms.questionnaires.rules.values import MOST_STARS
from solar_cms.questionnaires.states import QuestionKind as Kind

PLAIN: dict[str, Kind] = {
    "note": Kind.NOTE, "text": Kind.TEXT, "string": Kind.TEXT, "integer": Kind.NUMBER,
    "int": Kind.NUMBER, "decimal": Kind.DECIMAL, "date": Kind.DATE, "geopoint": Kind.GEOPOINT,
    "gps": Kind.GEOPOINT, "location": Kind.GEOPOINT, "image": Kind.PHOTO, "photo": Kind.PHOTO,
    "file": Kind.FILE, "calculate": Kind.CALCULATION, "calculation": Kind.CALCULATION,
}  # fmt: skip
# What a telephone notes by itself. Here the record says who answered, when and where.
NOTED = frozenset(
    {
        "start", "end", "today", "deviceid", "imei", "username", "phonenumber", "email",
        "subscriberid", "simserial", "audit", "start-geopoint", "background-geopoint",
        "device id", "start time", "end time", "phone number",
    }
)  # fmt: skip
SELECT = re.compile(
    r"(?P<type>select_one|select one from|select one|select1|select_multiple|select all that apply from"
    r"|select all that apply|select multiple)\s+(?P<list>\S+)(?P<other>\s+or[_ ]other)?",
    re.IGNORECASE,
)
BEGIN = re.compile(r"begin[_ ](group|repeat)", re.IGNORECASE)
END = re.compile(r"end[_ ](group|repeat)", re.IGNORECASE)
RANGE = re.compile(r"(\w+)\s*=\s*(\S+)")
# solar_kind → the type it narrows.
NARROWER: dict[str, Kind] = {
    Kind.CHECK: Kind.CHOICE, Kind.PLACE: Kind.TEXT, Kind.PERSON: Kind.TEXT, Kind.GROUP: Kind.GROUP,
}  # fmt: skip
TYPES: dict[str, str] = {
    Kind.NOTE: "note", Kind.TEXT: "text", Kind.NUMBER: "integer", Kind.DECIMAL: "decimal",
    Kind.DATE: "date", Kind.RATING: "range", Kind.PLACE: "text", Kind.PERSON: "text",
    Kind.GEOPOINT: "geopoint", Kind.PHOTO: "image", Kind.FILE: "file", Kind.SIGNATURE: "image",
    Kind.CALCULATION: "calculate", Kind.REPEAT: "begin_repeat", Kind.GROUP: "begin_group",
}  # fmt: skip


class UnknownType(ValueError):
    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class Typed:
    """What a type says. left_out: it is passed over, because the system notes it itself."""

    kind: Kind
    choices: str = ""
    most: int = 0
    left_out: bool = False


def typed(text: str, *, narrower: str, appearance: str, parameters: str) -> Typed:
    """The kind of a row's type; raises UnknownType with what is not understood."""
    name = " ".join(text.split())
    low = name.lower()
    if low in NOTED:
        return Typed(Kind.NOTE, left_out=True)
    if found := SELECT.fullmatch(name):
        if found["other"]:
            raise UnknownType(
                _("“or_other” is not supported: add a choice “other” and a text question.")
            )
        many = found["type"].lower() in {
            "select_multiple", "select multiple", "select all that apply", "select all that apply from",
        }  # fmt: skip
        kind = Kind.CHOICES if many else Kind.CHOICE
        return Typed(narrowed(kind, narrower), choices=found["list"])
    if low == "range":
        return Typed(Kind.RATING, most=stars(parameters))
    if low not in PLAIN:
        raise UnknownType(_("The type “%(type)s” is not supported.") % {"type": name})
    kind = PLAIN[low]
    if kind == Kind.PHOTO and "signature" in appearance.lower().split():
        kind = Kind.SIGNATURE
    return Typed(narrowed(kind, narrower))


def narrowed(kind: Kind, narrower: str) -> Kind:
    if not narrower or narrower == kind:
        return kind
    if NARROWER.get(narrower) != kind:
        raise UnknownType(
            _("solar_kind “%(kind)s” does not go with this type.") % {"kind": narrower}
        )
    return Kind(narrower)


def stars(parameters: str) -> int:
    """The most of a range that begins with 1 and counts by 1."""
    given = dict(pairs(parameters))
    most = given.get("end", "10")
    if given.get("start", "1") != "1" or given.get("step", "1") != "1" or not most.isdecimal():
        raise UnknownType(_("A range is supported as a rating only: start=1, step=1."))
    if not 2 <= int(most[:4]) <= MOST_STARS:
        raise UnknownType(
            _("A rating ends with a number from 2 to %(most)s.") % {"most": MOST_STARS}
        )
    return int(most)


def pairs(parameters: str) -> Iterator[tuple[str, str]]:
    for name, value in RANGE.findall(parameters.replace(",", " ").replace(";", " ")):
        yield name.lower(), value
