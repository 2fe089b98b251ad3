"""Searching from any page by keyboard, and a map by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser


def test_search_by_keyboard(site: Site, visitor: Callable[..., Visitor]) -> None:
    head = visitor("desk")
    head.sign_in("head", "en")
    head.shot("home")
    page = head.page
    page.keyboard.press("/")
    page.keyboard.type("coffee")
    page.wait_for_selector("[role=option]")
    box = page.locator("#search-q")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    address = chosen.get_attribute("href") or ""
    head.shot("results")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("/")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/search/?q=coffee" in page.url
    assert page.locator(f'main a[href="{address}"]').count() == 1

    ((number, pk),) = site.ask(
        "SELECT number, id FROM cases_case WHERE district_id = '1604' ORDER BY number LIMIT 1"
    )
    head.open("/registry/groups/")
    page.keyboard.press("/")
    page.keyboard.type(number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert str(pk) in page.url


def test_a_district_of_the_map_opens_by_keyboard(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    head = visitor("desk")
    head.sign_in("head", "en")
    link = head.page.locator(".map svg a").first
    assert link.get_attribute("aria-label")
    link.focus()
    with head.page.expect_navigation():
        head.page.keyboard.press("Enter")
    assert "/reporting/figures/" in head.page.url


def test_search_without_scripts(site: Site, visitor: Callable[..., Visitor]) -> None:
    officer = visitor("phone", scripts=False)
    officer.sign_in("enrol", "lo")
    officer.shot("home")
    officer.page.fill("#home-q", "ກາເຟ")
    officer.go(".search .button")
    assert officer.page.locator("main .rows a").count() > 0
    officer.shot("results")
