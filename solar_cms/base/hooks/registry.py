"""A registry of named parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.utils.functional import Promise

T = TypeVar("T")
Text = str | Promise


class Registry(Generic[T]):
    """Named parts; a name taken twice is a mistake found at start."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, T] = {}

    def add(self, name: str, item: T) -> T:
        if name in self._items:
            raise ValueError(f"{self.what} {name} is registered twice")
        self._items[name] = item
        return item

    def __getitem__(self, name: str) -> T:
        return self._items[name]

    def get(self, name: str) -> T | None:
        return self._items.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def items(self) -> list[tuple[str, T]]:
        return list(self._items.items())

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())
