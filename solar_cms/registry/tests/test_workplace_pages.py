"""Workplaces and employers: seen by district, registered together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.models import Employer, Workplace
from solar_cms.registry.tests.factories import make_employer, make_group, make_workplace

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(client):
    user = make_user("inspector", ["1604"])
    client.force_login(user)
    return user


def facts(**more):
    return {"name_local": "ໂຮງສີກາເຟ ປາກຊ່ອງ", "kind": "factory", "district": "1604", **more}


def test_workplaces_and_employers_elsewhere_are_not_found(client, inspector):
    employer = make_employer()
    place = make_workplace(employer=employer, district="1407")
    for name, record in (
        ("workplace", place), ("workplace_edit", place), ("employer", employer), ("employer_edit", employer),
    ):  # fmt: skip
        assert client.get(reverse(name, args=[record.pk])).status_code == 404
    assert client.get(reverse("employers")).context["page"].rows == []


def test_who_only_looks_changes_nothing(client, db):
    client.force_login(make_user("enrolment_officer", ["1604"]))
    employer = make_employer()
    place = make_workplace(employer=employer)
    assert client.get(reverse("workplace", args=[place.pk])).status_code == 200
    for name, arguments in (
        ("workplace_new", []), ("workplace_edit", [place.pk]), ("employer_edit", [employer.pk]),
    ):  # fmt: skip
        assert client.post(reverse(name, args=arguments)).status_code == 403


def test_an_employer_is_listed_once_however_many_workplaces(client, inspector):
    employer = make_employer("ບໍລິສັດ ດາວເຮືອງ", registration_number="01-00234")
    make_workplace(employer=employer)
    make_workplace(employer=employer)
    for words in ("", "ບໍລິສັດ ດາວເຮືອງ"):
        rows = client.get(reverse("employers"), {"q": words}).context["page"].rows
        assert [row.pk for row in rows] == [employer.pk]
    found = client.get(reverse("search"), {"q": "01-00234"})
    assert found.url == reverse("employer", args=[employer.pk])


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_local": ""},
        {"district": "1407"},
        {"workers_women": "-1"},
        {"isic": "CC"},
        {"phone": "020 5512 0418"},  # of an employer without a name
        {"registration_number": "01-99999"},  # of nobody known
    ],
)
def test_what_cannot_be_is_refused(client, inspector, wrong):
    assert client.post(reverse("workplace_new"), facts(**wrong)).status_code == 200
    assert not Workplace.objects.exists()


def test_a_workplace_without_an_employer(client, inspector):
    client.post(reverse("workplace_new"), facts(kind="household"))
    assert Workplace.objects.get().employer is None


def test_a_workplace_and_its_employer_in_one_act(client, inspector):
    answer = client.post(
        reverse("workplace_new"),
        facts(employer_local="ບໍລິສັດ ດາວເຮືອງ", registration_number="01-00234"),
    )
    employer = Employer.objects.get()
    assert answer.url == reverse("employer", args=[employer.pk])
    assert employer.workplaces.get().name_local == "ໂຮງສີກາເຟ ປາກຊ່ອງ"
    assert "ໂຮງສີກາເຟ" in client.get(answer.url).content.decode()


def test_an_employer_known_elsewhere_by_number_is_not_registered_twice(client, inspector):
    known = make_employer(registration_number="01-00234")
    make_workplace(employer=known, district="1407")
    client.post(
        reverse("workplace_new"), facts(employer_local="Dao Heuang", registration_number="01-00234")
    )
    assert Workplace.objects.get(district="1604").employer == known


def test_a_further_workplace_of_a_known_employer_and_of_a_group(client, inspector):
    known = make_employer()
    make_workplace(employer=known)
    client.post(f"{reverse('workplace_new')}?employer={known.pk}", facts())
    assert known.workplaces.count() == 2
    group = make_group()
    client.post(f"{reverse('workplace_new')}?group={group.pk}", facts(kind="group"))
    assert group.workplaces.count() == 1


def test_facts_are_corrected(client, inspector):
    employer = make_employer()
    place = make_workplace(employer=employer)
    sent = facts(name_local="ໂຮງງານໃໝ່", workers_women="12", version=place.version)
    client.post(reverse("workplace_edit", args=[place.pk]), sent)
    place = Workplace.objects.get()
    assert (place.name_local, place.workers_women, place.employer) == ("ໂຮງງານໃໝ່", 12, employer)
    employer = Employer.objects.get()
    client.post(
        reverse("employer_edit", args=[employer.pk]),
        {"name_local": "ບໍລິສັດໃໝ່", "version": employer.version},
    )
    assert Employer.objects.get().name_local == "ບໍລິສັດໃໝ່"


def test_long_lists_cost_as_many_queries_as_short_ones(client, inspector):
    def more(number):
        with act("test.arranged", by=SYSTEM):
            employers = Employer.objects.bulk_create(
                Employer(name_local=f"ບໍລິສັດ {n}") for n in range(number)
            )
            Workplace.objects.bulk_create(
                Workplace(name_local="ໂຮງງານ", kind="factory", district_id="1604", employer=one)
                for one in employers
            )

    def queries():
        with CaptureQueriesContext(connection) as counted:
            for name in ("workplaces", "employers"):
                assert client.get(reverse(name)).status_code == 200
        return len(counted)

    make_workplace()
    more(100)
    few = queries()
    more(1900)
    assert queries() == few
