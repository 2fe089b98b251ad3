"""Finding people, groups and workplaces by words, phone or document, as far as the reader sees."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, FloatField, Func, QuerySet, TextField, Value
from django.urls import reverse

from solar_cms.base.forms import read_phone, say_phone
from solar_cms.base.hooks import Hit
from solar_cms.base.reading import plain_digits
from solar_cms.registry.models import Employer, Person, ProducerGroup, Workplace

MANY_DIGITS = re.compile(r"(?:\D*\d){5,}")


def people_like(people: Any, words: str) -> tuple[QuerySet[Person], list[str]]:
    """(people found, order of the list): by phone or document when digits are given, else by name
    in either script with a letter wrong."""
    words = words.strip()
    if MANY_DIGITS.search(plain_digits(words)):
        return _by_number(people, plain_digits(words)), ["sort_name", "id"]
    return people.named(words), ["-likeness", "-id"]


def _by_number(people: Any, digits: str) -> QuerySet[Person]:
    try:
        phone = read_phone(digits)
    except ValidationError:
        phone = ""
    found = people.filter(id_documents__number=digits)
    return (found | people.filter(phone=phone)).distinct() if phone else found


def alike(queryset: Any, words: str) -> QuerySet:
    """Rows whose folded names are like the words, best first (`likeness`)."""
    folded = Func(Value(words), function="solar_fold", output_field=TextField())
    return queryset.filter(search_key__trigram_word_similar=folded).annotate(
        likeness=Func(folded, F("search_key"), function="word_similarity", output_field=FloatField())
    )


def _place(record: Any) -> str:
    return record.village.name if record.village else record.district.name


def find_people(user: Any, words: str, limit: int) -> list[Hit]:
    visible = Person.objects.visible_to(user).select_related("district", "village")
    found, order = people_like(visible, words)
    return [
        Hit(
            person.name,
            reverse("person", args=[person.pk]),
            " · ".join(
                str(part)
                for part in (person.other_name, person.birth_year, _place(person), say_phone(person.phone) if person.phone else "")
                if part
            ),
        )
        for person in found.order_by(*order)[:limit]
    ]  # fmt: skip


def find_groups(user: Any, words: str, limit: int) -> list[Hit]:
    visible = ProducerGroup.objects.visible_to(user).select_related("district", "village")
    return [
        Hit(group.name, reverse("group", args=[group.pk]), f"{group.get_kind_display()} · {_place(group)}")
        for group in alike(visible, words).order_by("-likeness", "-id")[:limit]
    ]


def find_workplaces(user: Any, words: str, limit: int) -> list[Hit]:
    visible = Workplace.objects.visible_to(user).select_related("district", "village", "employer")
    return [
        Hit(
            place.name,
            reverse("workplace", args=[place.pk]),
            " · ".join(str(part) for part in (place.employer, place.get_kind_display(), _place(place)) if part),
        )
        for place in alike(visible, words).order_by("-likeness", "-id")[:limit]
    ]


def find_employers(user: Any, words: str, limit: int) -> list[Hit]:
    visible = Employer.objects.filter(pk__in=Employer.objects.visible_to(user).values("pk"))
    found = alike(visible, words).order_by("-likeness", "-id")
    by_number = visible.filter(registration_number=words.strip())[:1]
    rows = list(by_number) or list(found[:limit])
    return [
        Hit(one.name, reverse("employer", args=[one.pk]), one.registration_number) for one in rows
    ]
