"""What speaks for and against two records being one person, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[tuple[str, str], Any] = {
    ("name", "letters"): _("Same name, letter by letter"),
    ("name", "sound"): _("The names sound the same"),
    ("name", "order"): _("Same names, written in another order or joined"),
    ("name", "alias"): _("Another name of the one is like the name of the other"),
    ("name", "near"): _("The names differ by few letters"),
    ("rare", "same"): _("Hardly anybody else bears this name"),
    ("birth", "date"): _("Same date of birth"),
    ("birth", "year"): _("Same year of birth"),
    ("birth", "turned"): _("Same date of birth with day and month turned round"),
    ("birth", "day"): _("Same year of birth, but another day"),
    ("birth", "near"): _("Years of birth one apart"),
    ("birth", "differs"): _("Other year of birth"),
    ("village", "same"): _("Same village"),
    ("village", "near"): _("Same district"),
    ("village", "differs"): _("Another village of the district"),
    ("village", "district"): _("Another district"),
    ("sex", "differs"): _("Other sex"),
    ("phone", "same"): _("Same phone"),
    ("phone", "differs"): _("Another phone"),
    ("document", "same"): _("Same document number"),
    ("document", "near"): _("Numbers of the identity cards differ by one digit"),
    ("document", "differs"): _("Identity cards of two numbers"),
    ("household", "same"): _("Same household"),
}
# What a list is filtered by.
KINDS = {
    "name": _("Name"),
    "birth": _("Birth"),
    "village": _("Village"),
    "phone": _("Phone"),
    "document": _("Identity document"),
    "household": _("Household"),
}


@dataclass(frozen=True)
class Said:
    """One piece of evidence in words."""

    words: Any
    points: int
    kind: str

    @property
    def speaks_for(self) -> bool:
        return self.points > 0


def said(evidence: Iterable[Mapping[str, Any]]) -> list[Said]:
    """The evidence in words, what weighs most first."""
    rows = [
        Said(WORDS.get((one["kind"], one["how"]), one["kind"]), one["points"], one["kind"])
        for one in evidence
    ]
    return sorted(rows, key=lambda row: -abs(row.points))
