"""A form with a key is carried out once, whatever the line does to its answer."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from cases.models import Complaint
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit import sent_once
from solar_cms.audit.acts import once
from solar_cms.audit.models import IdempotencyKey

pytestmark = pytest.mark.django_db

FACTS = "ບໍ່ມີຝາປ້ອງກັນ"


def form(key: str, **other: Any) -> dict[str, Any]:
    return {
        "once": key, "district": "1604", "workplace_said": "ໂຮງສີ", "channel": "phone",
        "facts": FACTS, "received_on": "1.3.2026", **other,
    }  # fmt: skip


@pytest.fixture
def signed_in(client: Client, inspector: User) -> Client:
    client.force_login(inspector)
    return client


def send(client: Client, key: str, **other: Any) -> Any:
    return client.post(reverse("complaint_new"), form(key, **other))


def test_the_same_form_twice_makes_one_record(signed_in: Client) -> None:
    key = uuid.uuid4().hex
    first, second = send(signed_in, key), send(signed_in, key)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Complaint.objects.count() == 1
    assert second.cookies["sent"].value == key


def test_the_page_gives_each_form_its_own_key(signed_in: Client) -> None:
    pages = [signed_in.get(reverse("complaint_new")).content.decode() for _ in range(2)]
    keys = {page.split('name="once" value="')[1].split('"')[0] for page in pages}
    assert len(keys) == 2
    assert all(sent_once.KEY.match(key) for key in keys)


def test_other_content_under_the_same_key_is_told_what_became_of_the_first(
    signed_in: Client,
) -> None:
    key = uuid.uuid4().hex
    made = send(signed_in, key).headers["Location"]
    answer = send(signed_in, key, facts="Something else")
    assert answer.status_code == 409
    assert f'href="{made}"' in answer.content.decode()
    assert Complaint.objects.get().facts == FACTS


def test_a_form_that_came_back_with_problems_has_used_nothing_up(signed_in: Client) -> None:
    key = uuid.uuid4().hex
    assert send(signed_in, key, facts="").status_code == 200
    assert not IdempotencyKey.objects.exists()
    assert send(signed_in, key).status_code == 302
    assert Complaint.objects.count() == 1


def test_a_key_is_its_users_own(signed_in: Client, places: None) -> None:
    key = uuid.uuid4().hex
    send(signed_in, key)
    other = Client()
    other.force_login(make_user("inspector", ["1604"], username="another.inspector"))
    assert send(other, key).status_code == 302
    assert Complaint.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "' OR 1=1 --"])
def test_without_a_real_key_a_form_is_taken_as_it_comes(signed_in: Client, key: str) -> None:
    assert send(signed_in, key).status_code == 302
    assert not IdempotencyKey.objects.exists()


def test_what_is_not_allowed_uses_no_key_up(client: Client, places: None) -> None:
    client.force_login(make_user("trainer", ["1604"]))
    assert send(client, uuid.uuid4().hex).status_code == 403
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_being_carried_out_the_second_waits_and_then_says_so(
    signed_in: Client, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr(sent_once, "PATIENCE", 0)
    key, begun, may_end = uuid.uuid4().hex, threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with once(f"form:{key}", by=inspector, fingerprint="x"):
                begun.set()
                may_end.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait(30)
    answer = send(signed_in, key)
    may_end.set()
    thread.join(30)
    assert answer.status_code == 409
    assert not Complaint.objects.exists()
