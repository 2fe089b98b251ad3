"""Tasks reach those they are for, and nobody else; they go when they are settled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from solar_cms.accounts.models import Role, Substitution, User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import handovers
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.places.models import District
from solar_cms.work.hooks import inbox_card
from solar_cms.work.inbox import ask, settle
from solar_cms.work.models import Task


def put(**fields: Any) -> Task:
    with act("test.asked", by=SYSTEM):
        return ask(
            **{
                "kind": "case.visit",
                "url": "/cases/1/",
                "title": {"en": "Visit the plant", "lo": "ລົງກວດກາໂຮງງານ"},
                **fields,
            }
        )


def open_for(user: User) -> list[Task]:
    return list(Task.objects.open().visible_to(user))


def test_a_task_is_for_somebody(db: None) -> None:
    with pytest.raises(Refused) as refused:
        put()
    assert refused.value.problems[0].code == "task_for_someone"


def test_a_task_for_a_person_is_theirs(inspector: User, stranger: User) -> None:
    task = put(user=inspector)
    assert open_for(inspector) == [task]
    assert open_for(stranger) == []


def test_a_task_for_a_role_is_for_its_holders_in_the_district(
    inspector: User, stranger: User
) -> None:
    trainer = make_user("trainer", ["1604"])
    task = put(role_kind="inspector", district="1604")
    assert open_for(inspector) == [task]
    assert open_for(stranger) == []
    assert open_for(trainer) == []


def test_a_task_for_a_role_of_the_pack_is_not_for_others_of_its_kind(db: None) -> None:
    director, judge = make_user("head", ["1604"]), make_user("head", ["1604"], username="judge")
    with act("test.arranged", by=SYSTEM):
        tribunal = Role.objects.create(key="tribunal", kind="head", names={"en": "Tribunal"})
        judge.postings.update(role=tribunal)
    task = put(role_kind="tribunal", district="1604")
    elsewhere = put(role_kind="tribunal", district="1407")
    assert open_for(User.objects.get(pk=judge.pk)) == [task] != [elsewhere]
    assert open_for(director) == []


def test_the_role_counts_where_it_is_held(db: None) -> None:
    """An inspector of one district who trains in another gets no inspections there."""
    user = make_user("inspector", ["1407"], username="double")
    make_user("trainer", ["1604"], username="double")
    put(role_kind="inspector", district="1604")
    assert open_for(User.objects.get(pk=user.pk)) == []


def test_during_leave_the_substitute_sees_it_too(inspector: User, stranger: User) -> None:
    task = put(user=inspector)
    with act("test.arranged", by=SYSTEM):
        Substitution.objects.create(
            absent=inspector,
            substitute=stranger,
            valid_from=today(),
            valid_to=today() + timedelta(days=5),
        )
    assert open_for(User.objects.get(pk=stranger.pk)) == [task]


def test_asking_again_moves_the_date(inspector: User) -> None:
    district = District.objects.get(code="1604")
    first = put(user=inspector, subject=district, due_on=date(2026, 12, 1))
    again = put(user=inspector, subject=district, due_on=date(2026, 12, 9))
    assert again.pk == first.pk
    assert [t.due_on for t in open_for(inspector)] == [date(2026, 12, 9)]


def test_settling_takes_it_off(inspector: User) -> None:
    district = District.objects.get(code="1604")
    put(user=inspector, subject=district)
    other = put(user=inspector, subject=district, kind="case.close")
    with act("test.settled", by=inspector):
        assert settle(district, kind="case.visit") == 1
    assert open_for(inspector) == [other]
    with act("test.settled", by=inspector):
        settle(district)
    assert open_for(inspector) == []


def test_the_most_pressing_comes_first(client: Any, inspector: User) -> None:
    put(user=inspector, title={"en": "Some day"})
    put(user=inspector, title={"en": "Next week"}, due_on=today() + timedelta(days=7))
    put(user=inspector, title={"en": "Overdue"}, due_on=today() - timedelta(days=1))
    client.force_login(inspector)
    page = client.get(reverse("inbox")).content.decode()
    assert page.index("Overdue") < page.index("Next week") < page.index("Some day")


def test_the_list_costs_the_same_with_many(
    client: Any, inspector: User, django_assert_max_num_queries: Any
) -> None:
    with act("test.arranged", by=SYSTEM):
        Task.objects.bulk_create(
            Task(kind="k", url="/", title={"en": f"T{n}"}, user=inspector) for n in range(120)
        )
    client.force_login(inspector)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("inbox"))
    assert page.content.decode().count('class="lead"') == 50


def test_the_home_card_counts_by_kind_and_the_late_come_first(
    inspector: User, stranger: User, django_assert_num_queries: Any
) -> None:
    assert inbox_card(inspector) == {"kinds": [], "total": 0}
    for _n in range(3):
        put(user=inspector)
    put(user=inspector, kind="case.late", due_on=today() - timedelta(days=1))
    put(user=stranger, kind="case.other")
    with django_assert_num_queries(1):
        card = inbox_card(inspector)
    assert card is not None
    assert card["total"] == 4
    assert [(row["kind"], row["n"], row["late"]) for row in card["kinds"]] == [
        ("case.late", 1, 1),
        ("case.visit", 3, 0),
    ]


def test_the_inbox_shows_one_kind_when_asked(client: Any, inspector: User) -> None:
    put(user=inspector)
    put(user=inspector, kind="case.other", title={"en": "Write the letter", "lo": "ຂຽນໜັງສື"})
    client.force_login(inspector)
    page = client.get(reverse("inbox"), {"kind": "case.other"}).content.decode()
    assert "Write the letter" in page
    assert "Visit the plant" not in page
    assert "Show all tasks" in page


def test_a_leavers_tasks_are_handed_over(inspector: User, stranger: User) -> None:
    put(user=inspector)
    handover = handovers["work.tasks"]
    assert handover.count(inspector) == 1
    with act("user.handed_over", by=SYSTEM):
        assert handover.move(inspector, stranger, SYSTEM) == 1
    assert len(open_for(stranger)) == 1
