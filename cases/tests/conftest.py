"""The people of a case: an inspector, a head, and a stranger from another province."""

from __future__ import annotations

from typing import Any

import pytest

from cases.tests import factories as make
from solar_cms.accounts.models import User


@pytest.fixture
def pack(db: Any) -> Any:
    return make.load_laos()


@pytest.fixture
def officer(pack: Any) -> User:
    return make.make_inspector()


@pytest.fixture
def head(pack: Any) -> User:
    return make.make_head()


@pytest.fixture
def stranger(pack: Any) -> User:
    return make.make_inspector("1407")


def codes(refused: Any) -> list[str]:
    """The problem codes of a caught Refused, sorted."""
    return sorted(p.code for p in refused.value.problems)
