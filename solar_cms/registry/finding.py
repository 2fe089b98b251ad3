"""Finding people, groups and workplaces by words, phone or document, as far as the reader sees."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from solar_cms.base.forms import read_phone
from solar_cms.base.hooks import Hit
from solar_cms.base.likeness import like
from solar_cms.base.reading import plain_digits
from solar_cms.registry.models import Employer, IdDocument, Person, ProducerGroup, Workplace
from solar_cms.registry.name_search import people_named
from solar_cms.registry.operations.people import nfc
from solar_cms.registry.states import IdKind

BEST_FIRST = ["-rank", "-id"]
DIGITS_OF_PHONE = 6


def named(rows: Any, words: str) -> QuerySet[Any]:
    """Rows whose folded names are like the folded words, with `rank`: likeness in thousandths
    (whole numbers, so that a keyset page compares them exactly)."""
    condition, likeness = like(words)
    return rows.filter(condition).annotate(rank=Cast(likeness * 1000, IntegerField()))


def people_found(rows: Any, words: str) -> tuple[QuerySet[Person], list[str]]:
    """People by name or alias in either script (a letter may be wrong), or by phone or document number
    where there are digits; and the order of the list."""
    words = nfc(words)
    if not words:
        return rows, ["sort_name", "id"]
    digits = "".join(c for c in plain_digits(words) if c.isdecimal())
    if not digits:
        return people_named(rows, words), BEST_FIRST
    # Ids first: two indexes are then joined, where a subquery in OR would read every row.
    documents = IdDocument.objects.filter(kind__in=IdKind.values, number=words)
    found = Q(pk__in=list(documents.values_list("person_id", flat=True)[:20]))
    phone = Q()
    try:
        phone = Q(phone=read_phone(words))
    except ValidationError:
        if len(digits) >= DIGITS_OF_PHONE:
            phone = Q(phone__endswith=digits.lstrip("0"))
    if phone:  # a merged record's phone still leads to the person
        merged = Person.everyone.filter(phone, merged_into__isnull=False)
        found |= phone | Q(pk__in=list(merged.values_list("merged_into_id", flat=True)[:20]))
    return rows.filter(found), ["sort_name", "id"]


def by_name(rows: Any, words: str) -> tuple[QuerySet[Any], list[str]]:
    """Groups, workplaces or employers by name, and the order of the list."""
    words = nfc(words)
    return (named(rows, words), BEST_FIRST) if words else (rows, ["name_local", "id"])


def _place(record: Any) -> str:
    return record.village.name if record.village else record.district.name


def _note(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def find_people(user: Any, words: str, limit: int) -> list[Hit]:
    visible = Person.objects.visible_to(user).select_related("district", "village")
    found, order = people_found(visible, words)
    return [
        Hit(
            person.name,
            reverse("person", args=[person.pk]),
            _note(person.other_name, person.birth_year, _place(person), person.said_phone),
        )
        for person in found.order_by(*order)[:limit]
    ]


def find_groups(user: Any, words: str, limit: int) -> list[Hit]:
    visible = ProducerGroup.objects.visible_to(user).select_related("district", "village")
    found, order = by_name(visible, words)
    return [
        Hit(
            group.name,
            reverse("group", args=[group.pk]),
            _note(group.get_kind_display(), _place(group)),
        )
        for group in found.order_by(*order)[:limit]
    ]


def find_workplaces(user: Any, words: str, limit: int) -> list[Hit]:
    visible = Workplace.objects.visible_to(user).select_related("district", "village", "employer")
    found, order = by_name(visible, words)
    return [
        Hit(
            place.name,
            reverse("workplace", args=[place.pk]),
            _note(place.employer, place.get_kind_display(), _place(place)),
        )
        for place in found.order_by(*order)[:limit]
    ]


def find_employers(user: Any, words: str, limit: int) -> list[Hit]:
    """Employers by registration number, else by name."""
    visible = Employer.objects.visible_to(user)
    rows = list(visible.filter(registration_number=words.strip())[:1])
    if not rows:
        found, order = by_name(visible, words)
        rows = list(found.order_by(*order)[:limit])
    return [
        Hit(one.name, reverse("employer", args=[one.pk]), one.registration_number) for one in rows
    ]


def exact_employer(user: Any, number: str) -> str:
    """The employer with this registration number."""
    found = Employer.objects.visible_to(user).filter(registration_number=number)
    pk = found.values_list("pk", flat=True).first()
    return reverse("employer", args=[pk]) if pk else ""


def exact_person(user: Any, number: str) -> str:
    """The one person with this identity document; of two, none: the list then shows both."""
    owners = IdDocument.objects.filter(kind__in=IdKind.values, number=number)
    ids = list(owners.values_list("person_id", flat=True).distinct()[:2])
    if len(ids) != 1 or not Person.objects.visible_to(user).filter(pk=ids[0]).exists():
        return ""
    return reverse("person", args=[ids[0]])
