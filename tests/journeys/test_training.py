"""A session is planned and held: ticks on the register, walk-ins, scores, closing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser


def first_choice(page: Visitor, name: str) -> str:
    option = page.page.locator(f"main [name={name}] option:not([value=''])").first
    return str(option.get_attribute("value"))


def test_training(site: Site, visitor: Callable[..., Visitor]) -> None:
    [(group, group_name, members)] = site.ask(
        "SELECT g.id::text, g.name_local, count(*) FROM registry_producergroup g "
        "JOIN registry_groupmembership m ON m.group_id = g.id AND m.valid_to IS NULL "
        "WHERE g.district_id = '1407' AND g.ended_on IS NULL GROUP BY g.id ORDER BY count(*) LIMIT 1"
    )
    [(guest, name)] = site.ask(
        "SELECT p.id::text, p.given_name || ' ' || p.family_name FROM registry_person p "
        "WHERE p.district_id = '1407' AND NOT EXISTS (SELECT 1 FROM registry_groupmembership m "
        "WHERE m.person_id = p.id AND m.group_id = %s) ORDER BY p.id LIMIT 1",
        group,
    )
    trainer = visitor("phone")
    trainer.sign_in("trainer", "lo")
    trainer.shot("home")
    trainer.open("/trainings/")
    trainer.fits()
    trainer.go("a.button[href$='/new/']")
    today = trainer.page.evaluate("new Date().toLocaleDateString('en-GB')")
    trainer.write(
        curriculum=first_choice(trainer, "curriculum"), district="1407", group=group_name,
        starts_on=today, place="ສະໂມສອນບ້ານ",
    )  # fmt: skip
    trainer.page.locator("[name=trainers]").first.check()
    trainer.send()
    session = trainer.page.url
    assert trainer.page.locator("main table td.lead").count() == members

    trainer.open(f"{session}close/")
    trainer.send(refused=True)  # nobody's attendance is taken yet
    trainer.open(session)
    trainer.go("section.next a[href$='/attendance/']")
    trainer.page.check("[data-pick-all]")
    boxes = trainer.page.locator("[name=present]")
    assert boxes.count() == members
    assert all(box.is_checked() for box in boxes.all())
    boxes.last.uncheck()
    trainer.shot("attendance")
    trainer.send("form .acts button.primary")

    trainer.open(f"{session}walk-in/")
    trainer.page.locator("main input[name=person]").press_sequentially(name)
    trainer.sees(f".picker-list:not([hidden]) [data-key='{guest}']")
    trainer.shot("walk-in")
    trainer.page.click(f".picker-list [data-key='{guest}']")
    trainer.send()
    trainer.write(person="ວິໄລທອງ ຈັນທະເພັດ")
    trainer.send(refused=True)  # nobody of this name, or somebody nearly so called
    trainer.go("a[href$='/walk-in/new/']")
    trainer.write(sex="F")
    trainer.send(refused=True)  # no name
    trainer.write(given_name="ວິໄລທອງ", family_name="ຈັນທະເພັດ", birth_year="2530", sex="F")
    trainer.send()

    trainer.open(session)
    here = members - 1 + 2
    for phase, points in (("pre", 4), ("post", 8)):
        trainer.go(f"section.next a[href$='/scores/{phase}/']")
        fields = trainer.page.locator("main [name^=points_]")
        assert fields.count() == here
        fields.first.fill("11")
        trainer.send(refused=True)  # of ten
        for field in trainer.page.locator("main [name^=points_]").all():
            field.fill(str(points))
        trainer.send()
    assert "ວິໄລທອງ" in trainer.said("main table")
    trainer.shot("session")
    trainer.go("section.next a[href$='/close/']")
    trainer.send()
    [(state, present, scores)] = site.ask(
        "SELECT s.state, count(DISTINCT a.id) FILTER (WHERE a.presence = 'present'), count(c.id) "
        "FROM trainings_session s JOIN trainings_attendance a ON a.session_id = s.id "
        "LEFT JOIN trainings_score c ON c.attendance_id = a.id WHERE s.id = %s GROUP BY s.id",
        session.rstrip("/").rpartition("/")[2],
    )
    assert (state, present, scores) == ("closed", here, 2 * here)
    assert not trainer.page.locator("section.next a").count()
