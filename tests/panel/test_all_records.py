"""Every list of the administration, on demo data of three provinces.

A head of Champasak never meets a row of the two others: in lists, searches, filters, downloads,
autocompletion, histories or by address; every list costs the same with more rows; pages are small.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from solar_cms.accounts.models import User
from solar_cms.panel import listing
from solar_cms.panel.site import panel
from tests.test_access import demo as demo

ADMINS = {model._meta.label: admin for model, admin in panel._registry.items()}
FIRST_PAGE, LATER_PAGE, QUERIES = 120_000, 25_000, 14
# An id in what is shown, not in a link or field.
UUID = re.compile(r">[^<]*\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[^<]*<")


def body(answer: Any) -> str:
    return (answer.getvalue() if answer.streaming else answer.content).decode()


@pytest.fixture
def head(db: None, demo: None) -> User:
    return User.objects.get(username="head")


@pytest.fixture
def desk(head: User, client: Client) -> Client:
    client.force_login(head)
    return client


def seen(admin: Any, user: User) -> bool:
    return user.may(admin.view_right)


def foreign(admin: Any, head: User) -> list[Any]:
    """Rows of others: of the two other provinces, and the country's that the head has no part in."""
    mine = admin.rows(head).values("pk")
    return list(admin.model._base_manager.exclude(pk__in=mine)[:200])


def telling(row: Any) -> set[str]:
    """Words by which a row is told from all others: its key (a short one as it stands in links and
    fields) and its number."""
    key = str(row.pk)
    numbers = ("number", "slip_number", "member_number", "file_name")
    found = {str(getattr(row, name, "") or "") for name in numbers}
    found = {word for word in found if len(word) > 5}
    return found | (
        {key} if len(key) > 6 else {f'value="{key}"', f"/{row._meta.model_name}/{key}/"}
    )


def addresses(admin: Any, strangers: list[Any]) -> Iterator[str]:
    """Every way to ask the list for more than it should show."""
    base = admin.url()
    yield base
    for one in admin.sorts:
        yield f"{base}?sort=-{one}"
    yield f"{base}?all=1&cursor=WzEsMl0"
    for stranger in strangers[:1]:
        yield f"{base}?pk={stranger.pk}&id__in={stranger.pk}&pk__exact={stranger.pk}"
        if admin.search_words:
            yield f"{base}?q={getattr(stranger, 'number', stranger.pk)}"
        for name in admin.filters:
            if isinstance(name, str):
                value = getattr(stranger, f"{name}_id", getattr(stranger, name, ""))
                yield f"{base}?{name}={value}"
    for field in admin.model._meta.fields:
        if field.related_model in panel._registry:
            meta = admin.model._meta
            yield (
                f"/admin/autocomplete/?app_label={meta.app_label}&model_name={meta.model_name}"
                f"&field_name={field.name}"
            )


def without_the_question(page: str, address: str) -> str:
    """What the reader typed is said back in fields and links; that tells nothing new."""
    for word in re.findall(r"=([^&]+)", address):
        page = page.replace(word, "")
    return page


@pytest.mark.parametrize("label", sorted(ADMINS))
def test_another_provinces_rows_are_nowhere(label: str, desk: Client, head: User):
    admin = ADMINS[label]
    strangers = foreign(admin, head)
    canaries = set().union(*(telling(row) for row in strangers)) if strangers else set()
    for address in addresses(admin, strangers):
        answer = desk.get(address)
        if not seen(admin, head):
            assert answer.status_code == 403, address
            continue
        if answer.status_code == 403 or answer.status_code == 404:
            assert "autocomplete" in address  # a kind of record that this reader has no list of
            continue
        page = without_the_question(body(answer), address)
        assert {word for word in canaries if word in page} == set(), address
    if seen(admin, head):
        export = desk.get(admin.url("export"))
        if export.status_code != 403:
            assert {word for word in canaries if word in body(export)} == set()
    for stranger in strangers[:1]:
        for part in ("change", "history", *(f"act:{one.name}" for one in admin.acts)):
            name, _colon, act = part.partition(":")
            address = admin.url(name, stranger.pk, *([act] if act else []))
            assert desk.get(address).status_code in (404, 403 if not seen(admin, head) else 404)


@pytest.mark.parametrize("label", sorted(ADMINS))
def test_a_record_shows_neither_ids_nor_other_provinces(label: str, desk: Client, head: User):
    admin = ADMINS[label]
    if not seen(admin, head):
        return
    canaries = set().union(*(telling(row) for row in foreign(admin, head)), set())
    for row in admin.rows(head).order_by(*admin.order_by)[:1]:
        for part in ("change", "history"):
            page = body(desk.get(admin.url(part, row.pk)))
            assert {word for word in canaries if word in page} == set(), part
            assert UUID.findall(page) == [], part
            assert len(gzip.compress(page.encode())) < LATER_PAGE


@pytest.mark.parametrize("label", sorted(ADMINS))
def test_ticks_of_foreign_rows_do_nothing(label: str, desk: Client, head: User):
    admin = ADMINS[label]
    strangers = foreign(admin, head)
    for act in admin.bulk_acts:
        sent = {"act": act.name, "pick": [str(row.pk) for row in strangers[:3]], "confirmed": "1"}
        answer = desk.post(admin.url(), sent)
        allowed = seen(admin, head) and head.may(act.right)
        assert answer.status_code == (302 if allowed else 403)
        for row in strangers[:3]:
            assert admin.model._base_manager.get(pk=row.pk).version == row.version


@pytest.mark.parametrize("name", ["head", "admin"])
def test_lists_cost_the_same_with_more_rows(
    name: str, client: Client, db: None, demo: None, monkeypatch: pytest.MonkeyPatch
):
    client.force_login(User.objects.get(username=name))
    wrong = []
    for label, admin in ADMINS.items():
        costs = []
        for size in (2, 50):
            monkeypatch.setattr(listing, "PAGE", size)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(admin.url())
            costs.append(len(queries))
        if answer.status_code == 403:
            continue
        assert answer.status_code == 200
        if costs[0] != costs[1] or costs[1] > QUERIES:
            wrong.append(f"{label}: {costs}")
        if (size := len(gzip.compress(answer.content))) > LATER_PAGE:
            wrong.append(f"{label}: {size} bytes")
    assert wrong == []


def test_the_first_page_is_light(desk: Client):
    answer = desk.get("/admin/", headers={"accept-language": "lo"})
    page = body(answer)
    files = set(re.findall(r'(?:src|href)="/static/([^"]+)"', page))
    files |= {"fonts/noto-sans-lao-400.woff2", "fonts/noto-sans-lao-700.woff2"}
    assert any(name.endswith(".css") for name in files)
    total = len(gzip.compress(page.encode()))
    for name in files:
        content = Path(str(finders.find(name))).read_bytes()
        total += len(content) if name.endswith(".woff2") else len(gzip.compress(content))
    assert total < FIRST_PAGE
    assert "django/admin" not in page
    assert "/static/admin/" not in page


def test_every_page_opens_for_those_who_may(client: Client, db: None, demo: None):
    """Lists, searches, forms of all admins, for each kind of office."""
    for name in ("enrol", "monitor", "auditor"):
        user = User.objects.get(username=name)
        client.force_login(user)
        assert client.get("/admin/").status_code == 200
        for label, admin in ADMINS.items():
            asked = [f"{admin.url()}?q=a"]
            if admin.add_form is not None:
                asked.append(admin.url("add"))
            for address in asked:
                right = admin.add_right if address.endswith("/add/") else admin.view_right
                expected = 200 if user.may(right) else 403
                assert client.get(address).status_code == expected, (name, label, address)


def test_who_only_reads_is_offered_nothing_to_change(client: Client, db: None, demo: None):
    auditor = User.objects.get(username="auditor")
    client.force_login(auditor)
    for label, admin in ADMINS.items():
        if not seen(admin, auditor):
            continue
        page = body(client.get(admin.url()))
        assert 'name="act"' not in page, label
        row = admin.rows(auditor).first()
        if row is not None:
            page = body(client.get(admin.url("change", row.pk)))
            assert '<form class="form"' not in page, label
            assert client.post(admin.url("change", row.pk), {}).status_code == 403, label


def test_a_key_that_is_none_is_not_found(desk: Client, head: User):
    for admin in ADMINS.values():
        if seen(admin, head):
            assert desk.get(admin.url("change", "nonsense")).status_code == 404
            bad = "&".join(f"{name}=nonsense" for name in ("district", "period", "law", "role"))
            assert desk.get(f"{admin.url()}?{bad}&opened_on=x&sort=x").status_code == 200


def test_the_languages_of_the_panel_are_those_of_the_site(desk: Client):
    assert {code for code, _name in settings.LANGUAGES} == {"lo", "en"}
    for language, word in (("lo", "ຄົນ ແລະ ສະຖານທີ່"), ("en", "People and places")):
        desk.post("/language/", {"language": language, "next": "/admin/"})
        assert word in body(desk.get("/admin/"))
