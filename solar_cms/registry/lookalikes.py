"""Who is already registered and might be the same person: asked before a person is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.registry.duplicates.scoring import ASK_AT_ENTRY, likely, supports
from solar_cms.registry.duplicates.words import said
from solar_cms.registry.models import Person

SHOWN = 5


@dataclass(frozen=True)
class Lookalike:
    """A registered person with what is alike. Out of the reader's scope only initials are shown."""

    person: Person
    alike: tuple[Any, ...]
    visible: bool

    @property
    def name(self) -> str:
        return self.person.name if self.visible else masked(self.person.name)

    @property
    def where(self) -> str:
        """Where the person is registered: the village, or only the district to ask."""
        if self.visible and self.person.village:
            return self.person.village.name
        return f"{self.person.district.name} {self.person.district_id}"


def masked(name: str) -> str:
    """The initials of a name: "Noy Vongsa" → "N••• V•••"."""
    return " ".join(f"{word[0]}•••" for word in name.split() if word)


def may_see(by: Any, district: str) -> bool:
    """May this actor see people of this district? The system itself may."""
    scope = getattr(by, "scope", None)
    return scope is None or scope.may_in("people.view", district)


def facts_of(person: Person) -> dict[str, Any]:
    """What a person, saved or not, is compared by."""
    names = ("given_name", "family_name", "given_name_latin", "family_name_latin")
    facts = (*names, "aliases", "sex", "birth_date", "birth_year", "phone")
    return {
        **{name: getattr(person, name) for name in facts},
        "district": person.district_id,
        "village": person.village_id,
        "household": person.household_id,
    }


def lookalikes(*, by: Any, but: Person | None = None, **facts: Any) -> list[Lookalike]:
    """Registered people who may be the one with these facts, likeliest first, in the whole country.

    facts: as in duplicates.scoring.EMPTY. The same scorer judges here, at import and at night.
    """
    if but is not None:
        facts["person"] = but.pk
    found = likely({"": facts}, ask=ASK_AT_ENTRY, most=SHOWN).get("", [])
    rows = Person.objects.select_related("district", "village")
    people = {person.pk: person for person in rows.filter(pk__in=[one.person for one in found])}
    return [
        Lookalike(
            people[one.person],
            tuple(row.words for row in said(supports(one.evidence))),
            may_see(by, people[one.person].district_id),
        )
        for one in found
        if one.person in people
    ]


def problem_of(found: list[Lookalike]) -> list[Problem]:
    """The warning that stops a first attempt to save."""
    if not found:
        return []
    return [
        Problem(
            "person.maybe_known",
            _(
                "Somebody alike is already registered. Look below, then say that this is another person."
            ),
        )
    ]
