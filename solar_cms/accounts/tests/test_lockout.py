"""Repeated failures close the account for a while, whatever name is typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client

from solar_cms.accounts import operations
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act

PASSWORD = "correct horse battery"


@pytest.fixture
def reachable(inspector: User) -> User:
    with act("test.arranged", by=SYSTEM):
        inspector.phone, inspector.email = "+8562055120418", "som@solar.example"
        inspector.save()
    return inspector


def send(client: Client, name: str, given: str = "not it"):
    return client.post("/account/sign-in/", {"username": name, "password": given})


def lock(client: Client, *names: str):
    for number in range(5):
        answer = send(client, names[number % len(names)])
    return answer


def test_the_fifth_failure_locks_and_says_until_when(client: Client, reachable: User):
    answer = lock(client, reachable.username)
    assert answer.status_code == 429
    assert 14 <= answer.context["minutes"] <= 15
    assert "/account/forgotten/" in answer.content.decode()


def test_the_right_password_does_not_open_it_meanwhile(client: Client, reachable: User):
    lock(client, reachable.username)
    assert send(client, reachable.username, PASSWORD).status_code == 429


def test_other_names_of_the_same_person_count_together(client: Client, reachable: User):
    answer = lock(client, reachable.username, "020 5512 0418", reachable.email.upper())
    assert answer.status_code == 429
    for name in (reachable.username, "+8562055120418", reachable.email):
        assert send(client, name, PASSWORD).status_code == 429


def test_another_address_does_not_open_it(reachable: User):
    lock(Client(REMOTE_ADDR="10.0.0.1"), reachable.username)
    assert send(Client(REMOTE_ADDR="10.0.0.2"), reachable.username, PASSWORD).status_code == 429


def test_a_name_that_nobody_has_is_locked_alike(client: Client, reachable: User):
    assert lock(client, "nobody.at.all").status_code == 429


def test_others_are_not_touched(client: Client, reachable: User):
    lock(client, reachable.username)
    other = make_user("trainer", ["1604"])
    assert send(client, other.username, PASSWORD).status_code == 302


def test_it_opens_again_after_a_quarter_of_an_hour(client: Client, reachable: User):
    lock(client, reachable.username)
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    assert send(client, reachable.username, PASSWORD).status_code == 302


def test_success_forgets_the_failures(client: Client, reachable: User):
    for _n in range(4):
        send(client, reachable.username)
    send(client, reachable.username, PASSWORD)
    client.post("/account/sign-out/")
    for _n in range(4):
        assert send(client, reachable.username).status_code == 200


def test_a_temporary_password_opens_it_at_once(client: Client, reachable: User):
    lock(client, reachable.username)
    given = operations.reset_password(
        reachable, by=make_user("administrator", [], whole_country=True)
    )
    assert send(client, reachable.username, given).status_code == 302
