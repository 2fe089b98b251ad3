"""Everything works without scripts, only less quickly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser


def test_no_scripts(site: Site, visitor: Callable[..., Visitor]) -> None:
    inspector = visitor("phone", scripts=False)
    inspector.sign_in("somphone", "en")
    inspector.open("/cases/")
    inspector.shot("list")
    everything = inspector.page.locator("main tbody tr").count()
    inspector.page.click("main a.filter-open")
    inspector.write(stage="closed", source="complaint")
    inspector.shot("filters")
    inspector.go("form.filters > button")
    assert "stage=closed" in inspector.page.url
    closed = inspector.page.locator("main tbody tr").count()
    assert 0 < closed < everything
    inspector.go("td.lead a")
    assert "/cases/" in inspector.page.url
    inspector.shot("case")

    inspector.open("/cases/complaints/new/")
    inspector.write(workplace_said="ໂຮງສີເຂົ້າ")
    inspector.send(refused=True)  # what happened is not said
    inspector.write(facts="ບໍ່ມີວັນພັກ / no day of rest")
    inspector.send()
    assert "no day of rest" in inspector.said()
