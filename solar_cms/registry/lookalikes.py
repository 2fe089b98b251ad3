"""Who is already registered and might be the same person: asked before a person is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.registry.models import Person

LIKE_ENOUGH = 700  # of 1000: one word of the name may be missing, or each a letter wrong
SHOWN = 5
ALIKE = {
    "card": _("identity card"),
    "name": _("name"),
    "birth_year": _("birth year"),
    "village": _("village"),
    "phone": _("phone"),
}


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


def lookalikes(
    *,
    by: Any,
    given_name: str = "",
    family_name: str = "",
    given_name_latin: str = "",
    family_name_latin: str = "",
    birth_year: int | None = None,
    village: str | None = None,
    phone: str = "",
    card: str = "",
    but: Person | None = None,
) -> list[Lookalike]:
    """Registered people with the same document or phone, or a like name and the same birth year
    or village; most alike first, in the whole country."""
    signs = {"card": card, "phone": phone, "birth_year": birth_year, "village": village}
    names = {
        f"{given_name} {family_name}".strip(),
        f"{given_name_latin} {family_name_latin}".strip(),
    }
    people: dict[Any, Person] = {}
    alike: dict[Any, set[str]] = {}
    for person, reasons in _found(sorted(names - {""}), signs):
        if but is None or person.pk != but.pk:
            people[person.pk] = person
            alike.setdefault(person.pk, set()).update(reasons)
    order = sorted(people, key=lambda pk: (-len(alike[pk]), str(pk)))[:SHOWN]
    return [
        Lookalike(
            people[pk],
            tuple(words for key, words in ALIKE.items() if key in alike[pk]),
            may_see(by, people[pk].district_id),
        )
        for pk in order
    ]


def _found(names: list[str], signs: dict[str, Any]) -> Iterator[tuple[Person, set[str]]]:
    """People found by document, phone and name, each with what led to them."""
    everybody = Person.objects.select_related("district", "village")
    if signs["card"]:
        for person in everybody.filter(id_documents__number=signs["card"])[:SHOWN]:
            yield person, {"card"}
    if signs["phone"]:
        for person in everybody.filter(phone=signs["phone"])[:SHOWN]:
            yield person, {"phone"}
    beside = Q()
    if signs["birth_year"]:
        beside |= Q(birth_year=signs["birth_year"])
    if signs["village"]:
        beside |= Q(village=signs["village"])
    for name in names if beside else []:
        like = everybody.named(name).filter(beside, rank__gte=LIKE_ENOUGH)
        for person in like.order_by("-rank", "id")[:SHOWN]:
            same = {key for key, value in (("birth_year", person.birth_year), ("village", person.village_id))
                    if value and value == signs[key]}  # fmt: skip
            yield person, {"name", *same}


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
