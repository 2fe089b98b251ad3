"""Emptying the record of a person: what stands in the way, what goes, what stays."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from enrollment.tests.factories import make_application, make_membership
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.audit.models import Act, Change
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.documents.models import Attachment, StoredFile
from solar_cms.documents.operations import add_file
from solar_cms.registry.duplicates.deciding import tell_apart
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.models import Consent, DuplicatePair, IdDocument, Merge, Person
from solar_cms.registry.operations import add_document, correct_person
from solar_cms.registry.privacy.operations import ask_correction, erase_person
from solar_cms.registry.tests.factories import make_consent, make_group, make_member, make_person
from trainings.models import Attendance
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db
WHY = "asked for at the office"


def codes(refused) -> list[str]:
    return sorted(problem.code for problem in refused.value.problems)


def test_what_runs_still_stands_in_the_way():
    person = make_person()
    make_group(members=[person])
    make_membership(person)
    make_application(person)
    make_session([person])
    with pytest.raises(Refused) as refused:
        erase_person(person, by=SYSTEM, reason=WHY)
    assert codes(refused) == [
        "erase.application", "erase.in_group", "erase.insured", "erase.on_register",
    ]  # fmt: skip
    person.refresh_from_db()
    assert person.given_name


def test_only_the_head_of_the_district_empties_a_record(client):
    person = make_person()
    client.force_login(make_user("enrolment_officer", ["1604"]))
    assert client.post(reverse("person_erase", args=[person.pk])).status_code == 403
    with pytest.raises(Refused) as refused:
        erase_person(person, by=make_user("head", ["1407"], username="elsewhere"), reason=WHY)
    assert codes(refused) == ["erase.reach"]


def test_a_reason_is_needed_and_it_is_done_once():
    person = make_person()
    with pytest.raises(Refused) as refused:
        erase_person(person, by=SYSTEM, reason="")
    assert codes(refused) == ["erase.reason"]
    erase_person(person, by=SYSTEM, reason=WHY)
    with pytest.raises(Refused) as refused:
        erase_person(person, by=SYSTEM, reason=WHY)
    assert codes(refused) == ["erase.before"]


def test_names_documents_files_go_and_what_figures_need_stays():
    person = make_person("ບຸນມີ", "ລັບສຸດ", birth_date=date(1985, 5, 3), phone="+8562055120410")
    other = make_person("ຊື່ລັບ", "ອື່ນ")
    merge_people(person, other, by=SYSTEM, reason="ຊື່ລັບ is the same")
    correct_person(Person.objects.get(), by=SYSTEM, family_name="ລັບໃໝ່")
    add_document(person, by=SYSTEM, kind="card", number="SECRET-77")
    make_consent(person, method="witnessed", witness="ພະຍານລັບ")
    ask_correction(person, by=SYSTEM, asks="ລັບສຸດ is wrong")
    make_member(make_group(), person, until=date(2024, 1, 1))
    session = make_session([person], state="closed", closed_on=today())
    add_file(
        b"%PDF-1.4\n%%EOF", name="SECRET.pdf", by=SYSTEM, owner_kind="registry.person",
        owner_id=person.pk, district_id="1604",
    )  # fmt: skip
    erase_person(person, by=SYSTEM, reason=WHY)

    person = Person.objects.get()
    assert (person.sex, person.birth_year, person.district_id) == ("F", 1985, "1604")
    assert (person.local_name, person.phone, person.birth_date, person.aliases) == (
        "",
        "",
        None,
        [],
    )
    assert not IdDocument.objects.exists()
    assert not Attachment.objects.filter(owner_kind="registry.person").exists()
    assert not StoredFile.objects.exists()
    assert Consent.objects.get().witness == "⌫"
    assert Attendance.objects.get(session=session).person == person
    told = str(list(Change.objects.values_list("before", "after")))
    for secret in ("ລັບ", "SECRET", "2055120410", "1985-05-03"):
        assert secret not in told, secret
        for model in (Person, Merge):
            assert secret not in str(list(model._base_manager.values())), secret
    assert Act.objects.filter(name="person.corrected", subject_id=str(person.pk)).exists()
    assert Act.objects.get(name="person.erased").data["changes_emptied"] > 3


def test_the_history_of_an_emptied_record_can_be_read_in_both_languages(client):
    person = make_person("ບຸນມີ", birth_date=date(1985, 5, 3))
    head = make_user("head", ["1604"])
    client.force_login(head)
    fields = {"version": person.version, "reason": WHY, "sure": "on"}
    answer = client.post(reverse("person_erase", args=[person.pk]), fields)
    assert answer.url == reverse("person", args=[person.pk])
    for language in ("lo", "en"):
        client.cookies["django_language"] = language
        assert client.get(answer.url).status_code == 200
        page = client.get(reverse("history", args=["registry_person", person.pk]))
        assert page.status_code == 200
        assert "ບຸນມີ" not in page.content.decode()


def test_a_merge_with_an_emptied_record_is_not_undone():
    person = make_person()
    merge = merge_people(person, make_person(), by=SYSTEM, reason="one")
    erase_person(person, by=SYSTEM, reason=WHY)
    with pytest.raises(Refused) as refused:
        undo_merge(merge, by=SYSTEM, reason="two")
    assert codes(refused) == ["merge.emptied"]


def test_what_was_said_of_a_possible_duplicate_goes_too():
    person, other = make_person(), make_person()
    find_duplicates(by=SYSTEM)
    pair = DuplicatePair.objects.get()
    tell_apart(pair, by=SYSTEM, reason="the aunt of Noy says so")
    erase_person(person, by=SYSTEM, reason=WHY)
    assert not DuplicatePair.objects.exists()
    for change in Change.objects.filter(table="registry_duplicatepair", row=str(pair.pk)):
        assert "Noy" not in str([change.before, change.after])
    other.refresh_from_db()
    assert other.given_name
