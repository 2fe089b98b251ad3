"""What every test may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_places, make_user


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run kills, fuzzing and scale")
    parser.addoption("--no-browser", action="store_true", help="leave out the browser tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [
        mark
        for mark, out in (
            ("long", not config.getoption("--long")),
            ("browser", config.getoption("--no-browser")),
        )
        if out
    ]
    kept, gone = [], []
    for item in items:
        (gone if any(item.get_closest_marker(m) for m in left_out) else kept).append(item)
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = kept


@pytest.fixture
def places(db: Any) -> None:
    make_places()


@pytest.fixture
def inspector(db: Any) -> User:
    return make_user("inspector", ["1604"])


@pytest.fixture
def stranger(db: Any) -> User:
    """The same role in another province: must never see 1604's rows."""
    return make_user("inspector", ["1407"])
