"""A checklist filled in on a phone, in Lao, with photos; the browser dies in the middle."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.casework import texts_of_letter
from tests.journeys.conftest import Site, Visitor
from tests.journeys.samples import photo
from tests.journeys.test_case import bring_complaint

pytestmark = pytest.mark.browser

RADIOS = "main form input[type=radio][name^='q-']"


def assigned_case(site: Site, inspector: Visitor, supervisor: Visitor) -> str:
    """The address of a case that the inspector may visit."""
    address = bring_complaint(inspector, site)
    supervisor.open(f"{address}order/")
    supervisor.write(matters="ຄວາມປອດໄພຂອງເຄື່ອງຈັກ")
    supervisor.send()
    supervisor.open(f"{address}assign/")
    [(somphone,)] = site.ask("SELECT id::text FROM accounts_user WHERE username = 'somphone'")
    supervisor.write(lead=somphone)
    supervisor.send()
    return address


def names_on(page: Visitor) -> list[str]:
    found = page.page.locator(RADIOS).evaluate_all("all => all.map(e => e.name)")
    return list(dict.fromkeys(found))


def say_no(page: Visitor, key: str, note: str, file: str) -> None:
    """A "no" with its note and a photo, which is sent at once."""
    page.write(**{f"q-{key}": "no"})
    page.write(**{f"q-{key}-note": note})
    box = page.page.locator(f"[data-files='{key}']")
    box.locator("input[type=file]").set_input_files(photo(f"{file}.png"))
    box.locator(".files li").wait_for()
    assert f"{file}.jpg" in box.inner_text()  # made smaller on the phone


def test_checklist_on_a_phone(site: Site, visitor: Callable[..., Visitor]) -> None:
    inspector, supervisor = visitor("phone"), visitor("desk")
    inspector.sign_in("somphone", "lo")
    supervisor.sign_in("chanthala", "lo")
    address = assigned_case(site, inspector, supervisor)
    inspector.open(f"{address}visit/")
    inspector.fits()
    names = [name for name in names_on(inspector) if name not in {"q-machines", "q-first_aid"}]
    inspector.write(**dict.fromkeys(names[:4], "yes"))
    say_no(inspector, "machines", "ບໍ່ມີຝາປ້ອງກັນ No guard", "machine")
    inspector.shot("half")
    inspector.page.locator("[data-answered]", has_text=re.compile(r"\b5\b")).wait_for()
    inspector.page.close()  # the battery is empty

    again = visitor("phone")
    again.sign_in("somphone", "lo")
    again.open(f"{address}visit/")
    for name in names[:4]:
        assert again.page.locator(f"[name='{name}'][value=yes]").is_checked()
    assert again.page.locator("[name='q-machines'][value=no]").is_checked()
    assert "No guard" in again.page.locator("[name='q-machines-note']").input_value()
    assert "machine.jpg" in again.said("[data-files='machines']")
    again.shot("there-again")
    again.write(**dict.fromkeys(names[4:], "yes"))
    again.write(women_interviewed=3, men_interviewed=1)
    again.send(refused=True)  # one is not answered yet
    assert "machine.jpg" in again.said("[data-files='machines']")
    say_no(again, "first_aid", "ຊຸດຢາຫວ່າງເປົ່າ Empty kit", "kit")
    again.send()
    assert again.page.url == address

    again.go("section.next a.primary[href$='/confirm/']")
    for _finding in range(2):  # one leads to the next
        again.write(workers_affected=6)
        again.send()
    again.go("section.next a.primary[href$='/notice/']")
    again.write(length=10)
    again.send()
    again.go("#visits li a")
    again.shot("answers")
    again.open(address)
    again.go("#findings td.lead a")
    assert ".jpg" in again.said("#files")
    again.open(address)
    again.go("#notices tr:first-child a[href^='/files/letters/']")
    texts = texts_of_letter(again)
    assert all("No guard" in text and "Empty kit" in text for text in texts)


def test_checklist_without_a_line(site: Site, visitor: Callable[..., Visitor]) -> None:
    """What is written where there is no line is kept on the phone and sent when there is one."""
    inspector, supervisor = visitor("phone"), visitor("desk")
    inspector.sign_in("somphone", "en")
    supervisor.sign_in("chanthala", "en")
    address = assigned_case(site, inspector, supervisor)
    inspector.open(f"{address}visit/")
    names = names_on(inspector)
    inspector.page.context.set_offline(True)
    inspector.write(**dict.fromkeys(names[:3], "yes"))
    inspector.write(remarks="Talked in the yard")
    box = inspector.page.locator("[data-files='machines']")
    inspector.write(**{"q-machines": "no"})
    box.locator("input[type=file]").set_input_files(photo("machine.png"))
    box.locator("[data-file-told]:not(:empty)").wait_for()
    inspector.page.locator("[data-draft-told]", has_text="No line").wait_for()
    inspector.page.context.set_offline(False)
    box.locator(".files li").wait_for()
    inspector.page.locator("[data-answered]", has_text=re.compile(r"\b4\b")).wait_for()
    inspector.open(f"{address}visit/")
    assert inspector.page.locator("[name=remarks]").input_value() == "Talked in the yard"
    assert inspector.page.locator(f"[name='{names[0]}'][value=yes]").is_checked()
    inspector.complaints = [one for one in inspector.complaints if "ERR_INTERNET" not in one]


def test_checklist_without_scripts(site: Site, visitor: Callable[..., Visitor]) -> None:
    inspector, supervisor = visitor("phone", scripts=False), visitor("desk")
    inspector.sign_in("somphone", "lo")
    supervisor.sign_in("chanthala", "lo")
    address = assigned_case(site, inspector, supervisor)
    inspector.open(f"{address}visit/")
    names = names_on(inspector)
    inspector.write(**dict.fromkeys(names[:-1], "yes"))
    inspector.write(**{"q-machines": "no"})
    inspector.page.locator("#ask-machines summary").click()
    inspector.write(**{"q-machines-note": "ບໍ່ມີຝາປ້ອງກັນ", "q-machines-photos": photo("machine.png")})
    inspector.send(refused=True)
    assert "machine.png" in inspector.said("[data-files='machines']")
    inspector.write(**{names[-1]: "na"})
    inspector.send()
    assert inspector.page.url == address
    inspector.go("#visits li a")
    assert "ບໍ່ມີຝາປ້ອງກັນ" in inspector.said()
