"""Households of a list of people: told by village and house number, one for all rows that name it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import SheetRow
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Household, HouseholdMember
from solar_cms.registry.roster.reading import Read
from solar_cms.registry.states import HouseholdRole

# One house is one id, whichever rows and pieces of a file name it.
SPACE = uuid.UUID("6f1d2f0e-6d0c-5c1e-9a55-3d5f5a0c7b11")
House = tuple[str, str, str]  # district, village or "", number
MOST_KNOWN = 50_000  # then they are fetched anew: a file of a million rows takes no more memory


class Households:
    """Known houses by place and number, fetched as the rows name them."""

    def __init__(self) -> None:
        self._known: dict[House, str] = {}
        self.headed: set[str] = set()  # houses that have a head today

    def read(self, rows: list[SheetRow], reads: list[Read]) -> None:
        """Put the household of each row into its values: `household` its id, `house` its number, `house_is_new`."""
        wanted: dict[int, House] = {}
        for at, (row, read) in enumerate(zip(rows, reads, strict=True)):
            number = " ".join(row.cells.get("household", "").split())[:40]
            read.values |= {"household": None, "house": number}
            if number and read.values["district"]:
                wanted[at] = (read.values["district"], read.values["village"], number)
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        self._fetch({house for house in wanted.values() if house not in self._known})
        for at, house in wanted.items():
            known = self._known.get(house)
            reads[at].values |= {
                "household": known or str(uuid.uuid5(SPACE, "|".join(house))),
                "house_is_new": known is None,
            }

    def _fetch(self, houses: set[House]) -> None:
        if not houses:
            return
        near = Q(
            district__in={house[0] for house in houses},
            house_number__in={house[2] for house in houses},
        )
        for one in Household.objects.filter(near).order_by("-id"):
            self._known[(one.district_id, one.village_id or "", one.house_number)] = str(one.pk)
        heads = HouseholdMember.objects.filter(
            household__in=[self._known[house] for house in houses if house in self._known],
            role=HouseholdRole.HEAD,
        ).on()
        self.headed |= {str(key) for key in heads.values_list("household", flat=True)}

    def problems_with_role(self, values: dict[str, Any]) -> list[Problem]:
        """Whether a house would have two heads, of a row whose person moves in."""
        if values.get("house_role") != HouseholdRole.HEAD or values["household"] not in self.headed:
            return []
        message = _("This household has another head at that time.")
        return [Problem("household.second_head", message, "household_role")]
