"""The facts of two records side by side: where they differ, and whose is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from solar_cms.base.said import say_day
from solar_cms.registry.models import Household, Person
from solar_cms.registry.terms import names

KEEP, OTHER = "keep", "other"
LONGEST_ALIAS = 120


@dataclass(frozen=True)
class Choice:
    """Facts that are taken together, from one of the two records."""

    key: str
    label: Any
    columns: tuple[str, ...]


CHOICES = (
    Choice("name", _("Name"), ("given_name", "family_name")),
    Choice("latin_name", _("Latin name"), ("given_name_latin", "family_name_latin")),
    Choice("sex", _("Sex"), ("sex",)),
    Choice("birth", _("Born"), ("birth_date", "birth_year")),
    Choice("phone", _("Phone"), ("phone",)),
    Choice("literacy", _("Reading and writing"), ("literacy",)),
    Choice("languages", _("Languages"), ("languages",)),
    Choice("place", _("Village"), ("district_id", "village_id")),
    Choice("household", _("Household"), ("household_id",)),
    Choice("organisation", _("Partner organisation"), ("organisation_id",)),
    Choice("died_on", _("Died on"), ("died_on",)),
)
BY_KEY = {choice.key: choice for choice in CHOICES}


def values_of(person: Person, choice: Choice) -> dict[str, Any]:
    return {column: getattr(person, column) for column in choice.columns}


def differing(keep: Person, other: Person) -> list[Choice]:
    """The choices in which the other record says something, and something else."""
    return [
        choice
        for choice in CHOICES
        if any(values_of(other, choice).values())
        and values_of(keep, choice) != values_of(other, choice)
    ]


def suggested(keep: Person, other: Person, choice: Choice) -> str:
    """Whose facts to take unless somebody chooses: those that say more."""
    ours, theirs = (values_of(one, choice) for one in (keep, other))
    said, offered = (sum(bool(value) for value in side.values()) for side in (ours, theirs))
    return OTHER if offered > said else KEEP


def in_words(person: Person, choice: Choice) -> str:
    """The facts of a choice as people say them; empty when nothing is known."""
    if choice.key == "name":
        return person.local_name
    if choice.key == "latin_name":
        return person.latin_name
    if choice.key == "sex":
        return str(person.get_sex_display())
    if choice.key == "birth":
        return say_day(person.birth_date) if person.birth_date else str(person.birth_year or "")
    if choice.key == "phone":
        return person.said_phone
    if choice.key == "literacy":
        return str(person.get_literacy_display())
    if choice.key == "languages":
        return ", ".join(names("languages", person.languages).values())
    if choice.key == "place":
        places = (person.village, person.district)
        return ", ".join(place.name for place in places if place)
    if choice.key == "household":
        household: Household | None = person.household
        return str(household) if household else ""
    if choice.key == "organisation":
        return str(person.organisation or "")
    return say_day(person.died_on) if person.died_on else ""


def said(values: Mapping[str, Any], choice: Choice) -> str:
    """Values that a merge has kept, in words."""
    person = Person()
    put(person, values)
    return in_words(person, choice)


def taken(keep: Person, other: Person, choices: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What a merge keeps of the facts that differ (see Merge.facts)."""
    found = {}
    for choice in differing(keep, other):
        whose = choices.get(choice.key) or suggested(keep, other, choice)
        ours, theirs = (values_of(one, choice) for one in (keep, other))
        found[choice.key] = {
            "taken": whose,
            "before": plain(ours),
            "after": plain(theirs if whose == OTHER else ours),
            "left": plain(ours if whose == OTHER else theirs),
        }
    return found


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them."""
    encoder = DjangoJSONEncoder()
    return {
        column: value
        if value is None or isinstance(value, str | int | float | bool | list | dict)
        else encoder.default(value)
        for column, value in values.items()
    }


def put(person: Person, values: Mapping[str, Any]) -> None:
    """Set columns from what JSON kept."""
    for column, value in values.items():
        field = next(f for f in Person._meta.concrete_fields if f.attname == column)
        setattr(person, column, field.to_python(value))


def names_of(person: Person) -> list[str]:
    """All names a person goes by, as other names are kept."""
    found = [person.local_name, person.latin_name, *person.aliases]
    return [name[:LONGEST_ALIAS].strip() for name in found if name]
