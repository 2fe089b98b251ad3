"""What upper apps bring to the merge of two people and to what is told, kept and emptied of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from solar_cms.base.hooks.registry import Registry, Text
from solar_cms.base.problems import Problem


@dataclass
class Joined:
    """Two rows that say the same become one.

    into: the row that stays. changes: [(row that stays, {column: value})]: what rows that stay take
    over. The row that goes is kept, whole, with the merge.
    """

    into: Any
    changes: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True)
class MergeRule:
    """How rows that point at a record go to the one it is merged into, where a constraint might
    refuse. Registered by relation: "trainings.Attendance.person".

    clashes: (from id, to id) -> rows of the first that cannot stand beside those of the second.
    join: (such a row, to id) -> Joined; called one by one, each seeing what the last one changed.
    problems: (from id, to id) -> Problems that refuse the merge or warn of it.
    bound: (ids of rows, to id) -> {id: why} of rows that an undo must leave where they are.
    """

    clashes: Callable[[Any, Any], Sequence[Any]] = lambda gone, stays: ()
    join: Callable[[Any, Any], Joined] | None = None
    problems: Callable[[Any, Any], Iterable[Problem]] = lambda gone, stays: ()
    bound: Callable[[Sequence[Any], Any], Mapping[Any, Any]] = lambda rows, stays: {}


merge_rules: Registry[MergeRule] = Registry("merge rule")


# --- what is told of a person, and emptied ---------------------------------------------------------

# Model that points at a person → relations of its own rows that belong to it, told with it:
# "enrollment.Membership" → ("enrollment.Contribution.membership", …).
person_parts: Registry[Sequence[str]] = Registry("parts of a record of a person")


@dataclass(frozen=True)
class PersonUse:
    """What an app has to do with people, asked before one is emptied.

    problems: (person) -> what runs still and stands in the way. since: (day) -> queryset of the keys of
    people it has had to do with on or after the day. empty: (person) -> {table: ([row keys], [columns])}
    whose old values are taken out of the audit: it empties its own words about the person.
    """

    problems: Callable[[Any], Iterable[Problem]]
    since: Callable[[Any], Any]
    empty: Callable[[Any], Mapping[str, tuple[Sequence[Any], Sequence[str]]]] = lambda person: {}


person_uses: Registry[PersonUse] = Registry("use of people")


@dataclass(frozen=True)
class RetentionStep:
    """What a rule of docs/data-retention.yaml means for one kind of row.

    due: (day) -> queryset of rows whose time ended before the day. carry_out: ([keys], by) -> None, in
    an act of the caller. own: working data of the system, which go even when the period is only assumed.
    """

    rule: str
    label: Text
    due: Callable[[Any], Any]
    carry_out: Callable[[Sequence[Any], Any], None]
    own: bool = False


retention_steps: Registry[RetentionStep] = Registry("step of retention")
