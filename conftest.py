"""What every test may ask for."""

from __future__ import annotations

import gc
import os
from collections import Counter
from typing import Any

import pytest

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_places, make_user

LEFT_OUT = pytest.StashKey[list[tuple[str, str]]]()  # (mark, file) of each test left out
# Tests that share a running site, the machine or what is dear to make, by the beginning of their
# name: one worker runs those of one word, in order. In this order they begin, before all others: the
# site fills in the demo, which is there then when its turn comes.
TOGETHER = {
    "tests/journeys/": "site",
    "tests/embedded/": "machine",
    "solar_cms/questionnaires/tests/test_same_answer.py": "forms",
    "solar_cms/documents/tests/test_object_store.py": "store",
    "tests/test_access.py": "demo",
    "tests/panel/test_all_records.py": "demo",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run kills, fuzzing and scale")
    parser.addoption("--no-browser", action="store_true", help="leave out the browser tests")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where the suite is spread over processes: what stands in TOGETHER first, each in one."""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((w for part, w in TOGETHER.items() if nodeid.startswith(part)), nodeid)

    return Scheduling(config, log)


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
        config.stash[LEFT_OUT] = [
            (
                "browser" if item.get_closest_marker("browser") else "long",
                item.nodeid.split("::")[0],
            )
            for item in gone
        ]
        items[:] = kept
    if hasattr(config, "workerinput"):
        order = list(TOGETHER)
        items.sort(
            key=lambda item: next(
                (n for n, part in enumerate(order) if item.nodeid.startswith(part)), len(order)
            )
        )
    if any(item.get_closest_marker("browser") for item in kept) and not os.environ.get(
        "SOLAR_CHROMIUM"
    ):
        raise pytest.UsageError(
            "Browser tests need Chromium: install it (as root: apt install chromium), or name it "
            "in SOLAR_CHROMIUM, or leave them out by --no-browser."
        )


def pytest_collection_finish() -> None:
    """What is loaded stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Of a suite spread over processes, each has left out the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", [])


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, [])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what was asked not to run (the long tests, which are left out by rule, by number)."""
    gone = config.stash.get(LEFT_OUT, [])
    browser = [path for mark, path in gone if mark == "browser"]
    if browser and config.getoption("--no-browser"):
        terminalreporter.section("not run: browser tests (--no-browser)")
        for path, number in Counter(browser).items():
            terminalreporter.line(f"{path}: {number}")
    if len(gone) > len(browser):
        terminalreporter.line(f"{len(gone) - len(browser)} long tests were left out (--long).")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The database of this process is a copy of one that stands migrated."""
    from django.conf import settings

    from tests.template import template

    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template()


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
