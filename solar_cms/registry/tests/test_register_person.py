"""Registering a person on the page: once each, in one's own districts."""

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.registry.forms import PersonForm
from solar_cms.registry.models import IdDocument, Person
from solar_cms.registry.operations import create_person
from solar_cms.registry.tests.factories import make_group, make_person, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def facts(**more):
    return {"given_name": "ບົວຄຳ", "family_name": "ສີສະຫວັດ", "sex": "F", "district": "1604", **more}


def sent(client, address="", **more):
    return client.post(address or reverse("person_new"), facts(**more))


def problems(answer):
    return {
        error.code
        for errors in answer.context["form"].errors.as_data().values()
        for error in errors
    }


def test_inspectors_look_but_do_not_register(client, db):
    client.force_login(make_user("inspector", ["1604"]))
    assert sent(client).status_code == 403
    assert not Person.objects.exists()


def test_another_district_cannot_be_chosen(client, officer):
    assert problems(sent(client, district="1407")) == {"pick.unknown"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"given_name": ""}, "person.name_missing"),
        ({"birth_date": "3.5.2199"}, "date.future"),
        ({"birth_year": "1850"}, "person.too_old"),
        ({"phone": "12"}, "phone.form"),
        ({"village": "ບ້ານ ບໍ່ມີ"}, "pick.unknown"),
        ({"card": "12-1", "card_pending": "on"}, "card.both"),
        ({"aliases": "x" * 130}, "alias.long"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(client, officer, wrong, code):
    answer = sent(client, **wrong)
    assert code in problems(answer)
    assert "ສີສະຫວັດ" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_village_that_may_be_meant_is_named_with_its_code(client, officer):
    make_village()
    answer = sent(client, village="ໜອງຫຼວັງ")
    assert "1604012" in answer.content.decode()


@pytest.mark.parametrize("words", ["1604012", "ໜອງຫຼວງ", "ບ້ານ ໜອງຫຼວງ", "nong luang"])
def test_the_village_is_found_by_code_and_by_name(client, officer, words):
    make_village()
    sent(client, village=words)
    assert Person.objects.get().village_id == "1604012"


def test_a_village_of_another_district_is_not_taken(client, officer):
    make_village("1407001", "ບ້ານ ວັງໄຮ", "Vang Hai")
    assert problems(sent(client, village="1407001")) == {"pick.unknown"}


def test_somebody_alike_is_shown_first_and_registered_when_looked_at(client, officer):
    known = make_person("ບົວຄຳ", "ສີສະຫວັດ", birth_year=1979)
    answer = sent(client, birth_year="1979")
    assert problems(answer) == {"person.maybe_known"}
    assert reverse("person", args=[known.pk]) in answer.content.decode()
    assert Person.objects.count() == 1
    sent(client, birth_year="1979", another_person="on")
    assert Person.objects.count() == 2


def test_of_somebody_alike_elsewhere_only_initials_are_shown(client, officer):
    known = make_person("ບົວຄຳ", "ສີສະຫວັດ", birth_year=1979, district="1407")
    text = sent(client, birth_year="1979").content.decode()
    assert "ບ••• ສ•••" in text
    assert reverse("person", args=[known.pk]) not in text


def test_the_same_identity_card_is_refused_even_when_looked_at(client, officer):
    make_person("ວັນນາ", "", card="12-0034567")
    answer = sent(client, card="12-0034567", another_person="on")
    assert "ເອກະສານ" in answer.content.decode() or "document" in answer.content.decode()
    assert Person.objects.count() == 1


def test_a_person_is_registered_with_what_was_written(client, officer):
    answer = sent(
        client, birth_year="2522", phone="020 5512 0418", card="12-0034567", aliases="ນາງ ຄຳ, ແມ່ນ້ອຍ",
    )  # fmt: skip
    person = Person.objects.get()
    assert answer.url == reverse("person", args=[person.pk])
    assert (person.birth_year, person.phone) == (1979, "+8562055120418")
    assert person.aliases == ["ນາງ ຄຳ", "ແມ່ນ້ອຍ"]
    assert IdDocument.objects.get().number == "12-0034567"


def test_asked_for_by_a_group_the_person_joins_next(client, officer):
    group = make_group()
    answer = sent(client, f"{reverse('person_new')}?group={group.pk}")
    person = Person.objects.get()
    assert answer.url == f"{reverse('group_join', args=[group.pk])}?person={person.pk}"


def test_the_forms_facts_are_the_verbs_arguments(officer):
    form = PersonForm(facts(), user=officer)
    assert form.is_valid()
    assert create_person(by=officer, **form.cleaned_data).district_id == "1604"
