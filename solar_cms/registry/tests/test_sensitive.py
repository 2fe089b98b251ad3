"""Ethnic group, disability, health: only with their own consent, seen by few, read on record."""

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.audit.models import Act, Change
from solar_cms.base.problems import Refused
from solar_cms.registry import operations
from solar_cms.registry.models import SensitiveFact
from solar_cms.registry.tests.factories import (
    load_terms,
    make_consent,
    make_consent_text,
    make_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    load_terms()
    return make_person()


def consent_to(person, kind="ethnicity"):
    return make_consent(person, make_consent_text(kind))


def record(person, codes=("katu",), kind="ethnicity"):
    return operations.record_sensitive(person, by=SYSTEM, kind=kind, codes=codes)


def test_nothing_is_kept_without_a_consent_for_it(person):
    consent_to(person, "registration")
    consent_to(person, "disability")
    with pytest.raises(Refused) as refused:
        record(person)
    assert [p.code for p in refused.value.problems] == ["sensitive.no_consent"]
    assert not SensitiveFact.objects.exists()


def test_only_codes_of_the_list(person):
    consent_to(person)
    with pytest.raises(Refused) as refused:
        record(person, codes=["loum"])
    assert [p.code for p in refused.value.problems] == ["term.unknown"]


def test_withdrawing_the_consent_erases_what_it_allowed(person):
    consent = consent_to(person)
    record(person)
    other = consent_to(person, "disability")
    record(person, ["seeing"], "disability")
    operations.withdraw_consent(consent, by=SYSTEM)
    assert [fact.kind for fact in SensitiveFact.objects.all()] == ["disability"]
    kept = str([[c.before, c.after] for c in Change.objects.filter(table="registry_sensitivefact")])
    assert "katu" not in kept
    assert "seeing" in kept
    assert other.withdrawn_on is None
    with pytest.raises(Refused):
        record(person)


def test_recorded_again_it_is_corrected(person):
    consent_to(person)
    record(person)
    record(person, ["harak"])
    assert [fact.codes for fact in SensitiveFact.objects.all()] == [["harak"]]


def test_the_page_is_for_few_and_each_reading_is_recorded(client, person):
    consent_to(person)
    record(person)
    address = reverse("sensitive", args=[person.pk])
    client.force_login(make_user("trainer", ["1604"]))
    assert client.get(address).status_code == 403
    assert "Katu" not in client.get(reverse("person", args=[person.pk])).content.decode()
    client.force_login(make_user("enrolment_officer", ["1407"]))
    assert client.get(address).status_code == 404
    reader = make_user("enrolment_officer", ["1604"])
    client.force_login(reader)
    assert "Katu" in client.get(address).content.decode()
    read = Act.objects.get(name="person.sensitive_read")
    assert read.actor_id == reader.pk


def test_the_history_does_not_tell(client, person):
    consent_to(person)
    record(person, ["katu"])
    client.force_login(make_user("head", ["1604"]))
    page = client.get(reverse("history", args=["registry_person", person.pk])).content.decode()
    assert "katu" not in page


def test_a_fact_is_asked_for_recorded_and_erased_on_the_pages(client, person):
    client.force_login(make_user("enrolment_officer", ["1604"]))
    make_consent_text("ethnicity")
    make_consent_text("registration")
    ask = client.get(f"{reverse('consent_new', args=[person.pk])}?purpose=ethnicity")
    (text,) = {words[0] for words in ask.context["words"]}
    assert text.purpose == "ethnicity"
    plain = client.get(reverse("consent_new", args=[person.pk]))
    assert {words[0].purpose for words in plain.context["words"]} == {"registration"}
    make_consent(person, text)
    client.post(
        reverse("sensitive_edit", args=[person.pk, "ethnicity"]), {"codes": "katu", "note": "ກະຕູ"}
    )
    fact = SensitiveFact.objects.get(person=person)
    assert (fact.codes, fact.consent.text) == (["katu"], text)
    client.post(reverse("sensitive_erase", args=[fact.pk]))
    assert not SensitiveFact.objects.exists()
