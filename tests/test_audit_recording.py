"""Every write to every business table is recorded under an act, or refused."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from solar_cms.accounts.models import Office, Role, User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit import triggers
from solar_cms.audit.acts import SYSTEM, WriteOnRead, act
from solar_cms.audit.context import channel
from solar_cms.audit.models import Act, Change
from solar_cms.base.models import today
from solar_cms.base.problems import Refused

pytestmark = pytest.mark.django_db


def roles(count: int) -> list[Role]:
    return [
        Role(key=f"r{number}", kind="trainer", names={"en": str(number)}) for number in range(count)
    ]


def changes(operation: str, table: str = "accounts_role") -> list[Change]:
    return list(Change.objects.filter(table=table, operation=operation).order_by("id"))


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_no_business_table_is_without_triggers():
    assert triggers.missing() == []
    assert len(triggers.business_tables()) > 20


def test_only_known_tables_are_exempt():
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
    assert present <= set(triggers.EXEMPT) | set(triggers.business_tables())
    assert all(triggers.EXEMPT.values()), "each exemption says why"


def test_a_write_of_any_table_without_an_act_is_refused():
    """The triggers fire per statement, so a delete that hits no row is refused too."""
    for table, model in triggers.business_tables().items():
        pk = connection.ops.quote_name(model._meta.pk.column)
        name = connection.ops.quote_name(table)
        for statement in (
            f"DELETE FROM {name} WHERE false",
            f"UPDATE {name} SET {pk} = {pk} WHERE false",
            f"INSERT INTO {name} SELECT * FROM {name} WHERE false",
        ):
            if statement.startswith("INSERT") and any(
                getattr(field, "generated", False) for field in model._meta.local_fields
            ):
                continue  # a generated column takes no value; its table's trigger is the same
            with pytest.raises(DatabaseError, match="write without an act"), transaction.atomic():
                raw(statement)


@pytest.mark.parametrize("way", ["save", "bulk_create", "sql"])
def test_inserts_are_recorded_however_they_come(way):
    with act("test.done", by=SYSTEM) as done:
        if way == "save":
            for role in roles(3):
                role.save()
        elif way == "bulk_create":
            Role.objects.bulk_create(roles(3))
        else:
            raw(
                "INSERT INTO accounts_role (id, version, key, kind, names, needs_second_factor) "
                "SELECT solar_uuid7(), 1, 'r' || n, 'trainer', '{}', false FROM generate_series(0, 2) n"
            )
    found = changes("i")
    assert [(change.act_id, change.after["key"]) for change in found] == [
        (done.id, f"r{number}") for number in range(3)
    ]


@pytest.mark.parametrize("way", ["save", "update", "bulk_update", "sql"])
def test_updates_record_the_fields_that_changed(way):
    with act("test.arranged", by=SYSTEM):
        Role.objects.bulk_create(roles(2))
    rows = list(Role.objects.order_by("key"))
    with act("test.done", by=SYSTEM):
        if way == "save":
            for row in rows:
                row.kind = "auditor"
                row.save()
        elif way == "update":
            Role.objects.update(kind="auditor")
        elif way == "bulk_update":
            for row in rows:
                row.kind = "auditor"
            Role.objects.bulk_update(rows, ["kind"])
        else:
            raw("UPDATE accounts_role SET kind = 'auditor'")
    assert [(change.before, change.after) for change in changes("u")] == [
        ({"kind": "trainer"}, {"kind": "auditor"})
    ] * 2
    assert set(Role.objects.values_list("version", flat=True)) == {2}


@pytest.mark.parametrize("way", ["delete", "queryset", "sql"])
def test_deletes_record_what_was_there(way):
    with act("test.arranged", by=SYSTEM):
        Role.objects.bulk_create(roles(2))
    with act("test.done", by=SYSTEM):
        if way == "delete":
            for row in Role.objects.all():
                row.delete()
        elif way == "queryset":
            Role.objects.all().delete()
        else:
            raw("DELETE FROM accounts_role")
    assert sorted(change.before["key"] for change in changes("d")) == ["r0", "r1"]


def test_tables_between_are_recorded_too():
    user = make_user("trainer", ["1604"])
    posting = user.postings.get()
    with act("test.done", by=SYSTEM):
        posting.districts.set(["1407"])
    assert [c.after["district_id"] for c in changes("i", "accounts_posting_districts")] == [
        "1604",
        "1407",
    ]


def test_a_refused_act_leaves_neither_change_nor_act():
    with act("test.arranged", by=SYSTEM):
        Role.objects.bulk_create(roles(1))
    before = (Act.objects.count(), Change.objects.count())
    with pytest.raises(Refused), act("test.done", by=SYSTEM):
        Role.objects.bulk_create(roles(1))
    assert (Act.objects.count(), Change.objects.count()) == before


def test_inner_acts_keep_their_own_changes_and_know_their_outer():
    with act("test.outer", by=SYSTEM) as outer:
        with act("test.inner", by=SYSTEM) as inner:
            Role.objects.bulk_create(roles(1))
        Office.objects.create(code="X", kind="central", names={"en": "X"}, valid_from=today())
    assert changes("i")[0].act_id == inner.id
    assert changes("i", "accounts_office")[0].act_id == outer.id
    assert Act.objects.get(pk=inner.id).parent_id == outer.id


def test_after_the_act_writing_is_refused_again():
    with act("test.done", by=SYSTEM):
        Role.objects.bulk_create(roles(1))
    with pytest.raises(DatabaseError, match="write without an act"), transaction.atomic():
        Role.objects.update(kind="head")


def test_a_page_that_is_read_cannot_write():
    with channel("page", method="GET"), pytest.raises(WriteOnRead), act("test.done", by=SYSTEM):
        pass


def test_the_act_keeps_who_for_which_office_through_what():
    user = make_user("inspector", ["1604"])
    with channel("import", request_id="r-1"), act("test.done", by=user, on=user, reason="why"):
        User.objects.filter(pk=user.pk).update(language="lo")
    done = Act.objects.get(name="test.done")
    assert (done.actor_id, done.office_name) == (user.pk, "Office 1604")
    assert (done.channel, done.request_id, done.data) == ("import", "r-1", {"reason": "why"})
    assert (done.subject_table, done.subject_id) == ("accounts_user", str(user.pk))
