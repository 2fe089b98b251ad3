"""What pages hand to the components: small plain records without behaviour.

A component reads attributes by name, so any object or dict with the same names serves too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in shape and word; `kind` is a key of `components.KINDS`."""

    kind: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something this person can do: a link, or with `post` a form of one button."""

    label: str
    url: str
    post: bool = False
    danger: bool = False
    hidden: Mapping[str, Any] = field(default_factory=dict)  # fields sent with a post


@dataclass(frozen=True, slots=True)
class NotYet:
    """An act that is barred now, with the problems in its way and perhaps somebody to ask."""

    label: str
    problems: Sequence[Any]  # each with .message, or plain text
    ask: Act | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """The framed box of a record: what this person can do next, and what not yet.

    more: what is possible too but seldom meant; it stands folded.
    """

    primary: Act | None = None
    others: Sequence[Act] = ()
    more: Sequence[Act] = ()
    not_yet: Sequence[NotYet] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a procedure; `state` is done, now or ahead; `when` a date or a short text."""

    label: str
    state: str = "ahead"
    when: dt.date | str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline, newest first; `kind` as in Tag."""

    when: dt.datetime | dt.date | str
    text: str
    by: str = ""
    kind: str = "done"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A running deadline: `used` of `total` in the same unit (days); `kind` and `word` its tag.

    changes: what moved its end, in words, in the order it happened.
    """

    label: str
    used: int
    total: int
    kind: str = "waiting"
    word: str = ""
    note: str = ""
    url: str = ""
    changes: Sequence[str] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A stored document in a list of documents; `size` in bytes."""

    name: str
    url: str
    size: int | None = None
    note: str = ""
    act: Act | None = None
