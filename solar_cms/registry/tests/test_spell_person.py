"""Letters of a name: Thai ones are asked about, a Latin spelling is offered; nothing in silence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from solar_cms.registry.models import Person
from solar_cms.registry.operations import correct_person, create_person
from solar_cms.registry.roster.reading import Read, read_names
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db

THAI_AMONG_LAO = "ສົມพອນ"


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def sent(client, **more):
    facts = {"given_name": THAI_AMONG_LAO, "sex": "F", "district": "1604", **more}
    return client.post(reverse("person_new"), facts)


def test_the_verb_refuses_thai_letters_and_names_the_lao_ones(officer):
    with pytest.raises(Refused) as caught:
        create_person(by=officer, given_name=THAI_AMONG_LAO, sex="F", district="1604")
    (problem,) = caught.value.problems
    assert (problem.code, problem.field) == ("person.thai_letters", "given_name")
    assert "พ → ພ" in str(problem.message)
    assert "ສົມພອນ" in str(problem.message)


def test_the_form_asks_what_becomes_of_them(client, officer):
    answer = sent(client)
    assert answer.status_code == 200
    assert 'value="mend"' in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize(("choice", "name"), [("mend", "ສົມພອນ"), ("keep", THAI_AMONG_LAO)])
def test_the_name_is_mended_or_left_as_was_chosen(client, officer, choice, name):
    sent(client, letters=choice)
    assert Person.objects.get().given_name == name


def test_a_correction_asks_too_but_not_about_names_that_stay(officer):
    person = make_person(THAI_AMONG_LAO, "ວົງສາ")
    assert correct_person(person, by=officer, phone="+8562055120418").phone
    with pytest.raises(Refused):
        correct_person(person, by=officer, family_name="วົງ")
    mended = correct_person(person, by=officer, letters="mend", given_name=THAI_AMONG_LAO)
    assert mended.given_name == "ສົມພອນ"


def test_a_roster_offers_the_lao_spelling_at_the_cell():
    read = Read()
    read_names({"full_name": f"{THAI_AMONG_LAO} ວົງສາ"}, read)
    assert [(p.code, p.field) for p in read.problems] == [("person.thai_letters", "full_name")]
    assert read.suggestions["full_name"] == [("ສົມພອນ ວົງສາ", "ສົມພອນ ວົງສາ")]


def test_a_latin_spelling_is_offered_where_there_is_none_and_not_saved(client, officer):
    person = make_person("ສົມພອນ", "ວົງສາ")
    page = client.get(reverse("person_edit", args=[person.pk])).content.decode()
    assert "Somphone" in page
    assert "Vongsa" in page
    sent(client, given_name="ບຸນຍັງ")
    assert Person.objects.get(given_name="ບຸນຍັງ").given_name_latin == ""
    answer = client.get(reverse("people_romanised"), {"name": "ສົມພອນ"})
    assert answer.json() == {"spelling": "Somphone"}


def test_only_who_keeps_people_asks_for_a_spelling(client, db):
    client.force_login(make_user("inspector", ["1604"]))
    assert client.get(reverse("people_romanised"), {"name": "ສົມພອນ"}).status_code == 403
