"""What figures are computed from: datasets, their dimensions and measures."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from solar_cms.base.hooks.registry import Registry, Text


@dataclass(frozen=True)
class Dimension:
    """A way to break a dataset down. `expression` is an ORM path or expression, or a function that
    gives one (what depends on the pack)."""

    label: Text
    expression: Any
    labels: Callable[[Iterable[Any]], Mapping[Any, str]] | None = None  # value → words

    def path(self) -> Any:
        """The ORM path or expression as of now."""
        return self.expression() if inspect.isfunction(self.expression) else self.expression


@dataclass(frozen=True)
class Measure:
    """count | distinct (of `expression`) | sum | median (of `expression`; rows without it left out).

    weight: for distinct, the ORM path of what each subject adds instead of one (the workers of a
    workplace, however often it was visited); subjects without it add nothing.
    """

    label: Text
    kind: str
    expression: str = ""
    weight: str = ""


@dataclass(frozen=True)
class Dataset:
    """A named queryset that figures are computed from.

    queryset: all rows, unscoped; figures are computed over it with the viewer's place as filter,
        lists of records always go through `visible`.
    visible: (user) -> the rows this user may open (the app's visible_to).
    dates: name → ORM path of a date ("accepted" → "accepted_on"); a period filters on one of them.
    district: ORM path of the district code the row counts for.
    record: (row) -> (words, address) to list and open a record.
    columns: heading → ORM path shown beside each record.
    """

    name: str
    label: Text
    queryset: Callable[[], QuerySet]
    visible: Callable[[Any], QuerySet]
    dates: Mapping[str, str]
    district: str
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]
    record: Callable[[Any], tuple[str, str]]
    columns: Mapping[str, tuple[Text, str]]
    select_related: Sequence[str] = ()


datasets: Registry[Dataset] = Registry("dataset")
