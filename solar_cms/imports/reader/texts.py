"""Cells as texts, and what can be told of a text alone."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Any

LONGEST_TEXT = 2000
EXCEL_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u2060\ufeff]+")
EXPONENT = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
LAO = re.compile("[\u0e80-\u0eff]")
# Fonts of the years before Unicode (Alice, Saysettha Lao …) drew Lao letters over these signs; no
# Latin name holds two of them.
DRAWN_OVER = re.compile("[\xa1-\xbf\xad]")
# UTF-8 read as Windows-1252: every Lao letter becomes "àº…" or "à»…".
READ_WRONG = re.compile("\xe0[\xba\xbb].")


class Refused(Exception):
    """The file cannot be taken; code as in reading.WHY."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail


def text_of(value: Any) -> str:
    """A cell as the text a person would type: 1979, 3.5, 1979-05-03."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return _tidy(str(value))


@lru_cache(maxsize=20_000)
def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()[:LONGEST_TEXT]
    return CONTROL.sub(" ", unicodedata.normalize("NFC", text)).strip()[:LONGEST_TEXT]


@lru_cache(maxsize=20_000)
def fault_of(text: str) -> tuple[str, str]:
    """(the text, what is wrong with it): error | exponent | legacy | mojibake, "" when nothing is.

    A number in scientific notation that still has all its digits is written out.
    """
    if text.isascii():
        if text in EXCEL_ERRORS:
            return text, "error"
        if found := EXPONENT.fullmatch(text):
            whole, rest, power = found[1], found[2] or "", int(found[3])
            if power < 6:
                return text, ""
            return (whole + rest, "") if len(rest) == power else (text, "exponent")
        return text, ""
    if LAO.search(text):
        return text, ""
    if len(READ_WRONG.findall(text)) > 1:
        return text, "mojibake"
    if len(DRAWN_OVER.findall(text)) > 1:
        return text, "legacy"
    return text, ""
