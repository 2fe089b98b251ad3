"""Values of trees, after XPath 1.0: texts, numbers (IEEE doubles) and yes or no.

static/questionnaires/expressions.js does the same, line by line; tests/test_same_answer.py holds
the two together. A text that is a day (2026-01-05) counts as a number as days since 1970.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from solar_cms.base.models import today as office_today
from solar_cms.questionnaires.expressions.patterns import fits

Value = str | float | bool
Values = Mapping[str, str | list[str]]

MOST_TEXT = 10_000  # code points of a text that an expression makes; the rest is cut
SPACE = " \t\r\n"
NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = 1 - EPOCH, date.max.toordinal() - EPOCH
MOST_PLACES = 15
NAN = math.nan


def evaluate(
    tree: list[Any], values: Values, self_value: str = "", *, today: date | None = None
) -> Value:
    """The value of a tree. values: name → text, or the texts of all rows of a repeat; a name
    that is not there counts as not answered. self_value: what “.” stands for."""
    return Evaluation(values, self_value, today).of(tree)


def truth(value: Value) -> bool:
    """XPath's boolean(): a text that is not empty, a number but 0 and NaN."""
    if isinstance(value, str):
        return value != ""
    return bool(value) and value == value


def said(value: Value) -> str:
    """XPath's string()."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_said(value)


def number_said(number: float) -> str:
    """As few digits as tell it from its neighbours, never an exponent."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_of(value: Value) -> float:
    """XPath's number(); a text that is a day counts its days."""
    if isinstance(value, str):
        found = NUMBER.fullmatch(value)
        return float(found[1]) if found else days_of(value.strip(SPACE))
    return float(value)


def days_of(text: str) -> float:
    if not DAY.fullmatch(text):
        return NAN
    try:
        return float(date.fromisoformat(text).toordinal() - EPOCH)
    except ValueError:
        return NAN


def day_said(days: float) -> str:
    if not math.isfinite(days) or not FIRST_DAY <= math.floor(days) <= LAST_DAY:
        return ""
    return date.fromordinal(EPOCH + math.floor(days)).isoformat()


def shortened(text: str) -> str:
    return text[:MOST_TEXT]


def words_of(text: str) -> list[str]:
    return [word for word in re.split(r"[ \t\r\n]+", text) if word]


def rounded(number: float, places: float = 0.0) -> float:
    """The nearest, halves upwards, at so many places (negative: before the point)."""
    if not math.isfinite(places) or abs(places) > MOST_PLACES:
        return NAN
    power = float(f"1e{abs(int(places))}")
    scaled = number * power if places >= 0 else number / power
    if not math.isfinite(scaled):
        return scaled
    whole = float(math.floor(scaled + 0.5))
    return whole / power if places >= 0 else whole * power


def divided(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left):
        return NAN
    return math.fmod(left, right)


ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": divided,
    "mod": remainder,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def equal(left: Value, right: Value) -> bool:
    """As yes or no where one of them is, else as numbers where one of them is, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return number_of(left) == number_of(right)
    return left == right


class Evaluation:
    """One evaluation over one set of values."""

    def __init__(self, values: Values, self_value: str, today: date | None) -> None:
        self.values, self.self_value, self.today = values, self_value, today

    def of(self, tree: list[Any]) -> Value:
        kind = tree[0]
        if kind == "ref":
            found = self.values.get(tree[1], "")
            return found if isinstance(found, str) else (found[0] if found else "")
        if kind == "call":
            return FUNCTIONS[tree[1]](self, tree[2:])
        if kind in {"str", "num", "self"}:
            return self.leaf(tree)
        if kind == "neg":
            return -self.number(tree[1])
        if kind in {"and", "or"}:
            return self.joined(kind, tree[1:])
        if kind == "+":
            return self.added(tree[1:])
        if kind in {"=", "!="}:
            return equal(self.of(tree[1]), self.of(tree[2])) == (kind == "=")
        return ARITHMETIC[kind](self.number(tree[1]), self.number(tree[2]))

    def leaf(self, tree: list[Any]) -> Value:
        if tree[0] == "num":
            return float(tree[1])
        return str(tree[1]) if tree[0] == "str" else self.self_value

    def joined(self, kind: str, parts: list[Any]) -> bool:
        for part in parts:
            if self.holds(part) == (kind == "or"):
                return kind == "or"
        return kind == "and"

    def added(self, parts: list[Any]) -> float:
        total = self.number(parts[0])
        for part in parts[1:]:
            total += self.number(part)
        return total

    def number(self, tree: list[Any]) -> float:
        return number_of(self.of(tree))

    def text(self, tree: list[Any]) -> str:
        return said(self.of(tree))

    def holds(self, tree: list[Any]) -> bool:
        return truth(self.of(tree))

    def rows(self, tree: list[Any]) -> list[Value]:
        """All rows of a name in a repeat, else the one value."""
        found = self.values.get(tree[1], "") if tree[0] == "ref" else ""
        return list(found) if isinstance(found, list) else [self.of(tree)]

    def all_of(self, trees: list[Any]) -> list[Value]:
        return [value for tree in trees for value in self.rows(tree)]


def selected(now: Evaluation, given: list[Any]) -> bool:
    words, wanted = words_of(now.text(given[0])), now.text(given[1]).strip(SPACE)
    return wanted in words if wanted else not words


def selected_at(now: Evaluation, given: list[Any]) -> str:
    words, place = words_of(now.text(given[0])), now.number(given[1])
    return words[int(place)] if -1 < place < len(words) else ""


def extreme(now: Evaluation, given: list[Any], sign: int) -> float:
    numbers = [number_of(value) for value in now.all_of(given)]
    if not numbers or any(math.isnan(number) for number in numbers):
        return NAN
    best = numbers[0]
    for number in numbers[1:]:
        if (number - best) * sign > 0:
            best = number
    return best


def total(now: Evaluation, given: list[Any]) -> float:
    found = 0.0
    for value in now.rows(given[0]):
        found += number_of(value)
    return found


def first_said(now: Evaluation, given: list[Any]) -> str:
    for tree in given:
        if text := now.text(tree):
            return text
    return ""


def whole(now: Evaluation, given: list[Any]) -> float:
    number = now.number(given[0])
    return float(math.trunc(number)) if math.isfinite(number) else number


def as_day(now: Evaluation, given: list[Any]) -> str:
    value = now.of(given[0])
    if isinstance(value, bool):
        return ""
    return day_said(value if isinstance(value, float) else days_of(value.strip(SPACE)))


def joined_text(now: Evaluation, given: list[Any]) -> str:
    text = ""
    for value in now.all_of(given):
        text = shortened(text + said(value))
    return text


def nearest(now: Evaluation, given: list[Any]) -> float:
    return rounded(*(now.number(tree) for tree in given))


FUNCTIONS: dict[str, Callable[[Evaluation, list[Any]], Value]] = {
    "selected": selected,
    "selected-at": selected_at,
    "count-selected": lambda now, given: float(len(words_of(now.text(given[0])))),
    "count": lambda now, given: float(len(now.rows(given[0]))),
    "sum": total,
    "min": lambda now, given: extreme(now, given, -1),
    "max": lambda now, given: extreme(now, given, 1),
    "if": lambda now, given: now.of(given[1] if now.holds(given[0]) else given[2]),
    "coalesce": first_said,
    "not": lambda now, given: not now.holds(given[0]),
    "true": lambda now, given: True,
    "false": lambda now, given: False,
    "string-length": lambda now, given: float(len(now.text(given[0]))),
    "contains": lambda now, given: now.text(given[1]) in now.text(given[0]),
    "starts-with": lambda now, given: now.text(given[0]).startswith(now.text(given[1])),
    "concat": joined_text,
    "regex": lambda now, given: fits(given[1][1], now.text(given[0])),
    "number": lambda now, given: now.number(given[0]),
    "int": whole,
    "string": lambda now, given: now.text(given[0]),
    "round": nearest,
    "today": lambda now, given: (now.today or office_today()).isoformat(),
    "date": as_day,
}
