"""Two provinces, with what must never be seen from the other one."""

from __future__ import annotations

import pytest
from django.test import Client

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.places.models import Village


@pytest.fixture
def head(db) -> User:
    return make_user("head", ["1604"])


@pytest.fixture
def other_head(db) -> User:
    return make_user("head", ["1407"])


@pytest.fixture
def desk(client: Client, head: User) -> Client:
    """The head of Paksong, signed in."""
    client.force_login(head)
    return client


def add_village(code: str, local: str = "", latin: str = "") -> Village:
    with act("test.arranged", by=SYSTEM):
        return Village.objects.create(
            code=code, district_id=code[:4], name_local=local or f"ບ້ານ {code}",
            name_latin=latin or f"Village {code}",
        )  # fmt: skip


@pytest.fixture
def villages(head: User, other_head: User) -> tuple[Village, Village]:
    """One here, and one elsewhere whose name must not be seen."""
    return add_village("1604012", latin="Nongluang"), add_village("1407012", latin="Canaryville")
