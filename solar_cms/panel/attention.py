"""What needs an office's attention: counts with a link, handed up by the apps.

An app registers them in its `admin.py`; they stand at the head of the administration for those who
hold the right, and only where there is something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from solar_cms.base.hooks import Registry, Text


@dataclass(frozen=True)
class Attention:
    """count: (user) -> how many, within the user's reach; one query. url: () -> the list of them.

    kind: how it is marked (a kind of tag): late, soon, waiting.
    """

    label: Text
    right: str
    count: Callable[[Any], int]
    url: Callable[[], str]
    kind: str = "waiting"
    order: int = 100


attention: Registry[Attention] = Registry("matter of attention")

WEIGHT = {"late": 0, "soon": 1}


def matters_for(user: Any) -> Iterable[tuple[Attention, int]]:
    """The matters this user has to look after, the most pressing first."""
    found = []
    for matter in sorted(attention, key=lambda m: (WEIGHT.get(m.kind, 2), m.order)):
        if user.may(matter.right) and (count := matter.count(user)):
            found.append((matter, count))
    return found
