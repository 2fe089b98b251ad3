"""What a page may weigh over the line: whole answers with their headers, compressed, in Chromium."""

from __future__ import annotations

import pytest

from tests.journeys.walk import LANGUAGES, OTHERS, WALKERS, Walk

pytestmark = pytest.mark.browser

FIRST, LATER = 100_000, 20_000
ADMIN_FIRST, ADMIN_LATER = 120_000, 25_000


def test_sign_in_and_first_home(walked: Walk) -> None:
    """Sheet, fonts and scripts included, from an empty cache."""
    assert set(walked.first) == {*WALKERS, *OTHERS}
    assert {role: sent for role, sent in walked.first.items() if sent > FIRST} == {}
    assert min(walked.first.values()) > 20_000, "the meter does not count"


def test_later_pages(walked: Walk) -> None:
    """With what the browser has kept from the first page."""
    heavy = [
        f"{look}: {look.sent}"
        for look in walked.looks
        if look.sent > (ADMIN_LATER if look.path.startswith("/admin/") else LATER)
        and look.name != "sign_in"
    ]
    assert heavy == []
    for language in LANGUAGES:
        sizes = [look.sent for look in walked.looks if look.language == language]
        assert min(sizes) > 500, "the meter does not count"
