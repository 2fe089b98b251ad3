"""Groups: who sees members, joining, roles, leaving, ending."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.models import Organisation
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.models import GroupMembership, Person, ProducerGroup
from solar_cms.registry.tests.factories import make_group, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def page(client, name, record, **query):
    answer = client.get(reverse(name, args=[record.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_groups_elsewhere_are_not_found(client, officer):
    group = make_group(district="1407")
    member = make_member(group)
    for name in ("group", "group_edit", "group_join", "group_end"):
        assert client.get(reverse(name, args=[group.pk])).status_code == 404
    for name in ("member_leave", "member_role"):
        assert client.post(reverse(name, args=[member.pk])).status_code == 404


def test_who_only_looks_changes_nothing(client, db):
    client.force_login(make_user("inspector", ["1604"]))
    group = make_group()
    member = make_member(group)
    for name, record in (
        ("group_edit", group), ("group_join", group), ("group_end", group), ("member_leave", member),
        ("member_role", member),
    ):  # fmt: skip
        assert client.post(reverse(name, args=[record.pk])).status_code == 403
    assert client.post(reverse("group_new")).status_code == 403


def test_a_partner_sees_its_groups_in_numbers_without_names(client, db):
    with act("test.arranged", by=SYSTEM):
        organisation = Organisation.objects.create(
            names={"en": "ASDSP"}, valid_from=date(2020, 1, 1)
        )
    client.force_login(make_user("partner", [], username="asdsp", organisation=organisation))
    group = make_group("ກຸ່ມ ພູດິນແດງ", supported_by=organisation, leader=make_person("ບົວຄຳ", "ວົງ"))
    make_group("ກຸ່ມ ອື່ນ")
    listed = client.get(reverse("groups")).content.decode()
    assert "Female" in listed
    text = listed + page(client, "group", group)
    assert "ບົວຄຳ" not in text
    assert "ກຸ່ມ ອື່ນ" not in text
    assert client.get(reverse("registry")).url == reverse("groups")


def bulk(groups, members):
    with act("test.arranged", by=SYSTEM):
        made = ProducerGroup.objects.bulk_create(
            ProducerGroup(name_local=f"ກຸ່ມ {n} {ProducerGroup.objects.count()}", district_id="1604")
            for n in range(groups)
        )
        people = Person.objects.bulk_create(
            Person(given_name=f"ສົມ{n}", sex="F", district_id="1604") for n in range(members)
        )
        GroupMembership.objects.bulk_create(
            GroupMembership(group=group, person=person, valid_from=date(2023, 1, 1))
            for group in made[:20]
            for person in people
        )
    return made[0]


def test_lists_and_pages_cost_the_same_however_long(client, officer):
    def queries(group):
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("groups"))
            page(client, "group", group)
        return len(counted)

    few = queries(bulk(5, 5))
    assert queries(bulk(400, 120)) == few


def test_a_name_is_used_once_in_a_district(client, officer):
    make_group("ກຸ່ມ ກາເຟ ພູດິນແດງ")
    data = {
        "name_local": "ກຸ່ມ ກາເຟ ພູດິນແດງ", "kind": "cooperative", "district": "1604", "crops": ["coffee"],
    }  # fmt: skip
    assert client.post(reverse("group_new"), data).status_code == 200
    assert ProducerGroup.objects.count() == 1


def test_a_group_is_registered_and_corrected(client, officer):
    data = {"name_local": "ກຸ່ມ ກາເຟ", "kind": "cooperative", "district": "1604", "crops": ["coffee"]}
    client.post(reverse("group_new"), data)
    group = ProducerGroup.objects.get()
    address = reverse("group_edit", args=[group.pk])
    changed = {
        **data,
        "crops": ["coffee", "tea"],
        "founded_on": "1.3.2020",
        "version": group.version,
    }
    assert client.post(address, changed).url == reverse("group", args=[group.pk])
    group = ProducerGroup.objects.get()
    assert (group.crops, group.founded_on, group.district_id) == (
        ["coffee", "tea"], date(2020, 3, 1), "1604",
    )  # fmt: skip


def test_somebody_elsewhere_cannot_be_added(client, officer):
    group, person = make_group(), make_person(district="1407")
    address = f"{reverse('group_join', args=[group.pk])}?person={person.pk}"
    assert person.local_name not in client.get(address).content.decode()
    for written in (person.local_name, str(person.pk)):
        data = {
            "person": written,
            "person_key": str(person.pk),
            "role": "member",
            "since": "1.1.2024",
        }
        assert client.post(address, data).status_code == 200
    assert not GroupMembership.objects.exists()


def test_nobody_joins_twice(client, officer):
    person = make_person()
    group = make_group(members=[person])
    data = {"person": person.local_name, "role": "member", "since": "1.1.2024"}
    answer = client.post(reverse("group_join", args=[group.pk]), data)
    assert answer.status_code == 200
    assert GroupMembership.objects.count() == 1


def test_somebody_is_found_and_joins(client, officer):
    group, person = make_group(), make_person("ບົວຄຳ", "ສີສະຫວັດ")
    address = reverse("group_join", args=[group.pk])
    data = {"person": "ບົວຄຳ", "role": "leader", "since": "1.1.2024"}
    assert f'name="person_key" value="{person.pk}"' in client.post(address, data).content.decode()
    client.post(address, {**data, "person_key": str(person.pk)})
    assert GroupMembership.objects.get().role == "leader"
    assert "ບົວຄຳ" in page(client, "group", group)


def test_a_new_role_is_a_new_row_from_its_day(client, officer):
    member = make_member(make_group())
    address = reverse("member_role", args=[member.pk])
    assert client.post(address, {"role": "member", "on": "1.1.2024"}).status_code == 200
    client.post(address, {"role": "treasurer", "on": "1.1.2024"})
    first, second = GroupMembership.objects.order_by("valid_from")
    assert (first.role, first.valid_to) == ("member", date(2023, 12, 31))
    assert (second.role, second.valid_from) == ("treasurer", date(2024, 1, 1))


def test_who_left_is_among_the_past_only(client, officer):
    group = make_group()
    member = make_member(group, make_person("ບົວຄຳ", "ສີສະຫວັດ"))
    address = reverse("member_leave", args=[member.pk])
    assert client.post(address, {"on": "1.1.2022"}).status_code == 200
    client.post(address, {"on": "1.1.2024"})
    assert GroupMembership.objects.get().valid_to == date(2024, 1, 1)
    listed = reverse("person", args=[member.person_id])
    assert listed not in page(client, "group", group)
    assert listed in page(client, "group", group, all="1")


def test_a_group_ends_with_all_its_memberships(client, officer):
    group = make_group()
    make_member(group)
    address = reverse("group_end", args=[group.pk])
    assert client.post(address, {"on": "1.1.2999"}).status_code == 200
    client.post(address, {"on": "1.6.2024", "reason": "merged"})
    assert ProducerGroup.objects.get().ended_on == date(2024, 6, 1)
    assert GroupMembership.objects.get().valid_to == date(2024, 6, 1)
    assert reverse("group_join", args=[group.pk]) not in page(client, "group", group)
