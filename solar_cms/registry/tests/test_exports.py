"""Lists of the registry as files: what the reader sees under the filters, and nothing else."""

from datetime import date

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.audit.models import Act
from solar_cms.registry import operations
from solar_cms.registry.tests.factories import (
    load_terms,
    make_employer,
    make_group,
    make_household,
    make_person,
    make_village,
    make_workplace,
)

pytestmark = pytest.mark.django_db


def lines(client, name, **query):
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return text.strip().splitlines()


def test_groups_without_the_names_of_people(client):
    client.force_login(make_user("inspector", ["1604"]))
    leader = make_person("ແກ້ວ", sex="F")
    make_group("ກຸ່ມ ກ", leader=leader)
    make_group("ກຸ່ມ ຂ", district="1407")
    head, *rows = lines(client, "groups_csv")
    assert "ສະມາຊິກ" in head
    assert len(rows) == 1
    assert "ກຸ່ມ ກ" in rows[0]
    assert rows[0].endswith("1,1,ຍິງ")
    assert "ແກ້ວ" not in rows[0]
    assert lines(client, "groups_csv", kind="cooperative") == [head]


def test_workplaces_with_their_sector_and_employers(client):
    load_terms()
    client.force_login(make_user("inspector", ["1604"]))
    employer = make_employer("ບໍລິສັດ ດາວ", registration_number="77-1")
    make_workplace("ໂຮງສີ", employer=employer, isic="1079", workers_women=4, workers_men=2)
    make_workplace("ໄກ", district="1407")
    _head, *rows = lines(client, "workplaces_csv")
    assert len(rows) == 1
    for words in ("ໂຮງສີ", "77-1", "1079", "ການຜະລິດອາຫານ", "4,2"):
        assert words in rows[0]
    _head, *rows = lines(client, "employers_csv")
    assert [row.split(",")[0] for row in rows] == ["ບໍລິສັດ ດາວ"]


def test_households_only_for_those_who_may_take_people_out_and_on_record(client):
    client.force_login(make_user("trainer", ["1604"]))
    assert client.get(reverse("households_csv")).status_code == 403
    home, head = make_household(house_number="12"), make_person("ແກ້ວ", "")
    operations.join_household(home, head, by=SYSTEM, role="head", since=date(2024, 1, 1))
    make_household("1407", house_number="13")
    client.force_login(make_user("enrolment_officer", ["1604"]))
    _head, *rows = lines(client, "households_csv")
    assert [row.split(",")[:2] for row in rows] == [["ແກ້ວ", "12"]]
    assert Act.objects.get(name="households.exported").data["households"] == 1


def test_villages_of_ones_districts(client):
    client.force_login(make_user("trainer", ["1604"]))
    make_village()
    make_village("1407001", "ໄກ", "Far")
    _head, *rows = lines(client, "villages_csv")
    assert [row.split(",")[0] for row in rows] == ["1604012"]
