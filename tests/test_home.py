"""The home page and the search: what a person may see, and what to do when there is nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.hooks import Hit, HomeCard, SearchSource, home_cards, search_sources
from solar_cms.base.policy import RoleKind


@pytest.fixture
def cards(monkeypatch) -> dict[str, HomeCard]:
    made = {
        "mine": HomeCard(
            "components/empty.html", "cases.view", lambda user: {"title": "Two visits"}, 20
        ),
        "none": HomeCard("components/empty.html", "cases.view", lambda user: None, 10),
        "other": HomeCard(
            "components/empty.html", "roles.keep", lambda user: {"title": "Roles"}, 5
        ),
    }
    monkeypatch.setattr(home_cards, "_items", made)
    return made


def test_a_card_is_shown_by_right_and_when_it_has_something(client: Client, inspector: User, cards):
    client.force_login(inspector)
    page = client.get("/").content.decode()
    assert "Two visits" in page
    assert "Roles" not in page


def test_with_nothing_to_do_the_page_says_so(client: Client, inspector: User, monkeypatch):
    monkeypatch.setattr(home_cards, "_items", {})
    client.force_login(inspector)
    assert "Nothing waits for you" in client.get("/").content.decode()


def test_search_asks_the_sources_of_the_readers_rights_only(
    client: Client, inspector: User, monkeypatch
):
    asked = []

    def find(user: User, words: str, limit: int) -> list[Hit]:
        asked.append(words)
        return [Hit("Ban Lak 35", "/somewhere/", "1604035")]

    sources = {
        "mine": SearchSource("Villages", "cases.view", find),
        "other": SearchSource("Roles", "roles.keep", find),
    }
    monkeypatch.setattr(search_sources, "_items", sources)
    client.force_login(inspector)
    page = client.get("/search/", {"q": " lak "}).content.decode()
    assert asked == ["lak"]
    assert "Ban Lak 35" in page
    assert 'href="/somewhere/"' in page


def test_an_empty_search_asks_nobody(client: Client, inspector: User, monkeypatch):
    fails = SearchSource("Broken", "cases.view", lambda *a: 1 / 0)  # type: ignore[arg-type, return-value]
    monkeypatch.setattr(search_sources, "_items", {"broken": fails})
    client.force_login(inspector)
    assert client.get("/search/", {"q": "  "}).status_code == 200


def test_the_language_is_kept_with_the_user(client: Client, inspector: User):
    client.force_login(inspector)
    client.post("/language/", {"language": "lo", "next": "https://elsewhere.example/"})
    inspector.refresh_from_db()
    assert inspector.language == "lo"
    assert 'lang="lo"' in client.get("/").content.decode()
    client.post("/language/", {"language": "xx"})
    inspector.refresh_from_db()
    assert inspector.language == "lo"


@pytest.mark.parametrize("kind", RoleKind.values)
def test_every_line_of_a_roles_menu_opens(client: Client, db: None, kind: str):
    client.force_login(make_user(kind, ["1604"], whole_country=kind == "administrator"))
    page = client.get("/").content.decode()
    menu = page[page.index('id="menu"') : page.index('role="search"')]
    lines = re.findall(r'href="([^"]+)"', menu)
    assert len(lines) >= 4
    for line in lines:
        assert client.get(line, follow=True).status_code == 200, line


def test_a_card_made_for_other_roles_is_not_shown(client: Client, inspector: User, monkeypatch):
    card = HomeCard(
        "components/empty.html", "cases.view", lambda user: {"title": "For heads"}, kinds=("head",)
    )
    monkeypatch.setattr(home_cards, "_items", {"one": card})
    client.force_login(inspector)
    assert "For heads" not in client.get("/").content.decode()
    client.force_login(make_user("head", ["1604"]))
    assert "For heads" in client.get("/").content.decode()
