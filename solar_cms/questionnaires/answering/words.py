"""Answers in words: what people read of a canonical text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.models import uuid_or_none
from solar_cms.base.said import say_day
from solar_cms.base.texts import text_in
from solar_cms.places import finding
from solar_cms.questionnaires.answering.steps import name_of
from solar_cms.questionnaires.states import FILES, Check, QuestionKind
from solar_cms.registry.models import Person


@dataclass
class Known:
    """Places by code and people by id, as text."""

    records: dict[str, Any] = field(default_factory=dict)


def known_for(names: Mapping[str, Any], answers: Mapping[str, tuple[str, str]], user: Any) -> Known:
    """The places and people that answers name; people as far as the reader sees them."""
    places: dict[str, set[str]] = {}
    people: set[Any] = set()
    for key, (value, _note) in answers.items():
        question = names.get(name_of(key), {})
        if question.get("kind") == QuestionKind.PLACE and value:
            places.setdefault(question.get("level", "village"), set()).add(value)
        elif question.get("kind") == QuestionKind.PERSON and (pk := uuid_or_none(value)):
            people.add(pk)
    known = Known()
    for level, codes in places.items():
        rows = finding.LEVELS[level]._default_manager.select_related(*finding.OUTER[level])
        known.records |= {row.pk: row for row in rows.filter(pk__in=codes)}
    if people:
        seen: Any = Person.objects.visible_to(user).select_related("village", "district")
        known.records |= {str(person.pk): person for person in seen.filter(pk__in=people)}
    return known


def word_for(
    question: Mapping[str, Any], value: str, lists: Mapping[str, Any], known: Known
) -> str:
    """An answer as people read it; "" where nothing was answered."""
    kind = question.get("kind", QuestionKind.CHECK)
    if not value:
        return ""
    if kind == QuestionKind.CHECK:
        return str(dict(Check.choices).get(value, value))
    if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        words = {
            one["key"]: text_in(one["texts"]) for one in lists.get(question.get("choices", ""), ())
        }
        return ", ".join(words.get(key) or key for key in value.split())
    if kind == QuestionKind.DATE:
        return _day(value)
    if kind in (QuestionKind.PLACE, QuestionKind.PERSON):
        record = known.records.get(value)
        if record is None:
            return value if kind == QuestionKind.PLACE else _("A person outside your districts")
        return str(record.name)
    if kind in FILES:
        return _("File")
    if kind == QuestionKind.GEOPOINT:
        return ", ".join(value.split()[:2])
    return value


def _day(value: str) -> str:
    try:
        return say_day(date.fromisoformat(value))
    except ValueError:
        return value
