"""Documents and consents of a person."""

from datetime import date

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.said import say_day
from solar_cms.registry.models import Consent, ConsentText, IdDocument
from solar_cms.registry.pack_sections import load_consents
from solar_cms.registry.tests.factories import make_consent, make_consent_text, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    client.force_login(make_user("enrolment_officer", ["1604"]))
    return make_person()


def consent(client, person, **more):
    text = ConsentText.objects.first() or make_consent_text()
    data = {"text": text.pk, "language": "lo", "method": "signature", "given_on": say_day(today())}
    return client.post(reverse("consent_new", args=[person.pk]), {**data, **more})


def test_without_a_text_there_is_nothing_to_consent_to(client, person):
    answer = client.get(reverse("consent_new", args=[person.pk]))
    assert "<form" not in answer.content.decode().split("<main")[1].split("</main")[0]


def test_a_spoken_consent_needs_its_witness(client, person):
    assert consent(client, person, method="witnessed").status_code == 200
    assert not Consent.objects.exists()


def test_nobody_consents_to_words_of_another_time(client, person):
    make_consent_text(valid_from=date(2024, 1, 1))
    assert consent(client, person, given_on="31.12.2023").status_code == 200
    assert not Consent.objects.exists()


def test_a_consent_is_recorded_with_the_words_shown(client, person):
    make_consent_text(titles={"en": "Keeping my data"})
    assert "ຂ້ອຍເຫັນດີ" in client.get(reverse("consent_new", args=[person.pk])).content.decode()
    assert consent(client, person, method="witnessed", witness="ນາຍບ້ານ ຄຳ").status_code == 302
    assert Consent.objects.get().witness == "ນາຍບ້ານ ຄຳ"
    assert "ນາຍບ້ານ ຄຳ" in client.get(reverse("person", args=[person.pk])).content.decode()


def test_a_consent_of_somebody_elsewhere_is_not_found(client, person):
    other = make_consent(make_person(district="1407"))
    assert client.post(reverse("consent_withdraw", args=[other.pk])).status_code == 404


def test_a_consent_cannot_be_withdrawn_before_it_was_given(client, person):
    given = make_consent(person)
    client.post(reverse("consent_withdraw", args=[given.pk]), {"on": "31.12.2023"})
    assert Consent.objects.get().withdrawn_on is None


def test_a_consent_is_withdrawn(client, person):
    given = make_consent(person)
    answer = client.post(reverse("consent_withdraw", args=[given.pk]), {"on": "1.6.2024"})
    assert answer.url == reverse("person", args=[person.pk])
    assert Consent.objects.get().withdrawn_on == date(2024, 6, 1)


@pytest.mark.parametrize("sent", [{}, {"number": "12-1", "is_pending": "on"}])
def test_a_document_has_a_number_or_is_pending(client, person, sent):
    client.post(reverse("document_new", args=[person.pk]), {"kind": "card", **sent})
    assert not IdDocument.objects.exists()


def test_a_document_is_recorded_and_its_number_follows(client, person):
    address = reverse("document_new", args=[person.pk])
    client.post(address, {"kind": "card", "is_pending": "on"})
    client.post(address, {"kind": "card", "number": "12-0034567"})
    assert IdDocument.objects.get().number == "12-0034567"


def row(**more):
    return {
        "purpose": "registration", "titles": {"en": "Keeping my data"}, "texts": {"en": "I agree."},
        "valid_from": date(2022, 1, 1), "status": "assumed", **more,
    }  # fmt: skip


def loaded(**more):
    with act("test.arranged", by=SYSTEM):
        load_consents({"consent": [row(**more)]}, None)


def test_loading_the_same_words_again_changes_nothing(db):
    loaded()
    loaded(titles={"en": "My data"})
    assert [str(text) for text in ConsentText.objects.all()] == ["My data"]


def test_new_words_end_the_old_ones_and_consents_keep_theirs(db):
    loaded()
    given = make_consent(make_person(), ConsentText.objects.get())
    loaded(texts={"en": "I agree to more."})
    old, new = ConsentText.objects.order_by("valid_from")
    assert (old.texts, old.is_valid_on(today())) == ({"en": "I agree."}, False)
    assert (new.texts, new.valid_from) == ({"en": "I agree to more."}, today())
    assert Consent.objects.get(pk=given.pk).text_id == old.pk
