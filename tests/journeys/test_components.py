"""Pickers, dates and uploads in a browser: by keyboard, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Site, Visitor
from tests.journeys.samples import photo

pytestmark = pytest.mark.browser
OPEN_LIST = ".picker-list:not([hidden]) [role=option]"


def village(site: Site) -> tuple[str, str, str]:
    """A village of 1604 whose Latin name no other has."""
    [row] = site.ask(
        "SELECT code, name_local, name_latin FROM places_village v WHERE district_id = '1604' "
        "AND NOT EXISTS (SELECT 1 FROM places_village o WHERE o.code <> v.code "
        "AND o.search_key LIKE '%%' || solar_fold(v.name_latin) || '%%') ORDER BY code LIMIT 1"
    )
    return row  # type: ignore[return-value]


@pytest.mark.parametrize(("screen", "language"), [("phone", "lo"), ("desk", "en")])
def test_a_village_is_picked_by_keyboard(
    site: Site, visitor: Callable[..., Visitor], screen: str, language: str
) -> None:
    code, local, latin = village(site)
    officer = visitor(screen)
    officer.sign_in("enrol", language)
    officer.open("/registry/people/new/")
    field = officer.page.locator("input[name=village]")
    field.press_sequentially(latin)
    officer.sees(OPEN_LIST)
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert officer.page.locator(f"#{active}").get_attribute("data-key") == code
    officer.shot("picker")
    field.press("Enter")
    assert field.input_value().endswith(f"· {code}")
    assert field.input_value().startswith(local if language == "lo" else latin)
    assert field.get_attribute("aria-expanded") == "false"


def test_without_scripts_the_words_are_read_and_several_are_to_choose_from(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    [(one, given)] = site.ask(
        "SELECT (array_agg(p.id::text ORDER BY p.id))[1], given_name FROM registry_person p "
        "WHERE district_id = '1604' AND given_name <> '' AND NOT EXISTS ("
        "SELECT 1 FROM registry_groupmembership m WHERE m.person_id = p.id) "
        "GROUP BY given_name HAVING count(*) BETWEEN 2 AND 6 ORDER BY given_name LIMIT 1"
    )
    [(group,)] = site.ask(
        "SELECT id::text FROM registry_producergroup WHERE district_id = '1604' "
        "AND ended_on IS NULL ORDER BY id LIMIT 1"
    )
    officer = visitor("phone", scripts=False)
    officer.sign_in("enrol", "lo")
    officer.open(f"/registry/groups/{group}/join/")
    officer.write(person=given)
    officer.send(refused=True)
    officer.shot("candidates")
    officer.write(person_key=one)
    officer.send()
    assert site.ask(
        "SELECT 1 FROM registry_groupmembership WHERE group_id = %s AND person_id = %s", group, one
    )


def test_an_upload_shows_how_far_it_is_and_keeps_the_file_when_refused(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    [(case,)] = site.ask("SELECT id::text FROM cases_case WHERE district_id = '1604' LIMIT 1")
    inspector = visitor("phone")
    inspector.sign_in("somphone", "en")
    page = inspector.page
    inspector.open(f"/files/add/cases.case/{case}/")
    inspector.write(
        file={"name": "x.exe", "mimeType": "application/x-dosexec", "buffer": b"MZ\0\0"}
    )
    page.locator("main form button.primary").click()
    inspector.sees(".problems")
    assert page.locator("input[name=file]").evaluate("e => e.files[0].name") == "x.exe"
    inspector.shot("refused")
    inspector.write(file=photo("photo.png"))
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert page.url == f"{site.url}/cases/{case}/"
    assert "photo.png" in inspector.said()
    assert page.locator(".messages").count() == 1
