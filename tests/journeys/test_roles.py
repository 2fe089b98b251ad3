"""The day of each role, from the sign-in page: its home, its menu, a record, the search, the way out.

Each role is walked on a phone in Lao, those of AT_A_DESK (all by --long) on a desk in English too;
pictures go to var/screenshots/.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser

# Who signs in, and the list of the menu where the day goes on.
ROLES = {
    "somphone": "/cases/",
    "chanthala": "/cases/",
    "legal": "/cases/",
    "head": "/admin/",
    "enrol": "/enrollment/",
    "trainer": "/trainings/",
    "monitor": "/reporting/",
    "partner": "/reporting/",
    "auditor": "/cases/",
    "admin": "/admin/",
}
AT_A_DESK = {"head", "enrol", "monitor"}
MENU = "nav a[href]"
WALKS = [
    pytest.param(
        username, width, language,
        marks=[pytest.mark.long] if width == "desk" and username not in AT_A_DESK else [],
    )
    for width, language in (("phone", "lo"), ("desk", "en"))
    for username in ROLES
]  # fmt: skip


@pytest.mark.parametrize(("username", "width", "language"), WALKS)
def test_role(visitor: Callable[..., Visitor], username: str, width: str, language: str) -> None:
    who = visitor(width)
    who.sign_in(username, language)
    who.fits()
    who.shot("home")
    assert who.page.locator("main h1").count() == 1
    assert who.page.locator("main section").count() >= 1, "the home has nothing for this role"

    lines = [str(a.get_attribute("href")) for a in who.page.locator(MENU).all()]
    assert ROLES[username] in lines
    who.page.locator(f"nav a[href='{ROLES[username]}']").first.click()
    who.page.wait_for_url(f"**{ROLES[username]}")
    who.fits()
    first = who.page.locator("main td.lead a, main .rows a, main section li a").first
    if first.count():
        first.click()
        who.page.wait_for_load_state()
        who.fits()
        who.shot("record")

    who.page.keyboard.press("/")
    who.page.keyboard.type("ສົມ" if language == "lo" else "som")
    who.page.keyboard.press("Enter")
    who.page.wait_for_url("**/search/**")
    who.fits()
    who.page.locator("form[action$='/sign-out/'] button").first.click()
    who.page.wait_for_url("**/sign-in/**")
    who.open("/account/")  # the sign-in page again: nothing is left open
    assert "/sign-in/" in who.page.url
