"""People whom answers name: what becomes of the answers when records of people are merged or emptied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from solar_cms.audit.scrubbing import TAKEN_OUT
from solar_cms.base.hooks import PersonUse
from solar_cms.base.models import uuid_or_none
from solar_cms.questionnaires.definition import split_key
from solar_cms.questionnaires.models import Answer, FormVersion
from solar_cms.questionnaires.rules import Answers
from solar_cms.questionnaires.states import QuestionKind
from solar_cms.registry.models import Person


def people_named(version: FormVersion, answers: Answers) -> set[str]:
    """Keys of the answers that name a person."""
    asked = version.parsed().asked
    return {
        key
        for key, (value, _note) in answers.items()
        if uuid_or_none(value)
        and (question := asked.get(split_key(key)[2]))
        and question.kind == QuestionKind.PERSON
    }


def followed(version: FormVersion, answers: Answers) -> Answers:
    """The answers, with the record a person is known by now in the place of one that was merged into it
    since the answer was written: in a draft, or on a phone without a network."""
    keys = people_named(version, answers)
    wanted = {uuid_or_none(answers[key][0]) for key in keys}
    now: dict[str, str] = {}
    merged = Person.everyone.filter(pk__in=wanted, merged_into__isnull=False) if keys else ()
    for person in merged:
        last = person
        while last.merged_into_id:
            last = Person.everyone.get(pk=last.merged_into_id)
        now[str(person.pk)] = str(last.pk)
    if not now:
        return answers
    return {
        key: (now.get(value, value), note) if key in keys else (value, note)
        for key, (value, note) in answers.items()
    }


def named_since(day: date) -> Any:
    """People named in answers given on or after the day."""
    rows = Answer.objects.filter(person__isnull=False, response__answered_on__gte=day)
    return rows.order_by().values("person")


def empty_answers(person: Any) -> Mapping[str, tuple[Sequence[Any], Sequence[str]]]:
    """What was noted beside answers that name the person goes; that somebody was named stays."""
    noted = Answer.objects.filter(person=person).exclude(note="")
    rows = list(noted.values_list("pk", flat=True))
    noted.update(note=TAKEN_OUT)
    return {Answer._meta.db_table: (rows, ("note",))}


USE = PersonUse(lambda person: (), named_since, empty_answers)
