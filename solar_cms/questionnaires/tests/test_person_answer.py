"""Answers that name a person follow the merge of two records, its undo, and an erasure."""

from __future__ import annotations

from datetime import date

import pytest

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Change
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.models import Answer
from solar_cms.questionnaires.operations import publish_form, record_response
from solar_cms.questionnaires.people import named_since
from solar_cms.questionnaires.tests.samples import form, question
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.models import Person
from solar_cms.registry.privacy.held import everything_about
from solar_cms.registry.privacy.operations import erase_person
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
WHY = "the village chief knows both"
WORKERS = {**question("workers", "repeat"), "questions": [question("who", "person")]}


@pytest.fixture
def version(db):
    asked = form(question("chief", "person", required=False), question("word"), WORKERS)
    return publish_form("f", titles={"en": "F"}, definition=asked, valid_from=DAY, by=SYSTEM)


def answered(version, person, note: str = ""):
    given = {
        "chief": (str(person.pk), note),
        "word": (str(person.pk), ""),
        "workers[1].who": (str(person.pk), ""),
    }
    return record_response(version, given, answered_on=DAY, by=SYSTEM)


def names(response) -> dict[str, tuple[str, object]]:
    return {a.question: (a.value, a.person_id) for a in response.answers.all()}


def test_an_answer_and_its_person_cannot_differ(version):
    response = answered(version, make_person())
    with pytest.raises(Refused) as refused, act("test.tried", by=SYSTEM):
        response.answers.filter(question="chief").update(value=str(make_person().pk))
    assert [p.code for p in refused.value.problems] == ["answer_names_its_person"]


def test_a_merge_takes_the_answers_along_and_its_undo_brings_them_back(version):
    keep, other = make_person(), make_person()
    response = answered(version, other)
    merge = merge_people(keep, other, by=SYSTEM, reason=WHY)
    assert names(response)["chief"] == names(response)["who"] == (str(keep.pk), keep.pk)
    assert names(response)["word"] == (str(other.pk), None), "words that look like a key are words"
    assert response.given()["chief"] == (str(keep.pk), "")
    undo_merge(merge, by=SYSTEM, reason="two after all")
    assert names(response)["chief"] == names(response)["who"] == (str(other.pk), other.pk)


def test_answers_written_before_a_merge_and_sent_after_it_name_who_is_known_now(version):
    first, second, third = (make_person() for _n in range(3))
    merge_people(second, first, by=SYSTEM, reason=WHY)
    merge_people(third, second, by=SYSTEM, reason=WHY)
    assert names(answered(version, first))["chief"] == (str(third.pk), third.pk)


def test_a_key_of_nobody_is_refused(version):
    stranger = Person(id="0190c0de-0000-7000-8000-000000000000")
    with pytest.raises(Refused) as refused:
        answered(version, stranger)
    assert {p.code for p in refused.value.problems} == {"answer.unknown_record"}


def test_an_erasure_empties_what_was_noted_beside_and_keeps_the_answer(version):
    person = make_person()
    response = answered(version, person, note="ລັບສຸດ")
    erase_person(person, by=SYSTEM, reason="asked for")
    answer = response.answers.get(question="chief")
    assert (answer.value, answer.note) == (str(person.pk), "⌫")
    assert answer.person.erased_on
    told = Change.objects.filter(table="questionnaires_answer").values_list("before", "after")
    assert "ລັບ" not in str(list(told))


def test_a_person_named_in_answers_is_in_use_and_is_told_of_them(version):
    person = make_person()
    answered(version, person)
    assert list(Person.objects.filter(pk__in=named_since(DAY))) == [person]
    assert not Person.objects.filter(pk__in=named_since(date(2026, 3, 2))).exists()
    sections = {section["kind"] for section in everything_about(person)["sections"]}
    assert "questionnaires.Answer" in sections
    assert Answer.objects.filter(person=person).count() == 2
