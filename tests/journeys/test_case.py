"""A complaint becomes a case and is closed when what was found is remedied; pages only. The long way, by
all roles: test_case_to_the_end.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.casework import number_on, texts_of_letter
from tests.journeys.conftest import Site, Visitor
from tests.journeys.samples import photo

pytestmark = pytest.mark.browser


def bring_complaint(inspector: Visitor, site: Site) -> str:
    """The complaint, the workplace it names, and the case; returns the case's address."""
    inspector.open("/cases/complaints/")
    inspector.go("a[href$='/complaints/new/']")
    inspector.write(
        workplace_said="ໂຮງສີກາເຟ", channel="phone", name="ນາງ ຄຳຕຸ່ນ ສີປະເສີດ", phone="020 5512 7788",
        facts="ເຄື່ອງປອກກາເຟບໍ່ມີຝາປ້ອງກັນ. The pulping machine has no guard.",
    )  # fmt: skip
    inspector.send()
    assert number_on(inspector).startswith("CP-")
    assert "ຄຳຕຸ່ນ" not in inspector.said()

    inspector.go("a.button.primary[href*='?complaint=']")
    [(name,)] = site.ask(
        "SELECT name_local FROM registry_workplace WHERE district_id = '1604' ORDER BY id LIMIT 1"
    )
    inspector.page.fill("main input[name=q]", name)
    inspector.go("form[role=search] button.primary")
    inspector.go("ul.rows a")
    inspector.send()
    assert number_on(inspector).startswith("LI-")
    return str(inspector.page.url)


def visit(inspector: Visitor, address: str) -> None:
    """The short checklist: all is well but the machine."""
    inspector.go("section.next a[href$='/visit/']")
    questions = inspector.page.locator("main form input[type=radio][name^='q-']")
    names = dict.fromkeys(questions.evaluate_all("all => all.map(e => e.name)"))
    assert len(names) == 12
    inspector.write(**dict.fromkeys(names, "yes"))
    inspector.write(**{"q-machines": "no", "women_interviewed": 3, "men_interviewed": 1})
    inspector.write(**{"q-machines-note": "No guard on the pulping machine"})
    inspector.shot("visit")
    inspector.send()
    assert inspector.page.url == address


def test_case(site: Site, visitor: Callable[..., Visitor]) -> None:
    """The inspector on a phone in Lao, the supervisor at a desk in English."""
    inspector, supervisor = visitor("phone"), visitor("desk")
    inspector.sign_in("somphone", "lo")
    inspector.shot("home")
    inspector.fits()
    address = bring_complaint(inspector, site)
    number = number_on(inspector)
    assert inspector.page.locator(
        "section.next .not-yet dd"
    ).count()  # the order is not hers to give
    inspector.shot("received")

    supervisor.sign_in("chanthala")
    supervisor.open(f"/cases/?q={number}")
    supervisor.fits()
    supervisor.go("td.lead a")
    supervisor.go("section.next a[href$='/order/']")
    supervisor.write(matters="ຄວາມປອດໄພຂອງເຄື່ອງຈັກ / Safety of the machines")
    supervisor.send()
    supervisor.go("section.next a[href$='/assign/']")
    [(somphone,)] = site.ask("SELECT id::text FROM accounts_user WHERE username = 'somphone'")
    supervisor.write(lead=somphone)
    supervisor.send()

    inspector.open(address)
    visit(inspector, address)
    inspector.go("section.next a.primary[href$='/confirm/']")
    assert inspector.page.locator(
        "main .soft"
    ).first.inner_text()  # the article stands above the form
    inspector.write(fact="No guard on the pulping machine", severity="serious", workers_affected=6)
    inspector.send()

    inspector.go("section.next a.primary[href$='/notice/']")
    inspector.write(length=10)
    inspector.send()
    inspector.go("#notices tr:first-child a[href^='/files/letters/']")
    notice = number_on(inspector)
    texts = texts_of_letter(inspector)
    assert len(texts) == 2
    assert sum("Improvement notice" in text for text in texts) == 1
    assert all(notice in text for text in texts)
    inspector.shot("letter")

    inspector.open(address)
    inspector.go("section.next a.primary[href$='/serve/']")
    inspector.write(received_by="ທ່ານ ບຸນທັນ, ຜູ້ອຳນວຍການ")
    inspector.send(refused=True)  # no proof and no word where it is kept
    inspector.write(received_by="ທ່ານ ບຸນທັນ, ຜູ້ອຳນວຍການ", proof=photo("signed.png"))
    inspector.send()
    assert inspector.page.locator("#clocks").count() == 1

    close_too_early(supervisor, address)

    inspector.open(address)
    inspector.go("section.next a[href$='/evidence/']")
    inspector.write(description="ຕິດຕັ້ງຝາປ້ອງກັນແລ້ວ", submitted_by="ທ່ານ ບຸນທັນ", file=photo("guard.png"))
    inspector.send()
    inspector.shot("evidence")
    inspector.go("section.next a.primary[href*='/cases/evidence/']")
    inspector.write(decision="accept")
    inspector.send()

    supervisor.open(address)
    supervisor.go("section.next a[href$='/close/']")
    supervisor.write(code="remedied")
    supervisor.send()
    assert "Corrected, verified" in supervisor.said()
    supervisor.shot("closed")

    stranger = visitor("phone")
    stranger.sign_in("inspector.laongam", "lo")
    stranger.open(address, status=404)
    stranger.shot("not-found")
    assert number not in stranger.said()


def close_too_early(supervisor: Visitor, address: str) -> None:
    """The page says what closing still lacks, and closing all the same is refused."""
    supervisor.open(address)
    assert "F1" in supervisor.said("section.next .not-yet")
    supervisor.shot("not-yet")
    supervisor.open(f"{address}close/")
    supervisor.write(code="remedied")
    supervisor.send(refused=True)
    assert "F1" in supervisor.said("main .problems")


def test_sealed(site: Site, visitor: Callable[..., Any]) -> None:
    """Who complained is shown for a reason only, and to nobody of another province."""
    [(complaint, name)] = site.ask(
        "SELECT c.complaint_id::text, c.name FROM cases_complainant c JOIN cases_complaint p "
        "ON p.id = c.complaint_id WHERE p.district_id = '1604' AND c.name <> '' LIMIT 1"
    )
    legal, stranger = visitor("desk"), visitor("desk")
    legal.sign_in("legal")
    legal.open(f"/cases/complaints/{complaint}/")
    assert name not in legal.said()
    legal.go("a[href$='/reveal/']")
    legal.send(refused=True)
    legal.write(reason="To ask when the inspection may come")
    legal.send()
    assert name in legal.said()
    stranger.sign_in("inspector.laongam")
    stranger.open(f"/cases/complaints/{complaint}/reveal/", status=404)
