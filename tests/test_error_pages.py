"""When something goes wrong the page says what and what to do, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse
from django.utils import translation

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.policy import public

pytestmark = pytest.mark.django_db


@public("breaks, for this test")
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("broken/", broken), path("", include("solar_cms.urls"))]

LANGUAGES = pytest.mark.parametrize("language", ["lo", "en"])


def in_language(client: Client, language: str) -> Client:
    client.cookies["language"] = language
    return client


def says(answer: Any, status: int, language: str, title: str) -> str:
    """The page has the title in this language, something to do, and a way out."""
    page = str(answer.content.decode())
    assert answer.status_code == status
    with translation.override(language):
        said = translation.gettext(title)
    assert (said == title) == (language == "en"), f"{title} is not translated"
    assert re.search(rf"<h1>\s*{re.escape(said)}\s*</h1>", page)
    assert f'<html lang="{language}"' in page
    main = page.split("<main")[1]
    assert re.search(r'<ul class="rows"><li>\w', main), "nothing to do is said"
    assert 'href="/"' in main
    assert "Traceback" not in page
    return page


@LANGUAGES
def test_400(client: Client, language: str) -> None:
    answer = in_language(client, language).get("/", headers={"host": "elsewhere.example"})
    says(answer, 400, language, "The request could not be read")


@LANGUAGES
def test_403(client: Client, places: None, language: str) -> None:
    client.force_login(make_user("inspector", ["1604"], language=language))
    says(client.get(reverse("roles")), 403, language, "You may not do this")


@LANGUAGES
def test_csrf(language: str) -> None:
    client = in_language(Client(enforce_csrf_checks=True), language)
    answer = client.post(reverse("sign_in"), {"username": "x", "password": "y"})
    says(answer, 403, language, "The form has expired")


@LANGUAGES
def test_404(client: Client, language: str) -> None:
    says(in_language(client, language).get("/no-such-page/"), 404, language, "Page not found")


@LANGUAGES
def test_500(language: str) -> None:
    client = in_language(Client(raise_request_exception=False), language)
    with override_settings(ROOT_URLCONF=__name__):
        says(client.get("/broken/"), 500, language, "Something went wrong here")


def test_offline_in_both_languages_at_once(client: Client, places: None) -> None:
    """The browser keeps one copy: it must serve every reader and tell nothing about any."""
    inspector = make_user("inspector", ["1604"], language="lo")
    client.force_login(inspector)
    answer = client.get(reverse("offline"))
    page = says(answer, 200, "lo", "No connection")
    assert "No connection" in page
    assert str(inspector.pk) not in page
    assert inspector.name not in page
    assert "csrf" not in page
    assert "Set-Cookie" not in answer.headers


def test_the_service_worker_keeps_that_page_only(client: Client) -> None:
    answer = client.get("/sw.js")
    script = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = set(re.findall(r'"(/[^"]*)"', script))
    assert {kept_one for kept_one in kept if not kept_one.startswith("/static/")} == {"/offline/"}
    assert ".put(" not in script
