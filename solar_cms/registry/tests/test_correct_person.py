"""Correcting a person: only in one's districts, never over somebody else's change."""

from datetime import date

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.registry.models import Person
from solar_cms.registry.operations import correct_person
from solar_cms.registry.tests.factories import make_person, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def facts(person, **more):
    return {
        "given_name": person.given_name, "family_name": person.family_name, "sex": person.sex,
        "district": person.district_id, "version": person.version, **more,
    }  # fmt: skip


def test_people_elsewhere_are_not_found(client, officer):
    person = make_person(district="1407")
    for name in ("person", "person_edit", "document_new", "consent_new"):
        assert client.get(reverse(name, args=[person.pk])).status_code == 404


def test_who_only_looks_does_not_correct(client, db):
    client.force_login(make_user("inspector", ["1604"]))
    address = reverse("person_edit", args=[make_person().pk])
    assert client.post(address).status_code == 403


def test_a_change_made_meanwhile_is_not_overwritten(client, officer):
    person = make_person("ສົມພອນ", phone="")
    correct_person(person, by=officer, phone="+8562055120418")
    address = reverse("person_edit", args=[person.pk])
    answer = client.post(address, facts(person, given_name="ສົມພັນ"))
    assert answer.status_code == 200
    assert Person.objects.get().given_name == "ສົມພອນ"


def test_death_before_birth_is_refused(client, officer):
    person = make_person(birth_date=date(1980, 5, 3))
    answer = client.post(
        reverse("person_edit", args=[person.pk]),
        facts(person, birth_date="3.5.1980", died_on="1.1.1979"),
    )
    assert answer.status_code == 200
    assert Person.objects.get().died_on is None


def test_facts_are_corrected(client, officer):
    make_village()
    person = make_person(birth_date=date(1980, 5, 3))
    address = reverse("person_edit", args=[person.pk])
    assert "3.5.1980" in client.get(address).content.decode()
    answer = client.post(
        address,
        facts(person, given_name="ສົມພັນ", village="1604012", birth_year="1981"),
    )
    assert answer.url == reverse("person", args=[person.pk])
    person = Person.objects.get()
    assert (person.given_name, person.village_id) == ("ສົມພັນ", "1604012")
    assert (person.birth_date, person.birth_year) == (None, 1981)


def test_what_is_not_changed_stays_as_it_is_sent_back(client, officer):
    person = make_person(village=make_village(), aliases=["ນາງ ຄຳ"], phone="+8562055120418")
    address = reverse("person_edit", args=[person.pk])
    form = client.get(address).context["form"]
    data = {bound.name: bound.value() for bound in form}
    assert (
        client.post(address, {k: v for k, v in data.items() if v not in (None, "")}).status_code
        == 302
    )
    again = Person.objects.get()
    for name in ("given_name", "village_id", "aliases", "phone", "birth_year", "sex"):
        assert getattr(again, name) == getattr(person, name)


def test_the_page_shows_facts_and_leads_to_every_change(client, officer):
    person = make_person(
        "ບົວຄຳ", "", given_name_latin="Bouakham", phone="+8562055120418", card="12-1"
    )
    text = client.get(reverse("person", args=[person.pk])).content.decode()
    for said in ("ບົວຄຳ", "Bouakham", "020 55 120 418", "12-1"):
        assert said in text
    assert client.get(reverse("history", args=["registry_person", person.pk])).status_code == 200
