"""Regular expressions of forms: a subset with one meaning on server and browser, in linear time.

A pattern becomes a small program, run by following all its threads at once (Thompson's way), so no
pattern can run away and no two regex engines can differ. It must fit the whole text.

Program: a list of [0, negated, [from, to, …]] one code point of (or not of) these ranges;
[1, a, b] go on at a and at b; [2, a] go on at a. Running past its end is a match.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from solar_cms.questionnaires.expressions.faults import ExpressionFault

SET, SPLIT, JUMP = 0, 1, 2
MOST_STEPS = 300
MOST_REPEATS = 100
MOST_DEPTH = 20
MOST_SUBJECT = 1000  # code points; a longer text matches nothing

CLASSES: dict[str, list[int]] = {
    "d": [48, 57],
    "w": [48, 57, 65, 90, 95, 95, 97, 122],
    "s": [9, 10, 13, 13, 32, 32],
}
SIGNS = {"n": 10, "r": 13, "t": 9}
LAST = 0x10FFFF
Program = list[list[Any]]


def complement(ranges: list[int]) -> list[int]:
    """The code points that are in none of the ranges."""
    pairs = sorted(zip(ranges[::2], ranges[1::2], strict=True))
    found, start = [], 0
    for low, high in pairs:
        if low > start:
            found += [start, low - 1]
        start = max(start, high + 1)
    return found + ([start, LAST] if start <= LAST else [])


class Reader:
    """Reads one pattern. Each method gives the program of a part, its addresses counted from 0."""

    def __init__(self, text: str, column: int) -> None:
        self.text, self.column, self.at, self.depth = text, column, 0, 0
        self.end = len(text)

    def fault(self, message: str) -> ExpressionFault:
        return ExpressionFault(
            _("In the pattern, at sign %(at)s: %(why)s") % {"at": self.at + 1, "why": message},
            self.column,
        )

    def peek(self) -> str:
        return self.text[self.at] if self.at < self.end else ""

    def whole(self) -> Program:
        if self.text.startswith("^"):
            self.at = 1
        if self.text.endswith("$") and not self.text.endswith("\\$"):
            self.end -= 1
        program = self.either()
        if self.at < self.end:
            raise self.fault(_("this bracket was not opened."))
        return program

    def either(self) -> Program:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.fault(_("the brackets are nested too deep."))
        program = self.row()
        while self.peek() == "|":
            self.at += 1
            program = joined_either(program, self.row())
            self.bounded(program)
        self.depth -= 1
        return program

    def bounded(self, program: Program) -> None:
        if len(program) > MOST_STEPS:
            raise self.fault(_("the pattern is too long or repeats too much."))

    def row(self) -> Program:
        program: Program = []
        while self.peek() and self.peek() not in "|)":
            program = program + moved(self.repeated(self.one()), len(program))
            self.bounded(program)
        return program

    def one(self) -> Program:
        sign = self.peek()
        if sign == "(":
            return self.group()
        if sign == "[":
            return [self.bracket()]
        if sign in "*+?{":
            raise self.fault(_("there is nothing before this sign to repeat."))
        if sign in "^$":
            raise self.fault(_("^ stands at the very beginning and $ at the very end only."))
        self.at += 1
        if sign == ".":
            return [[SET, True, [10, 10, 13, 13]]]
        if sign == "\\":
            return [[SET, False, self.escaped()]]
        return [[SET, False, [ord(sign), ord(sign)]]]

    def group(self) -> Program:
        self.at += 1
        if self.peek() == "?":
            if self.text[self.at : self.at + 2] != "?:":
                raise self.fault(_("looking ahead or behind and named groups are not supported."))
            self.at += 2
        program = self.either()
        if self.peek() != ")":
            raise self.fault(_("a bracket is not closed."))
        self.at += 1
        return program

    def escaped(self) -> list[int]:
        sign = self.peek()
        self.at += 1
        if sign.lower() in CLASSES and sign:
            ranges = CLASSES[sign.lower()]
            return complement(ranges) if sign.isupper() else ranges
        if sign in SIGNS:
            return [SIGNS[sign]] * 2
        if not sign or sign.isalnum():
            self.at -= 1
            raise self.fault(
                _("“\\%(sign)s” is not supported; supported are \\d \\w \\s and signs.")
                % {"sign": sign}
            )
        return [ord(sign)] * 2

    def bracket(self) -> list[Any]:
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        ranges: list[int] = []
        first = True
        while first or self.peek() != "]":
            first = False
            low = self.member()
            if len(low) == 2 and low[0] == low[1] and self.spans():
                self.at += 1
                high = self.member()
                if len(high) != 2 or high[0] != high[1] or high[0] < low[0]:
                    raise self.fault(_("this range runs backwards."))
                low = [low[0], high[0]]
            ranges += low
        self.at += 1
        return [SET, negated, ranges]

    def spans(self) -> bool:
        return (
            self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 : self.at + 2] != "]"
        )

    def member(self) -> list[int]:
        sign = self.peek()
        if not sign:
            raise self.fault(_("a bracket is not closed."))
        if sign == "[":
            raise self.fault(_("write “\\[” for a bracket among signs."))
        self.at += 1
        return self.escaped() if sign == "\\" else [ord(sign), ord(sign)]

    def repeated(self, part: Program) -> Program:
        sign = self.peek()
        if sign and sign in "*+?":
            self.at += 1
            least, most = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[sign]
        elif sign == "{":
            least, most = self.bounds()
        else:
            return part
        if self.peek() == "?":  # the lazy form fits the same whole texts
            self.at += 1
        if self.peek() and self.peek() in "*+{":
            raise self.fault(_("two signs of repetition stand side by side."))
        return times(part, least, most, self.bounded)

    def bounds(self) -> tuple[int, int]:
        close = self.text.find("}", self.at)
        inside = self.text[self.at + 1 : close] if close > 0 else "?"
        low, comma, high = inside.partition(",")
        if (
            not low.isascii()
            or not low.isdigit()
            or (high and not (high.isascii() and high.isdigit()))
        ):
            raise self.fault(_("write a repetition as {2}, {2,} or {2,5}."))
        least = int(low)
        most = (int(high) if high else -1) if comma else least
        if max(least, most) > MOST_REPEATS or -1 < most < least:
            raise self.fault(
                _("a repetition counts up to %(most)s, the smaller number first.")
                % {"most": MOST_REPEATS}
            )
        self.at = close + 1
        return least, most


def moved(program: Program, by: int) -> Program:
    """The same program standing `by` steps further on."""
    return [
        step if step[0] == SET else [step[0], *(address + by for address in step[1:])]
        for step in program
    ]


def joined_either(left: Program, right: Program) -> Program:
    end = len(left) + len(right) + 2
    return [
        [SPLIT, 1, len(left) + 2],
        *moved(left, 1),
        [JUMP, end],
        *moved(right, len(left) + 2),
    ]


def times(part: Program, least: int, most: int, bounded: Any) -> Program:
    """part{least,most}; most -1: without end."""
    program: Program = []
    for _time in range(least):
        program = program + moved(part, len(program))
        bounded(program)
    if most < 0:
        start = len(program)
        end = start + len(part) + 2
        return [*program, [SPLIT, start + 1, end], *moved(part, start + 1), [JUMP, start]]
    for _time in range(most - least):
        start = len(program)
        program = [*program, [SPLIT, start + 1, start + 1 + len(part)], *moved(part, start + 1)]
        bounded(program)
    return program


def compiled(text: str, column: int = 1) -> Program:
    """The program of a pattern; raises ExpressionFault."""
    program = Reader(text, column).whole()
    if len(program) > MOST_STEPS:
        raise Reader(text, column).fault(_("the pattern is too long or repeats too much."))
    return program


def fits(program: Program, text: str) -> bool:
    """Whether the whole text is what the pattern describes."""
    if len(text) > MOST_SUBJECT:
        return False
    threads = reached(program, [0])
    for sign in text:
        code = ord(sign)
        threads = reached(
            program,
            [
                at + 1
                for at in threads
                if at < len(program) and within(program[at][2], code) != program[at][1]
            ],
        )
        if not threads:
            return False
    return len(program) in threads


def within(ranges: list[int], code: int) -> bool:
    return any(ranges[at] <= code <= ranges[at + 1] for at in range(0, len(ranges), 2))


def reached(program: Program, waiting: list[int]) -> set[int]:
    """Steps that read a sign (or the end), reached from these without reading."""
    found: set[int] = set()
    seen: set[int] = set()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if at < len(program) and program[at][0] != SET:
            waiting += program[at][1:]
        else:
            found.add(at)
    return found
