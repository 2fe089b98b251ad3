"""Forms, versions and answers in the API and as a dataset: by the reader's rights, across versions."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from cases.models import Visit
from cases.tests import factories as make
from solar_cms.accounts.tests.factories import make_places
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import datasets
from solar_cms.base.models import today
from solar_cms.questionnaires.models import Answer, FormVersion, Response
from solar_cms.questionnaires.tests.forms_cast import published, question, writer

pytestmark = pytest.mark.django_db


def answered(version: FormVersion, district: str, **answers: str) -> Response:
    make_places()
    with act("test.arranged", by=SYSTEM):
        made: Response = Response(
            form_version=version, answered_on=today(), district_id=district
        ).save_new()
        Answer.objects.bulk_create(
            Answer(response=made, question=key, value=value) for key, value in answers.items()
        )
    return made


def visited(version: FormVersion, district: str, **answers: str) -> Response:
    """Answers given at a visit of a case."""
    made = answered(version, district, **answers)
    case = make.make_assigned(district)
    with act("test.arranged", by=SYSTEM):
        Visit(
            case=case, district_id=district, visited_on=today(), outcome="done", response=made
        ).save_new()
    return made


def two_versions() -> tuple[FormVersion, FormVersion]:
    first = published()
    changed = {
        "sections": [
            {"key": "a", "titles": {"en": "A"}, "questions": [question("kit", "Reworded")]}
        ]
    }
    return first, published(definition=changed, valid_from=today())


def test_answers_are_read_by_those_who_may_open_the_record_that_asked(client: Any) -> None:
    first, _second = two_versions()
    here = visited(first, "1604", kit="no")
    visited(first, "1407", kit="no")
    answered(first, "1604", kit="no")  # nobody's record
    client.force_login(make.make_inspector("1604"))
    got = client.get(reverse("api-response-list")).json()["results"]
    assert [row["id"] for row in got] == [str(here.pk)]
    assert got[0]["answers"] == [{"question": "kit", "row": 0, "value": "no"}]
    client.force_login(writer("trainer", "trainer"))
    assert client.get(reverse("api-response-list")).json()["results"] == []
    assert client.get(reverse("answers_record", args=[here.pk])).status_code == 404


def test_a_sensitive_answer_is_not_given_out(client: Any) -> None:
    sealed = question("health", kind="text", sensitivity="sensitive")
    version = published(
        definition={"sections": [{"key": "a", "titles": {"en": "A"}, "questions": [sealed]}]}
    )
    visited(version, "1604", health="ill")
    client.force_login(make.make_inspector("1604"))
    assert "ill" not in client.get(reverse("api-response-list")).content.decode()


def test_forms_and_versions_are_read(client: Any) -> None:
    first, second = two_versions()
    client.force_login(make.make_inspector("1604"))
    got = client.get(reverse("api-form-list"), {"key": "checklist"}).json()["results"]
    assert [row["purpose"] for row in got] == ["checklist"]
    versions = client.get(reverse("api-form-version-list"), {"form": got[0]["id"]}).json()
    assert [row["number"] for row in versions["results"]] == [second.number, first.number]


def test_answers_of_two_versions_are_counted_together_by_name() -> None:
    first, second = two_versions()
    answered(first, "1604", kit="no", hours="yes")
    answered(second, "1604", kit="no")
    answered(second, "1407", kit="yes")
    dataset = datasets["answers"]
    counted = Counter(dataset.queryset().values_list("asked", "value", "response__district_id"))
    assert counted == {
        ("checklist/kit", "no", "1604"): 2,
        ("checklist/kit", "yes", "1407"): 1,
        ("checklist/hours", "yes", "1604"): 1,
    }
    words = dataset.dimensions["question"].labels
    assert words is not None
    assert words(["checklist/kit", "checklist/hours"]) == {
        "checklist/kit": "Reworded", "checklist/hours": "Hours are kept",
    }  # fmt: skip


def test_a_counted_answer_leads_to_its_record(client: Any) -> None:
    first, _second = two_versions()
    made = visited(first, "1604", kit="no")
    client.force_login(make.make_inspector("1604"))
    _words, url = datasets["answers"].record(made.answers.get())
    visit = Visit.objects.get(response=made)
    assert client.get(url).headers["Location"] == reverse("visit", args=[visit.pk])


def test_a_change_names_the_cases_that_will_be_asked(client: Any) -> None:
    make.make_assigned("1604")
    form = make.checklist().form
    client.force_login(writer())
    page = client.get(reverse("form", args=[form.pk]))
    assert [use.count for use in page.context["uses"]] == [1]
