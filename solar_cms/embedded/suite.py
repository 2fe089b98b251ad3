"""Pytest plugin: `--no-browser` and `--long` of `dev.py test`."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("solar_cms")
    group.addoption("--no-browser", action="store_true", help="leave out the browser tests")
    group.addoption("--long", action="store_true", help="add kills, fuzzing and scale")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    without_browser = config.getoption("--no-browser")
    with_long = config.getoption("--long")
    for item in items:
        if item.get_closest_marker("browser") and without_browser:
            item.add_marker(pytest.mark.skip(reason="a browser test, left out by --no-browser"))
        elif item.get_closest_marker("long") and not with_long:
            item.add_marker(pytest.mark.skip(reason="a long test, added by --long"))
        elif item.get_closest_marker("browser") and not os.environ.get("SOLAR_CHROMIUM"):
            raise pytest.UsageError(
                "Browser tests need Chromium: install it (as root: apt install chromium), or "
                "name it in SOLAR_CHROMIUM, or leave them out by --no-browser."
            )
