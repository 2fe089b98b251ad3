"""Every page at 360 px, in Lao and (all of them by --long) in English: axe finds nothing, nothing sticks
out, no link is dead."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.conftest import Site
from tests.journeys.walk import AXE, LANGUAGES, OPTIONS, Walk, Walker, names_of_pages

pytestmark = pytest.mark.browser

# Addresses that answer a GET and are no pages: files, fragments, and what machines ask.
NO_PAGES = {
    "file", "file_content", "import_form", "import_errors", "service_worker", "healthz", "readyz", "people_find",
    "parties_find", "places_find", "groups_find", "people_romanised", "styleguide_pick", "admin:autocomplete",
    "form_version_xlsx", "form_draft_xlsx", "answers_record", "pack_download",
}  # fmt: skip
FILE_NAMES = re.compile(r"_(csv|export)$")
# Pages that depend on what somebody has done before; journeys of their own open them.
BY_OTHER_JOURNEYS = {
    "file_add", "file_caption", "conflict",
    "notice_serve", "proof_check", "letter",
    "letter_void", "application_return", "consent_withdraw", "reported_verify",
    "workplace_reopen", "employer_reopen", "pack_preview", "user_reopen", "user_second_factor", "leave_end", "verify", "second_factor", "recovery_codes",
    "second_factor_remove", "password_by_token",
}  # fmt: skip


def test_every_page_is_walked(walked: Walk) -> None:
    unseen = names_of_pages() - walked.names() - NO_PAGES - BY_OTHER_JOURNEYS
    assert sorted(name for name in unseen if not FILE_NAMES.search(name)) == [], (
        "link to them, or name them in MORE of walk.py"
    )


def test_axe_finds_nothing(walked: Walk) -> None:
    found = [f"{look}: {fault}" for look in walked.looks for fault in look.wrong]
    assert not found, "\n".join(found)
    for language in LANGUAGES:
        least = 80 if walked.full or language == LANGUAGES[0] else 20
        assert sum(look.language == language for look in walked.looks) > least


def test_axe_would_find_something(site: Site, chromium: Any) -> None:
    """Else the test above could not fail."""
    walker = Walker(site, chromium, "head", Walk())
    walker.visitor.open("/account/sign-in/")
    walker.page.evaluate("document.querySelector('main label').remove()")
    walker.page.evaluate("document.documentElement.removeAttribute('lang')")
    found = {fault.split(":")[0] for fault in walker.page.evaluate(AXE, OPTIONS[False])}
    walker.context.close()
    assert {"label", "html-has-lang"} <= found


def test_nothing_sticks_out(walked: Walk) -> None:
    assert [f"{look}: {look.wide} px" for look in walked.looks if look.wide > 0] == []


def test_no_link_leads_to_a_refusal(walked: Walk) -> None:
    assert walked.refused == []
