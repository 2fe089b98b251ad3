"""Lists stand in the order of the Lao alphabet, also from page to page.

Leading vowels are written before the consonant they follow when spoken; by code points every word
that begins with one would stand last.
"""

import pytest
from django.db import connection
from django.urls import reverse

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.paging import keyset_page
from solar_cms.registry.models import Employer, Person, ProducerGroup, Workplace
from solar_cms.registry.tests.factories import (
    make_employer,
    make_group,
    make_person,
    make_village,
    make_workplace,
)

pytestmark = pytest.mark.django_db

# ICU's order; by code points: ກາ ຂາວ ຄຳ ບຸນ ມະນີ ສົມ ເກດ ເຂັມ ແກ້ວ ໃຈ ໄຊ ໂພນ …
RIGHT = ["ກາ", "ເກດ", "ແກ້ວ", "ໄກສອນ", "ຂາວ", "ເຂັມ", "ຄຳ", "ໃຈ", "ສົມ", "ໄຊ", "ບຸນ", "ໂພນ", "ມະນີ"]


def pages(rows, order, size=4):
    """All rows, read page by page, forwards."""
    found, cursor = [], ""
    while True:
        page = keyset_page(rows, order, cursor=cursor, size=size)
        found += page.rows
        cursor = page.next_cursor
        if not cursor:
            return found, page


def test_the_words_would_stand_otherwise_by_code_point():
    assert sorted(RIGHT) != RIGHT
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT array_agg(w ORDER BY w COLLATE "lo-x-icu") FROM unnest(%s) w', [RIGHT[::-1]]
        )
        assert cursor.fetchone()[0] == RIGHT


def test_people_page_by_page():
    for name in reversed(RIGHT):
        make_person(name, "")
    rows, last = pages(Person.objects.all(), ["sort_name", "id"])
    assert [row.given_name for row in rows] == RIGHT
    back = keyset_page(
        Person.objects.all(), ["sort_name", "id"], cursor=last.previous_cursor, size=4
    )
    assert [row.given_name for row in back.rows] == RIGHT[8:12]


@pytest.mark.parametrize("kind", ["group", "workplace", "employer", "village"])
def test_other_lists(kind, client):
    client.force_login(make_user("head", ["1604"]))
    make = {
        "group": lambda n, name: make_group(name),
        "workplace": lambda n, name: make_workplace(name),
        "employer": lambda n, name: make_workplace(employer=make_employer(name)),
        "village": lambda n, name: make_village(f"16040{n + 10}", name, "x"),
    }[kind]
    for number, name in enumerate(reversed(RIGHT)):
        make(number, name)
    shown = client.get(reverse(f"{kind}s")).context["page"].rows
    assert [row.name_local for row in shown if row.name_local in RIGHT] == RIGHT


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Person, "sort_name"), (ProducerGroup, "name_local"), (Workplace, "name_local"),
        (Employer, "name_local"),
    ],
)  # fmt: skip
def test_an_index_of_the_lao_order_serves_the_list(model, column):
    """Else a page of a long list would be sorted anew each time."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        # A table of eight rows is cheaper to sort than to walk in order: the planner is told not to.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f'EXPLAIN SELECT id FROM "{table}" ORDER BY {column}, id LIMIT 50')
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Sort" not in plan.replace("sort_name", "").replace("Incremental Sort", "Sort")


def test_users(client):
    head = make_user("head", ["1604"])
    client.force_login(head)
    for number, name in enumerate(reversed(RIGHT)):
        user = make_user("inspector", ["1604"], username=f"somebody.{number}")
        with act("test.arranged", by=SYSTEM):
            User.objects.filter(pk=user.pk).update(name_local=name)
    shown = client.get(reverse("users")).context["page"].rows
    assert [row.name_local for row in shown if row.name_local in RIGHT] == RIGHT
