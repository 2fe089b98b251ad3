"""Everything works without scripts, only less quickly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser


def test_no_scripts(site: Site, visitor: Callable[..., Visitor]) -> None:
    inspector = visitor("phone", scripts=False)
    inspector.sign_in("somphone", "en")
    inspector.go("#tour button[value=next]")
    assert "2 of" in inspector.said("#tour")
    inspector.go("#tour button[value=close]")
    assert not inspector.page.locator("#tour").count()
    inspector.open("/cases/")
    inspector.page.click("details.help summary")
    assert inspector.page.locator("details.help p").first.is_visible()
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


def test_attendance_without_scripts(site: Site, visitor: Callable[..., Visitor]) -> None:
    [(session,)] = site.ask(
        "SELECT s.id::text FROM trainings_session s JOIN trainings_attendance a ON a.session_id = s.id "
        "WHERE s.state NOT IN ('closed', 'cancelled') AND s.district_id IN ('1604', '1407', '1504') "
        "AND s.starts_on <= current_date GROUP BY s.id HAVING count(*) > 2 ORDER BY s.id LIMIT 1"
    )
    trainer = visitor("phone", scripts=False)
    trainer.sign_in("trainer", "lo")
    trainer.open(f"/trainings/{session}/attendance/")
    for box in trainer.page.locator("[name=present]").all():
        box.uncheck()
    trainer.page.locator("[name=present]").nth(1).check()
    trainer.send()
    assert site.ask(
        "SELECT count(*) FROM trainings_attendance WHERE session_id = %s AND presence = 'present'",
        session,
    ) == [(1,)]
