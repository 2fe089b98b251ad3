"""A clerk mends a roster of 200 rows with 30 faults in the grid, in Lao; imports, undoes, imports again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from solar_cms.imports.tests.files import xlsx
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

FAMILY = [
    "ສີສະຫວັດ",
    "ພົມມະຈັນ",
    "ວົງສາ",
    "ແກ້ວມະນີ",
    "ຄຳພູ",
    "ອິນທະວົງ",
    "ບຸນມີ",
    "ໄຊຍະສານ",
    "ພິມມະສອນ",
    "ລາດຊະວົງ",
]
GIVEN = ["ບົວ", "ຄຳ", "ຈັນ", "ແສງ", "ພອນ", "ດາວ", "ສີ", "ໝອນ", "ຫຼ້າ", "ເພັດ"]


def roster(path: Path, village: str) -> Path:
    """200 people: 22 with the village misspelt alike, 4 phones without prefix, 2 births swapped, 2 sexes."""
    rows: list[list[Any]] = []
    for n in range(200):
        name = f"{GIVEN[n % 10]}{GIVEN[n // 10 % 10]}{GIVEN[(n * 3) % 10]}ທີ {FAMILY[n // 20]}{FAMILY[n % 10]}"
        rows.append(
            [
                n + 1,
                name,
                "",
                "F" if n % 2 else "M",
                str(1950 + n % 50),
                village,
                "",
                f"J-{n:04d}",
                "",
            ]
        )
    for n in range(22):
        rows[n][5] = f"{village}x"
    for n in range(22, 26):
        rows[n][6] = f"5512041{n % 10}"
    for n in range(26, 28):
        rows[n][4] = "1897"
    for n in range(28, 30):
        rows[n][3] = "ຍິງ/ຊາຍ"
    return xlsx(path, rows, title="ບັນຊີສະມາຊິກ ກຸ່ມ")


def members(site: Site, group: str) -> int:
    [(count,)] = site.ask(
        "SELECT count(*) FROM registry_groupmembership WHERE group_id = %s", group
    )
    return int(count)


def figure(page: Visitor, show: str) -> int:
    """The number under one outcome of the check."""
    found = page.page.locator(
        ".figure", has=page.page.locator(f"a[href*='show={show}'], strong")
    ).all()
    for one in found:
        link = one.locator("a")
        if link.count() and f"show={show}" in str(link.first.get_attribute("href")):
            return int(one.locator(".figure-number").inner_text().replace(".", ""))
    return -1


def test_a_roster_is_mended_imported_undone_and_imported_again(
    site: Site, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    [(group, village)] = site.ask(
        "SELECT g.id::text, v.name_latin FROM registry_producergroup g JOIN places_village v "
        "ON v.district_id = g.district_id WHERE g.district_id = '1604' AND g.ended_on IS NULL "
        "AND length(v.name_latin) > 5 ORDER BY g.id, v.code LIMIT 1"
    )
    before = members(site, group)
    [(people,)] = site.ask("SELECT count(*) FROM registry_person")
    path = roster(tmp_path / "ບັນຊີ.xlsx", village)

    clerk = visitor("desk")
    clerk.sign_in("enrol", "lo")
    clerk.open(f"/imports/new/group_roster/?group={group}")
    clerk.write(since="1.6.2024")
    clerk.page.set_input_files("main input[type=file]", path)
    clerk.send()
    desk = clerk.page.url
    assert (figure(clerk, "ready"), clerk.page.locator("main td.bad").count()) == (170, 25)
    clerk.shot("faults")
    clerk.go("a[href$='/columns/']")
    clerk.shot("columns")
    clerk.open("/imports/questions/")
    clerk.fits()
    clerk.open(desk)

    # One suggestion for all 22 alike, then those of single cells, then what only a person knows.
    clerk.page.locator("main form[action$='/mend-alike/'] button", has_text="22").first.wait_for()
    clerk.go("form[action$='/mend-alike/'] button")
    assert clerk.page.locator("main td.bad").count() == 8
    for _n in range(6):
        clerk.go("td.bad button[name=use]")
    for cell in clerk.page.locator("main td.bad input").all():
        cell.fill("ຍິງ")
    clerk.shot("last-two")
    clerk.go(".acts button.button:not(.primary):not(.small)")
    assert clerk.page.locator("main td.bad").count() == 0

    clerk.go("form[action$='/import/'] button.primary")
    clerk.shot("imported")
    assert members(site, group) == before + 200
    clerk.go("a[href$='/undo/']")
    clerk.send("form .acts button")
    clerk.shot("undone")
    assert members(site, group) == before
    assert site.ask("SELECT count(*) FROM registry_person") == [(people,)]

    clerk.go("form[action$='/reopen/'] button")
    assert clerk.page.url.split("?")[0] == desk.split("?")[0]
    clerk.go("form[action$='/import/'] button.primary")
    assert members(site, group) == before + 200
    [(rows, done)] = site.ask(
        "SELECT rows, created + updated + linked FROM imports_batch WHERE file_name = %s", path.name
    )
    assert (rows, done) == (200, 200)
