"""Forms: published once, never changed; answers checked against their version."""

from __future__ import annotations

from datetime import date

import pytest

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import latest_version, publish_form, record_response

pytestmark = pytest.mark.django_db

DEFINITION = {
    "sections": [
        {
            "key": "all",
            "titles": {"en": "All"},
            "questions": [
                {"key": "kit", "texts": {"en": "There is a kit"}},
                {"key": "number", "kind": "number", "texts": {"en": "How many"}, "required": False},
            ],
        }
    ]
}
FIRST = date(2024, 1, 1)


def publish(**changed) -> FormVersion:
    given = {"titles": {"en": "List"}, "definition": DEFINITION, "valid_from": FIRST, **changed}
    return publish_form("list", by=SYSTEM, **given)


def test_the_same_wording_is_the_same_version() -> None:
    first = publish()
    assert publish() == first
    other = {"sections": [{**DEFINITION["sections"][0], "titles": {"en": "Everything"}}]}
    assert publish(definition=other, valid_from=date(2025, 1, 1)).number == 2
    assert latest_version("list", date(2024, 6, 1)) == first


def test_a_published_wording_is_not_changed() -> None:
    version = publish()
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        FormVersion.objects.filter(pk=version.pk).update(definition={"sections": []})
    assert refused.value.problems[0].code == "form_version_final"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "answer.missing"),
        ({"kit": ("perhaps", "")}, "answer.wrong"),
        ({"kit": ("yes", ""), "number": ("-3", "")}, "answer.wrong"),
        ({"kit": ("yes", ""), "roof": ("no", "")}, "answer.unknown_question"),
    ],
)
def test_wrong_answers_are_refused(answers, code) -> None:
    with pytest.raises(Refused) as refused:
        record_response(publish(), answers, answered_on=FIRST, by=SYSTEM)
    assert [p.code for p in refused.value.problems] == [code]


def test_answers_are_kept_with_their_notes() -> None:
    response = record_response(
        publish(), {"kit": ("no", "empty box"), "number": ("4", "")}, answered_on=FIRST, by=SYSTEM
    )
    kept = {a.question: (a.value, a.note) for a in response.answers.all()}
    assert kept == {"kit": ("no", "empty box"), "number": ("4", "")}
