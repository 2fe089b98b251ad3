"""Whoever guesses an address gets nothing: records of one district, asked for by others."""

from __future__ import annotations

import re
import time
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from solar_cms.accounts.demo import PASSWORD
from tests.journeys.conftest import Site

# Sees nothing of Paksong, though each has rights of the kind somewhere.
OTHERS = ("inspector.laongam", "enrol.laongam", "head.salavan")
RECORDS = {
    "case": ("/cases/{}/", "SELECT id::text FROM cases_case WHERE district_id = '1604' LIMIT 1"),
    "complaint": (
        "/cases/complaints/{}/", "SELECT id::text FROM cases_complaint WHERE district_id = '1604' LIMIT 1",
    ),
    "finding": (
        "/cases/findings/{}/", "SELECT id::text FROM cases_finding WHERE district_id = '1604' LIMIT 1",
    ),
    "membership": (
        "/enrollment/memberships/{}/",
        "SELECT id::text FROM enrollment_membership WHERE district_id = '1604' LIMIT 1",
    ),
    "remittance": (
        "/enrollment/remittances/{}/",
        "SELECT id::text FROM enrollment_remittance WHERE district_id = '1604' LIMIT 1",
    ),
    "session": (
        "/trainings/{}/",
        "SELECT id::text FROM trainings_session WHERE district_id = '1604' AND organisation_id IS NULL LIMIT 1",
    ),
    "person": ("/registry/people/{}/", "SELECT id::text FROM registry_person WHERE district_id = '1604' LIMIT 1"),
    "group": (
        "/registry/groups/{}/",
        "SELECT id::text FROM registry_producergroup WHERE district_id = '1604' LIMIT 1",
    ),
    "workplace": (
        "/registry/workplaces/{}/", "SELECT id::text FROM registry_workplace WHERE district_id = '1604' LIMIT 1",
    ),
    "letter": (
        "/files/letters/{}/",
        "SELECT l.id::text FROM documents_letter l JOIN cases_notice n ON n.letter_id = l.id "
        "JOIN cases_case c ON c.id = n.case_id WHERE c.district_id = '1604' LIMIT 1",
    ),
    "letter's PDF": (
        "/files/{}/",
        "SELECT a.id::text FROM documents_attachment a JOIN documents_letter l ON a.owner_id = l.id::text "
        "JOIN cases_notice n ON n.letter_id = l.id JOIN cases_case c ON c.id = n.case_id "
        "WHERE c.district_id = '1604' LIMIT 1",
    ),
    "report": (
        "/reporting/reports/{}/", "SELECT id::text FROM reporting_report WHERE province_id = '16' LIMIT 1",
    ),
    "report's document": (
        "/files/{}/",
        "SELECT f.file_id::text FROM reporting_reportfile f JOIN reporting_report r ON r.id = f.report_id "
        "WHERE r.province_id = '16' LIMIT 1",
    ),
}  # fmt: skip
# What reaches a partner with its own groups, an auditor and the country's officer is another matter.
PARTNER_MUST_NOT = set(RECORDS) - {"group"}
AUDITOR_MUST_NOT = {"complaint"}


class Reader:
    """Somebody with a browser's cookies and no browser."""

    def __init__(self, site: Site, username: str) -> None:
        self.site = site
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        _status, page = self.get("/account/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
        status, page = self.get("/account/sign-in/", urlencode(form).encode())
        assert status == 200
        assert 'name="password"' not in page, f"{username} could not sign in"

    def get(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        request = Request(self.site.url + path, data=data, headers={"Referer": self.site.url})  # noqa: S310
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def readers(site: Site) -> dict[str, Reader]:
    names = (*OTHERS, "partner", "auditor", "somphone", "enrol", "trainer", "head")
    return {name: Reader(site, name) for name in names}


@pytest.fixture(scope="module")
def addresses(site: Site) -> dict[str, str]:
    found = {}
    patience = time.monotonic() + 120  # the worker may still be at the demo's letters and report
    for kind, (path, query) in RECORDS.items():
        while not (rows := site.ask(query)):
            assert time.monotonic() < patience, f"the demo has no {kind} in Paksong"
            time.sleep(0.5)
        found[kind] = path.format(rows[0][0])
    return found


def test_their_own_office_opens_them(readers: dict[str, Any], addresses: dict[str, str]) -> None:
    """Else the refusals below would prove nothing."""
    whose = {"complaint": "somphone", "workplace": "somphone"}
    for kind, address in addresses.items():
        reader = readers[whose.get(kind, "head")]
        assert reader.get(address)[0] == 200, f"{kind}: {address}"


@pytest.mark.parametrize("name", [*OTHERS, "partner", "auditor"])
def test_addresses(readers: dict[str, Any], addresses: dict[str, str], name: str) -> None:
    closed = {"partner": PARTNER_MUST_NOT, "auditor": AUDITOR_MUST_NOT}.get(name, set(addresses))
    opened = {
        f"{kind}: {status}"
        for kind, address in addresses.items()
        if kind in closed and (status := readers[name].get(address)[0]) not in {403, 404}
    }
    assert not opened


@pytest.mark.parametrize("name", [*OTHERS, "partner"])
def test_names(site: Site, readers: dict[str, Any], name: str) -> None:
    """A name of Paksong stands in no list, search, export or API answer of theirs."""
    [(given, family)] = site.ask(
        "SELECT given_name, family_name FROM registry_person p WHERE district_id = '1604' "
        "AND NOT EXISTS (SELECT 1 FROM registry_person o WHERE o.district_id <> '1604' "
        "AND o.given_name = p.given_name AND o.family_name = p.family_name) ORDER BY id LIMIT 1"
    )
    [(workplace, number)] = site.ask(
        "SELECT w.name_local, c.number FROM cases_case c JOIN registry_workplace w ON w.id = c.workplace_id "
        "WHERE c.district_id = '1604' ORDER BY c.id LIMIT 1"
    )
    person = f"{given} {family}"
    looked = 0
    for path in (
        f"/search/?q={quote(given)}", f"/search/?q={quote(number)}", f"/registry/people/?q={quote(given)}",
        "/registry/people.csv", f"/enrollment/memberships/?q={quote(given)}", "/enrollment/memberships.csv",
        "/cases/", f"/cases/?q={quote(number)}", "/cases/export.csv", "/trainings/",
        "/api/v1/people/", "/api/v1/cases/", "/api/v1/memberships/",
    ):  # fmt: skip
        status, page = readers[name].get(path)
        assert status in {200, 403, 404}, path
        looked += status == 200
        assert person not in page, path
        assert number not in re.sub(rf'(value="|q=|“){number}', "", page), (
            path
        )  # as it was asked for
        assert workplace not in page, path
    assert looked > 1


def test_without_signing_in(site: Site, addresses: dict[str, str]) -> None:
    """Nothing opens for nobody: every address leads to the sign-in page."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    for address in addresses.values():
        with opener.open(site.url + address, timeout=60) as answer:
            assert "/account/sign-in/" in answer.url
