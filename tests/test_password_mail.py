"""The link to a new password goes through the outbox: sent by a worker, once."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.work.outbox import run_now


@pytest.fixture
def reachable(inspector: User) -> User:
    with act("test.arranged", by=SYSTEM):
        inspector.email = "som@solar.example"
        inspector.save()
    return inspector


def test_a_worker_sends_the_mail_once(client: Client, reachable: User):
    client.post("/account/forgotten/", {"email": reachable.email})
    assert run_now("accounts.send_password_reset") == 1
    assert run_now("accounts.send_password_reset") == 0
    assert [message.to for message in mail.outbox] == [[reachable.email]]
