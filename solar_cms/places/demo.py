"""Invented villages for the demo, marked as such: real lists are imported by the office.

Their codes end in 901 to 940, above what the Statistics Bureau has given out in these districts.
"""

from __future__ import annotations

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.places.operations import load_villages

DISTRICTS = ["1604", "1407", "1504"]
PER_DISTRICT = 40

FIRST = [
    ("ນ້ຳ", "Nam"), ("ຫ້ວຍ", "Houay"), ("ໜອງ", "Nong"), ("ດົງ", "Dong"), ("ພູ", "Phou"),
    ("ໂພນ", "Phon"), ("ນາ", "Na"), ("ທ່າ", "Tha"), ("ວັງ", "Vang"), ("ແກ້ງ", "Keng"),
    ("ບຶງ", "Bung"), ("ໂນນ", "Non"), ("ຊຽງ", "Xieng"), ("ສວນ", "Souan"), ("ເຊ", "Xe"),
]  # fmt: skip
SECOND = [
    ("ແດງ", "deng"), ("ຫຼວງ", "louang"), ("ໃຫຍ່", "gnai"), ("ນ້ອຍ", "noy"), ("ຄຳ", "kham"),
    ("ແກ້ວ", "keo"), ("ທອງ", "thong"), ("ໄຊ", "xay"), ("ງາມ", "ngam"), ("ຂາວ", "khao"),
    ("ໃໝ່", "mai"), ("ກາງ", "kang"), ("ເໜືອ", "neua"), ("ໃຕ້", "tai"), ("ສະຫວ່າງ", "savang"),
    ("ສົມບູນ", "somboun"), ("ວິໄລ", "vilay"), ("ສີ", "si"), ("ຈຳປາ", "champa"), ("ບົວ", "boua"),
]  # fmt: skip


def seed(world: DemoWorld) -> None:
    """Fills world.store["districts"] and ["villages"] {district: [codes]}."""
    names = [(a + b, (c + b_latin).capitalize()) for a, c in FIRST for b, b_latin in SECOND]
    villages: dict[str, list[str]] = {}
    rows = []
    for district in DISTRICTS:
        for number, (local, latin) in enumerate(world.random.sample(names, PER_DISTRICT), 901):
            code = f"{district}{number}"
            rows.append(
                {
                    "code": code, "district": district, "name_local": local,
                    "name_latin": latin, "is_demo": True,
                }
            )  # fmt: skip
            villages.setdefault(district, []).append(code)
    load_villages(rows, by=SYSTEM)
    world.store["districts"] = list(DISTRICTS)
    world.store["villages"] = villages
    for kind in ("people", "groups"):  # filled by the registry; empty where it does not seed
        world.store.setdefault(kind, {district: [] for district in DISTRICTS})


demo_seeders.add("places", DemoSeeder(5, seed))
