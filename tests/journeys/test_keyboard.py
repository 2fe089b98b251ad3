"""The main acts with a keyboard alone: no pointer is touched, and the focus can always be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e);
    return [s.outlineStyle !== 'none' || s.boxShadow !== 'none', e.outerHTML.slice(0, 120)]; }"""


class Keys:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def to(self, selector: str) -> None:
        """Tab on until the focus is there."""
        wanted = self.page.locator(f"main {selector}").first
        wanted.wait_for(state="attached")
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("e => e === document.activeElement"):
                seen, what = self.page.evaluate(FOCUS)
                assert seen, f"the focus cannot be seen on {what}"
                return
        raise AssertionError(f"{self.page.url}: {selector} is not reached by Tab")

    def open(self, selector: str) -> None:
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tick(self, selector: str) -> None:
        self.to(selector)
        self.page.keyboard.press("Space")

    def choose(self, selector: str) -> None:
        """The next choice of a list."""
        self.to(selector)
        self.page.keyboard.press("ArrowDown")

    def type(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.type(text)


@pytest.fixture
def keys(visitor: Callable[..., Visitor]) -> Callable[[str], Keys]:
    def make(username: str) -> Keys:
        one = visitor("desk")
        one.sign_in(username, "en")
        return Keys(one)

    return make


def test_the_first_tab_leads_to_the_content(keys: Callable[[str], Keys]) -> None:
    inspector = keys("somphone")
    inspector.visitor.open("/cases/")
    inspector.page.keyboard.press("Tab")
    inspector.page.keyboard.press("Enter")
    assert inspector.page.evaluate("document.activeElement.id") == "content"
    inspector.page.keyboard.press("/")
    assert inspector.page.evaluate("document.activeElement.name") == "q"


def test_open_a_case(site: Site, keys: Callable[[str], Keys]) -> None:
    inspector = keys("somphone")
    inspector.visitor.open("/cases/complaints/")
    inspector.open("a.button[href$='/complaints/new/']")
    inspector.type("[name=workplace_said]", "Coffee mill")
    inspector.type("[name=facts]", "By keyboard: no guard")
    inspector.open("form .acts button.primary")
    inspector.open("a.button.primary[href*='?complaint=']")
    [(name,)] = site.ask(
        "SELECT name_local FROM registry_workplace WHERE district_id = '1604' ORDER BY id LIMIT 1"
    )
    inspector.type("input[name=q]", name)
    with inspector.page.expect_navigation():
        inspector.page.keyboard.press("Enter")
    inspector.open("ul.rows a")
    inspector.open("form .acts button.primary")
    assert "LI-1604" in inspector.visitor.said(".page-head")


def test_take_attendance(site: Site, keys: Callable[[str], Keys]) -> None:
    [(session, number)] = site.ask(
        "SELECT s.id::text, count(*) FROM trainings_session s "
        "JOIN trainings_attendance a ON a.session_id = s.id WHERE s.state NOT IN "
        "('closed', 'cancelled') AND s.district_id IN ('1604', '1407', '1504') "
        "GROUP BY s.id HAVING count(*) > 1 ORDER BY count(*) LIMIT 1"
    )
    trainer = keys("trainer")
    trainer.visitor.open(f"/trainings/{session}/")
    trainer.open("a[href$='/attendance/']")
    before = trainer.page.locator("[name=present]:checked").count()
    trainer.tick("[name=present]")
    ticked = trainer.page.locator("[name=present]:checked").count()
    assert abs(ticked - before) == 1
    trainer.open("form .acts button.primary")
    [(present,)] = site.ask(
        "SELECT count(*) FROM trainings_attendance WHERE session_id = %s AND presence = 'present'",
        session,
    )
    assert present == ticked
    assert number > 1


def test_enrol(site: Site, keys: Callable[[str], Keys]) -> None:
    officer = keys("enrol")
    officer.visitor.open("/enrollment/groups/")
    officer.open("tbody a")
    officer.open("a.button[href*='/applications/new/']")
    person = officer.page.url.partition("/new/")[2].partition("/")[0]
    if officer.page.locator("main [name=channel]").count():
        officer.choose("[name=channel]")
    for box in officer.page.locator("main [name=documents]").all():
        officer.tick(f"[name=documents][value='{box.get_attribute('value')}']")
    officer.open("form .acts button.primary")
    [(count,)] = site.ask(
        "SELECT count(*) FROM enrollment_application WHERE person_id = %s", person
    )
    assert count == 1
