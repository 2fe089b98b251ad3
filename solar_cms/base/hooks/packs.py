"""What a pack that is about to be loaded would mean for records that follow the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from solar_cms.base.hooks.registry import Registry, Text


@dataclass(frozen=True)
class PackConsequence:
    """What it would mean for one open record, were it to follow the new version.

    words: what happens to it; stands: nothing hinders the change; url: the record's page.
    """

    label: str
    url: str
    words: Sequence[str]
    stands: bool = True


@dataclass(frozen=True)
class Consequences:
    """Of one kind of record: how many are open, and what it means for the first that the reader sees."""

    label: Text
    count: int
    rows: Sequence[PackConsequence]


# (parsed parts by section name, who reads) -> Consequences
pack_consequences: Registry[Callable[[Mapping[str, Any], Any], Consequences]] = Registry(
    "pack consequence"
)
