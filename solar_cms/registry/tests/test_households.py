"""Who lives where: moving in, moving out, the head; seen in the district."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry import operations
from solar_cms.registry.models import HouseholdMember, Person
from solar_cms.registry.tests.factories import make_household, make_person, make_village

pytestmark = pytest.mark.django_db
SINCE = date(2024, 5, 1)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def move_in(household, person, role="other", since=SINCE):
    return operations.join_household(household, person, by=SYSTEM, role=role, since=since)


def test_moving_in_is_refused_where_it_cannot_be():
    home, person = make_household(), make_person()
    with pytest.raises(Refused) as refused:
        move_in(home, person, since=today() + timedelta(days=1))
    assert codes(refused) == ["household.later"]
    move_in(home, person, "head")
    with pytest.raises(Refused) as refused:
        move_in(home, person)
    assert codes(refused) == ["household.member"]
    with pytest.raises(Refused) as refused:
        move_in(make_household(), person, since=SINCE)
    assert codes(refused) == ["household.moved_after"]
    with pytest.raises(Refused) as refused:
        move_in(home, make_person("ຄຳ"), "head", since=date(2024, 6, 1))
    assert codes(refused) == ["household.second_head"]
    with pytest.raises(Refused) as refused:
        move_in(make_household(), make_person("ບຸນ", died_on=date(2023, 1, 1)))
    assert codes(refused) == ["person.dead"]


@pytest.mark.parametrize(
    ("constraint", "role", "since"),
    [
        ("household_one_head", "head", "2024-06-01"),
        ("household_member_dates", "other", "2025-01-01"),
    ],
)
def test_the_database_says_so_too(constraint, role, since):
    home = make_household()
    move_in(home, make_person(), "head")
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        HouseholdMember.objects.create(
            household=home, person=make_person("ຄຳ"), role=role, valid_from=since,
            valid_to="2024-12-31",
        )  # fmt: skip
    assert codes(refused) == [constraint]


def test_nobody_lives_in_two_households_at_once():
    person = make_person()
    move_in(make_household(), person)
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        HouseholdMember.objects.create(
            household=make_household(), person=person, valid_from="2024-06-01"
        )
    assert codes(refused) == ["household_member_once"]


def test_who_moves_ends_their_stay_before():
    person, old, new = make_person(), make_household(), make_household()
    before = move_in(old, person, "head")
    move_in(new, person, "spouse", since=date(2025, 2, 1))
    before.refresh_from_db()
    assert before.valid_to == date(2025, 1, 31)
    assert Person.objects.get(pk=person.pk).household_id == new.pk


def test_moving_out_leaves_no_household_and_keeps_the_stay():
    person, home = make_person(), make_household()
    member = move_in(home, person)
    with pytest.raises(Refused) as refused:
        operations.leave_household(member, by=SYSTEM, on=date(2024, 4, 1))
    assert codes(refused) == ["household.left_early"]
    operations.leave_household(member, by=SYSTEM, on=date(2025, 1, 1))
    assert Person.objects.get(pk=person.pk).household is None
    assert HouseholdMember.objects.get(person=person).valid_to == date(2025, 1, 1)
    with pytest.raises(Refused) as refused:
        operations.leave_household(member, by=SYSTEM, on=date(2025, 2, 1))
    assert codes(refused) == ["household.left_before"]


def test_the_head_steps_back_for_another():
    home, old, young = make_household(), make_person(), make_person("ຄຳ")
    head, member = move_in(home, old, "head"), move_in(home, young, "child")
    with pytest.raises(Refused) as refused:
        operations.change_household_role(member, by=SYSTEM, role="head", on=date(2025, 1, 1))
    assert codes(refused) == ["household.second_head"]
    operations.change_household_role(head, by=SYSTEM, role="parent", on=date(2025, 1, 1))
    operations.change_household_role(member, by=SYSTEM, role="head", on=date(2025, 1, 1))
    now = HouseholdMember.objects.filter(household=home).on(date(2025, 1, 1))
    assert {m.person_id: m.role for m in now} == {old.pk: "parent", young.pk: "head"}


# --- pages ---------------------------------------------------------------------------------------


def test_a_household_is_registered_with_its_head_and_grows(client):
    client.force_login(make_user("trainer", ["1604"]))
    village = make_village()
    head, child = make_person(village=village), make_person("ຄຳ", village=village)
    answer = client.post(
        reverse("household_new"),
        {
            "district": "1604", "village": str(village), "head": head.name, "head_key": str(head.pk),
            "since": "1.5.2024", "house_number": "12",
        },
    )  # fmt: skip
    home = Person.objects.get(pk=head.pk).household
    assert answer.headers["Location"] == reverse("household", args=[home.pk])
    client.post(
        reverse("household_join", args=[home.pk]),
        {"person": child.name, "person_key": str(child.pk), "role": "child", "since": "1.5.2024"},
    )
    page = client.get(reverse("household", args=[home.pk]))
    assert [m.person_id for m in page.context["here"]] == [head.pk, child.pk]
    assert home.pk in [row.pk for row in client.get(reverse("households")).context["page"].rows]
    found = client.get(reverse("households"), {"q": child.given_name}).context["page"].rows
    assert [row.pk for row in found] == [home.pk]
    assert "Household of" in client.get(reverse("person", args=[head.pk])).content.decode()


def test_households_elsewhere_are_not_found(client):
    client.force_login(make_user("trainer", ["1604"]))
    home = make_household("1407")
    for name in ("household", "household_edit", "household_join"):
        assert client.get(reverse(name, args=[home.pk])).status_code == 404
    assert client.get(reverse("households")).context["page"].rows == []


def test_who_only_looks_changes_nobody(client):
    client.force_login(make_user("inspector", ["1604"]))
    home = make_household()
    member = move_in(home, make_person())
    assert client.get(reverse("household", args=[home.pk])).status_code == 200
    for name, pk in (("household_join", home.pk), ("household_leave", member.pk)):
        assert client.post(reverse(name, args=[pk])).status_code == 403


def test_a_large_household_costs_no_more_queries(client):
    client.force_login(make_user("trainer", ["1604"]))
    home = make_household()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("household", args=[home.pk])).status_code == 200
        return len(found)

    move_in(home, make_person(), "head")
    queries()
    few = queries()
    for number in range(12):
        move_in(home, make_person(f"ຄົນ{number}"))
    assert queries() == few
