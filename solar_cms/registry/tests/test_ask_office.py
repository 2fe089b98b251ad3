"""Somebody of a file is kept by another office: shown masked, linked only by that office's word."""

from __future__ import annotations

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch, LinkRequest
from solar_cms.imports.tests.files import csv_file
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_person
from solar_cms.work.models import Task

pytestmark = pytest.mark.django_db

HEADINGS = ["Name", "Sex", "Born", "Phone", "ID card"]


@pytest.fixture
def officer(db):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def keeper(db):
    return make_user("enrolment_officer", ["1407"], username="keeper")


@pytest.fixture
def known(db):
    return make_person("ວິໄລພອນ", "ແກ້ວມະນີ", district="1407", birth_year=1990, phone="+8562055120418")


@pytest.fixture
def batch(tmp_path, officer, known) -> Batch:
    path = csv_file(
        tmp_path / "p.csv",
        [["ນາງ ວິໄລພອນ ແກ້ວມະນີ", "F", "1990", "020 5512 0418", ""]],
        headings=HEADINGS,
    )
    found, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
    return found


def test_only_initials_year_and_office_are_shown(client, batch, officer):
    candidate = batch.staged.get().candidates[0]
    assert (candidate["id"], candidate["birth_year"], candidate["district"]) == ("", 1990, "1407")
    client.force_login(officer)
    text = client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    after = text[text.index("<tbody>") :]
    assert "ວ•••" in after
    assert "1990" in after
    assert "1407" in after
    assert candidate["hidden"] not in text


def test_nobody_links_or_doubles_them_without_asking(batch, officer, known):
    for decision in (f"link:{known.pk}", "new", f"update:{known.pk}:phone"):
        with pytest.raises(Refused):
            desk.decide(batch, 2, decision, by=officer)
    assert desk.import_file  # nothing is ready
    with pytest.raises(Refused):
        desk.import_ready(batch, by=officer)
    assert Person.objects.count() == 1


def test_a_row_without_somebody_hidden_asks_nobody(batch, officer):
    with pytest.raises(Refused):
        desk.ask_office(batch, 2, 5, by=officer)


def test_asking_puts_one_question_into_the_inbox_of_that_office(batch, officer, keeper):
    question = desk.ask_office(batch, 2, 0, by=officer)
    assert desk.ask_office(batch, 2, 0, by=officer) == question
    assert Task.objects.open().visible_to(keeper).filter(kind="imports.link_asked").count() == 1
    assert not Task.objects.open().visible_to(officer).filter(kind="imports.link_asked").exists()
    assert "ນາງ ວິໄລພອນ ແກ້ວມະນີ" in dict(question.told["en"]).values()


def test_only_the_office_that_keeps_them_answers(client, batch, officer, keeper):
    question = desk.ask_office(batch, 2, 0, by=officer)
    address = reverse("import_question", args=[question.pk])
    client.force_login(officer)
    assert client.post(address, {"state": "agreed"}).status_code == 404
    client.force_login(make_user("inspector", ["1407"], username="inspector.there"))
    assert client.post(address, {"state": "agreed"}).status_code == 403
    client.force_login(keeper)
    assert client.get(reverse("import_questions")).status_code == 200
    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "refused", "reason": ""}).status_code == 200
    assert client.post(address, {"state": "agreed"}).status_code == 302
    assert client.post(address, {"state": "other"}).status_code == 200
    question.refresh_from_db()
    assert (question.state, question.answered_by) == ("agreed", keeper)


def test_with_consent_the_row_is_linked_and_the_one_who_asked_is_told(
    batch, officer, keeper, known
):
    desk.answer(desk.ask_office(batch, 2, 0, by=officer), "agreed", by=keeper)
    batch.refresh_from_db()
    assert (batch.ready, batch.staged.get().effect) == (1, "link")
    batch = desk.import_ready(batch, by=officer)
    assert (batch.linked, batch.created, Person.objects.count()) == (1, 0, 1)
    assert Task.objects.open().visible_to(officer).filter(kind="imports.link_answered").exists()


def test_another_person_is_registered_only_after_that_office_said_so(batch, officer, keeper):
    desk.answer(desk.ask_office(batch, 2, 0, by=officer), "other", by=keeper)
    batch.refresh_from_db()
    assert desk.import_ready(batch, by=officer).created == 1
    assert Person.objects.count() == 2


def test_without_consent_nothing_is_linked_and_the_reason_is_shown(client, batch, officer, keeper):
    desk.answer(
        desk.ask_office(batch, 2, 0, by=officer), "refused", by=keeper, reason="ຢູ່ໃນການກວດສອບ"
    )
    batch.refresh_from_db()
    assert (batch.ready, batch.rejected) == (0, 1)
    client.force_login(officer)
    assert "ຢູ່ໃນການກວດສອບ" in client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    with pytest.raises(Refused):
        desk.decide(batch, 2, "new", by=officer)


def test_the_page_asks_in_one_press(client, batch, officer):
    client.force_login(officer)
    client.post(reverse("import_decide", args=[batch.pk]), {"decision": "2|ask:0", "show": "same"})
    assert LinkRequest.objects.get().state == "asked"
