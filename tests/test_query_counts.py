"""Lists cost as many queries with 10,000 rows as with 100: every list page, every list of the API.

The rows are copies of one made by a factory, written in one statement a table: an id made of the
table and the copy's number, so that copies of one table can point at copies of another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.tests.factories import make_case, make_complaint
from enrollment.tests.factories import make_application, make_membership, make_promoter
from solar_cms.accounts.tests.factories import make_user
from solar_cms.api import router
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.imports.models import Batch
from solar_cms.registry.tests.factories import (
    make_employer,
    make_group,
    make_household,
    make_member,
    make_person,
    make_village,
    make_workplace,
)
from solar_cms.work.models import Job, Task
from trainings.models import Trainer
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db

FEW, MANY = 100, 10_000
PAGES = {
    "head": [
        "people", "households", "groups", "workplaces", "employers", "villages", "cases", "complaints", "trainings", "trainers",
        "users", "jobs", "inbox", "reporting",
    ],
    "enrolment_officer": ["enrol_groups", "applications", "memberships", "promoters", "imports"],
}  # fmt: skip
MOST = 12  # of the design, for any list


def key(table: str, number: str = "n") -> str:
    """The id of copy n of a table, in SQL."""
    return f"md5('{table}' || {number})::uuid"


def copy(row: Any, first: int, last: int, **instead: str) -> None:
    """Copies first to last of a row; `instead` says in SQL what differs in copy n."""
    table = row._meta.db_table
    columns = {
        f.column: f'"{table}"."{f.column}"'
        for f in row._meta.concrete_fields
        if not getattr(f, "generated", False)
    }
    if row._meta.pk.get_internal_type() == "UUIDField":
        columns["id"] = key(table)
    columns |= instead
    with act("test.arranged", by=SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(columns.values())} '
            f'FROM "{table}" CROSS JOIN generate_series(%s, %s) AS n '
            f'WHERE "{table}"."{row._meta.pk.column}" = %s',
            [first, last, row.pk],
        )


class World:
    """One row of each kind, and copies of all of them."""

    def __init__(self, user: Any) -> None:
        person = make_person("ຄົນ", "ໜຶ່ງ")
        group = make_group()
        case = make_case(by=make_user("inspector", ["1604"]))
        of_person = {"person_id": key("registry_person")}
        session = make_session(people=[person])
        with act("test.arranged", by=SYSTEM):
            trainer = Trainer.objects.create(
                person=person,
                level="core",
                topic="osh",
                district_id="1604",
                valid_from="2024-01-01",
            )
            job = Job.objects.create(kind="try", title="Work", created_by=user)
            task = Task.objects.create(kind="try", title={"en": "Do it"}, url="/", user=user)
            batch = Batch.objects.create(
                kind="group_roster", file_name="a.xlsx", uploaded_by=user, district_id="1604"
            )
        self.rows: list[tuple[Any, dict[str, str]]] = [
            (person, {"given_name": "'ຄົນ' || n", "phone": "''"}),
            (make_village(), {"code": "'1604' || lpad((n + 100)::text, 5, '0')"}),
            (make_household(), {}),
            (group, {"name_local": "'ກຸ່ມ' || n"}),
            (make_member(group, person), of_person),
            (make_employer(), {"registration_number": "''", "name_local": "'ບໍລິສັດ' || n"}),
            (make_workplace(), {"name_local": "'ບ່ອນ' || n"}),
            (make_complaint(), {"number": "'K' || n"}),
            (case, {"number": "'C' || n"}),
            (make_application(person), {"number": "'A' || n", **of_person}),
            (make_membership(person), {"member_number": "'M' || n", **of_person}),
            (make_promoter(person), of_person),
            (session, {"number": "'S' || n"}),
            (trainer, of_person),
            (make_user("inspector", ["1604"]), {"username": "'user' || n", "email": "NULL", "phone": "NULL"}),
            (job, {}),
            (task, {}),
            (batch, {"sha256": "md5(n::text)"}),
        ]  # fmt: skip
        self.made = 0

    def grow(self, size: int) -> None:
        for row, instead in self.rows:
            copy(row, self.made + 1, size, **instead)
        self.made = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def counts(clients: dict[str, Client]) -> Iterator[tuple[str, int, int]]:
    """(address, queries, bytes) of every list, asked a second time."""
    lists = [(client, reverse(name)) for role, client in clients.items() for name in PAGES[role]]
    lists += [
        (clients["head"], f"/api/v1/{prefix}/")
        for prefix, view, _name in router.registry
        if hasattr(view, "list")
    ]
    for client, address in lists:
        assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        yield address, len(queries), len(answer.content)


def test_a_list_takes_as_many_queries_for_ten_thousand_rows_as_for_a_hundred():
    clients = {}
    for role in PAGES:
        user = make_user(role, ["1604"])
        clients[role] = Client()
        clients[role].force_login(user)
        if role == "head":
            world = World(user)
    world.grow(FEW)
    few = {address: (queries, size) for address, queries, size in counts(clients)}
    world.grow(MANY)
    many = {address: (queries, size) for address, queries, size in counts(clients)}
    # Else the test ends by asking after each foreign key of the copies, which are thrown away.
    transaction.set_rollback(True)
    assert {a: q for a, (q, _) in many.items()} == {a: q for a, (q, _) in few.items()}
    assert {a: q for a, (q, _) in many.items() if q > MOST} == {}
