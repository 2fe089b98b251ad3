"""A roster with bad rows comes in, its people are enrolled, and their money reaches the LSSO."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from pypdf import PdfReader

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

HEADINGS = ["ລຳດັບ", "ຊື່ ແລະ ນາມສະກຸນ", "Name (Latin)", "ເພດ", "ວັນເດືອນປີເກີດ", "ບ້ານ", "ໂທລະສັບ"]
FAMILY = "ພັນທະບູລີສັກ"


def roster(village: str, latin: str) -> dict[str, Any]:
    """Eight rows below a title; five are bad, one is a warning."""
    twice = [
        f"ນາງ ບົວເງິນ {FAMILY}",
        "Bouangeun Phanthabourisak",
        "ຍິງ",
        "3.5.1979",
        village,
        "020 5519 4418",
    ]
    rows: list[list[Any]] = [
        twice,
        ["", "Khamsone Phanthabourisak", "M", 1985, latin, 2055194988],
        [f"ນາງ ແກ້ວຕາ {FAMILY}", "", "F", "1990", "ບ້ານ ບໍ່ມີໃນໂລກ", ""],
        [f"ທ້າວ ນ້ອຍ {FAMILY}", "", "", "2.4.2566", village, ""],
        ["", "", "F", "1971", village, ""],
        twice,
        [("=A1", f"ທ້າວ ວັນນະເດດ {FAMILY}"), "", "M", "1968", village, ""],
    ]
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("ບັນຊີ")
    sheet.write_string(0, 0, "ບັນຊີສະມາຊິກກຸ່ມຜະລິດກາເຟ")
    sheet.write_row(2, 0, HEADINGS)
    for number, row in enumerate(rows, 1):
        sheet.write_number(2 + number, 0, number)
        for at, cell in enumerate(row, 1):
            if isinstance(cell, tuple):
                sheet.write_formula(2 + number, at, cell[0], None, cell[1])
            else:
                sheet.write(2 + number, at, cell)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "ບັນຊີ roster.xlsx", "mimeType": kind, "buffer": kept.getvalue()}


def people(site: Site) -> int:
    [(count,)] = site.ask("SELECT count(*) FROM registry_person")
    return int(count)


def bring_roster(officer: Visitor, site: Site) -> str:
    """File, dry run, mending, import; returns the group's id."""
    [(group, code, village, latin)] = site.ask(
        "SELECT g.id::text, v.code, v.name_local, v.name_latin FROM registry_producergroup g "
        "JOIN places_village v ON v.code = g.village_id "
        "WHERE g.district_id = '1604' AND g.ended_on IS NULL ORDER BY g.id LIMIT 1"
    )
    before = people(site)
    officer.open("/imports/")
    officer.go("a.button[href*='group_roster']")
    wrong = {"name": "list.xls", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 no sheet"}
    officer.write(group=group, since="1.10.2026", file=wrong)
    officer.page.locator("main form .acts button.primary").first.click()
    officer.sees("main .problems")  # sent by script: the form stands there with what is wrong
    officer.write(file=roster(village, latin))
    officer.send()
    desk = officer.page.url.partition("#")[0]

    assert people(site) == before  # so far nothing is written
    said = officer.said("#rows")
    assert "2.4.2566" not in said
    for row in (6, 8, 9, 10):  # counted as in the file, below its title
        assert officer.page.locator(f"#rows td[data-label]:text-is('{row}')").count(), said
    officer.shot("desk")
    officer.go("button[name=use][value^='10|']")  # the formula's last value
    officer.go("button[name=leave_out][value='9']")  # the same person again
    officer.page.fill("input[name='cell.6.village']", code)
    officer.page.fill("input[name^='cell.8.'][name*='name']", f"ນາງ ສຸດາ {FAMILY}")
    officer.go("#rows form > .acts button")
    officer.open(f"{desk}?show=ready")
    assert "2566" in officer.said("#rows")
    assert "2023" in officer.said("#rows")
    officer.go("button[name=leave_out][value='7']")  # a child of three is no producer
    officer.open(desk)
    officer.send("form[action$='/import/'] button.primary")
    officer.shot("imported")
    assert people(site) == before + 5
    return str(group)


def found(site: Site, given: str) -> str:
    [(key,)] = site.ask(
        "SELECT id::text FROM registry_person WHERE family_name = %s AND given_name = %s",
        FAMILY,
        given,
    )
    return str(key)


def apply_for(officer: Visitor, group: str, person: str, number: str) -> None:
    officer.open(f"/enrollment/groups/{group}/")
    officer.fits()
    officer.go(f"#p{person} a.button")
    [channel] = officer.page.locator("[name=channel] option:not([value=''])").first.evaluate_all(
        "all => all.map(o => o.value)"
    )
    officer.write(channel=channel, member_number=number)
    for box in officer.page.locator("[name=documents]").all():
        box.check()
    officer.send()


def test_enrolment(site: Site, visitor: Callable[..., Visitor]) -> None:
    officer = visitor("desk")
    officer.sign_in("enrol", "lo")
    officer.shot("home")
    group = bring_roster(officer, site)

    first, second = found(site, "ບົວເງິນ"), found(site, "ແກ້ວຕາ")
    apply_for(officer, group, first, "SS-16-900001")
    assert "SS-16-900001" in officer.said(f"#p{first}")
    officer.shot("group")
    apply_for(officer, group, second, "")
    officer.go(f"#p{second} a[href*='/applications/']")
    officer.go("section.next a[href$='/enrol/']")
    officer.write(member_number="SS-16-900001")
    officer.send(refused=True)  # somebody else's number
    officer.write(member_number="SS-16-900002")
    officer.send()
    officer.shot("member")
    membership = officer.page.url

    officer.go("section.next a.primary[href*='/collect/']")
    assert "108" in officer.said("main .callout")
    officer.send()
    officer.go("a[href^='/files/letters/']")
    officer.sees("#letter-files li a", seconds=60)
    slip = officer.fetch(
        str(officer.page.locator("#letter-files li a").first.get_attribute("href"))
    )
    text = PdfReader(BytesIO(slip)).pages[0].extract_text()
    number = officer.said("main .page-head .number")
    assert number in text
    assert re.search(r"108[.,   ]000", text)

    remit(officer, site, membership)


def remit(officer: Visitor, site: Site, membership: str) -> None:
    """Hand the money over, and enter the LSSO's receipt."""
    key = membership.rstrip("/").rpartition("/")[2]
    [(contribution,)] = site.ask(
        "SELECT id::text FROM enrollment_contribution WHERE membership_id = %s", key
    )
    officer.open("/enrollment/remittances/new/")
    officer.fits()
    officer.page.uncheck("[data-pick-all]")
    officer.page.check("[data-pick-all]")
    officer.page.uncheck("[data-pick-all]")
    officer.page.check(f"[name=pick][value='{contribution}']")
    officer.send()
    officer.go("section.next a.primary[href$='/confirm/']")
    officer.send(refused=True)  # no receipt number
    officer.write(receipt_number="LSSO-2026/11-0417")
    officer.send()
    assert "LSSO-2026/11-0417" in officer.said()
    officer.shot("remittance")
    [(state,)] = site.ask("SELECT state FROM enrollment_contribution WHERE id = %s", contribution)
    assert state == "confirmed"
