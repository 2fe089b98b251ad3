"""Who is already registered and might be the same person: asked before a person is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.registry.models import Person

LIKE_ENOUGH = 0.75
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
    found: dict[Any, list[Any]] = {}
    people: dict[Any, Person] = {}

    def take(queryset: Any, *reasons: Any) -> None:
        for person in queryset.select_related("district", "village")[:SHOWN]:
            people[person.pk] = person
            found.setdefault(person.pk, []).extend(r for r in reasons if r not in found.get(person.pk, []))

    if card:
        take(Person.objects.filter(id_documents__number=card), _("document"))
    if phone:
        take(Person.objects.filter(phone=phone), _("phone"))
    beside = Q()
    if birth_year:
        beside |= Q(birth_year=birth_year)
    if village:
        beside |= Q(village=village)
    names = {f"{given_name} {family_name}".strip(), f"{given_name_latin} {family_name_latin}".strip()}
    for name in sorted(names - {""}):
        if not beside:
            break
        like = Person.objects.named(name).filter(beside, likeness__gte=LIKE_ENOUGH)
        for person in like.select_related("district", "village").order_by("-likeness", "id")[:SHOWN]:
            reasons = [_("name")]
            if birth_year and person.birth_year == birth_year:
                reasons.append(_("birth year"))
            if village and person.village_id == village:
                reasons.append(_("village"))
            people[person.pk] = person
            known = found.setdefault(person.pk, [])
            known.extend(r for r in reasons if r not in known)
    if but is not None:
        found.pop(but.pk, None)
    order = sorted(found, key=lambda pk: (-len(found[pk]), str(pk)))[:SHOWN]
    return [
        Lookalike(people[pk], tuple(found[pk]), may_see(by, people[pk].district_id)) for pk in order
    ]


def problem_of(found: list[Lookalike]) -> list[Problem]:
    """The warning that stops a first attempt to save."""
    if not found:
        return []
    return [
        Problem(
            "person.maybe_known",
            _("Somebody alike is already registered. Look below, then say that this is another person."),
        )
    ]
