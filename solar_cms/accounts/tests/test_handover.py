"""A leaver's handover."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from solar_cms.accounts import operations
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.base.hooks import Handover, handovers
from solar_cms.base.models import today
from solar_cms.base.problems import Refused


class Desk:
    """Open work as an app above would hold it."""

    def __init__(self) -> None:
        self.of: dict[object, int] = {}

    def count(self, user: User) -> int:
        return self.of.get(user.pk, 0)

    def move(self, leaver: User, successor: User, *, by: User) -> int:
        moved = self.of.pop(leaver.pk, 0)
        self.of[successor.pk] = self.of.get(successor.pk, 0) + moved
        return moved


@pytest.fixture
def desk(monkeypatch) -> Desk:
    desk = Desk()
    monkeypatch.setattr(
        handovers, "_items", {"desk": Handover("Files on the desk", desk.count, desk.move)}
    )
    return desk


@pytest.fixture
def head(db) -> User:
    return make_user("head", ["1604"])


@pytest.fixture
def successor(db) -> User:
    return make_user("inspector", ["1604"], username="successor")


def test_to_oneself_to_nobody_and_by_strangers_is_refused(
    inspector, successor, stranger, head, desk
):
    desk.of[inspector.pk] = 4
    closed = make_user("inspector", ["1604"], username="closed")
    operations.deactivate_user(closed, by=head)
    closed.refresh_from_db()
    for other, by in (
        (inspector, head),
        (closed, head),
        (successor, stranger),
        (successor, inspector),
        (successor, make_user("head", ["1407"])),
    ):
        with pytest.raises(Refused):
            operations.hand_over(inspector, other, by=by)
    assert desk.of == {inspector.pk: 4}


def test_a_failing_kind_of_work_moves_nothing(inspector, successor, head, desk, monkeypatch):
    def fails(*args, **kwargs):
        raise ValueError("not today")

    handovers._items["zz"] = Handover("Broken", lambda user: 1, fails)
    with pytest.raises(ValueError, match="not today"):
        operations.hand_over(inspector, successor, by=head)
    inspector.refresh_from_db()
    assert inspector.is_active
    assert not Act.objects.filter(name="user.handed_over").exists()


def test_all_work_goes_postings_end_and_the_account_closes(
    client: Client, inspector, successor, head, desk
):
    desk.of[inspector.pk] = 4
    operations.arrange_substitution(
        inspector, successor, first=today(), last=today() + timedelta(days=9), by=inspector
    )
    gone = Client()
    gone.force_login(inspector)
    client.force_login(head)
    page = client.get(f"/account/users/{inspector.pk}/hand-over/")
    assert ("Files on the desk", 4) in page.context["facts"]
    answer = client.post(
        f"/account/users/{inspector.pk}/hand-over/", {"successor": str(successor.pk)}
    )
    assert answer.status_code == 302
    assert desk.of == {successor.pk: 4}
    inspector.refresh_from_db()
    assert not inspector.is_active
    assert {posting.valid_to for posting in inspector.postings.all()} == {today()}
    assert inspector.substituted_by.get().valid_to == today()
    assert gone.get("/account/").status_code == 302
    done = Act.objects.get(name="user.handed_over")
    assert done.data["moved"] == {"desk": 4}
    assert done.changes.filter(table="accounts_posting", operation="u").exists()


def test_closing_an_account_with_open_work_leads_to_the_handover(client, inspector, head, desk):
    desk.of[inspector.pk] = 1
    client.force_login(head)
    answer = client.get(f"/account/users/{inspector.pk}/close/")
    assert answer.headers["Location"].endswith("/hand-over/")
