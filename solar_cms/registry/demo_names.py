"""Invented but plausible names in both scripts, for the demonstration data."""

from __future__ import annotations

from typing import Any

Pair = tuple[str, str]

BEGIN: list[Pair] = [
    ("ສົມ", "Som"), ("ບຸນ", "Boun"), ("ຄຳ", "Kham"), ("ວິໄລ", "Vilay"), ("ສີ", "Si"),
    ("ແກ້ວ", "Keo"), ("ທອງ", "Thong"), ("ຈັນ", "Chan"), ("ໄຊ", "Xay"), ("ພອນ", "Phone"),
    ("ມະນີ", "Mani"), ("ສຸກ", "Souk"), ("ດວງ", "Douang"), ("ແສງ", "Seng"), ("ໄພ", "Phay"),
]  # fmt: skip
END_WOMEN: list[Pair] = [
    ("ມາລີ", "mali"), ("ວັນ", "vanh"), ("ນາ", "na"), ("ດາ", "da"), ("ຈິດ", "chit"), ("ສອນ", "sone"),
    ("ສີ", "sy"), ("ໃຈ", "chay"), ("ລັດ", "lath"), ("ແພງ", "pheng"), ("ນ້ອຍ", "noy"), ("ມີ", "my"),
]  # fmt: skip
END_MEN: list[Pair] = [
    ("ພອນ", "phone"), ("ສັກ", "sack"), ("ມີ", "my"), ("ຫຼ້າ", "la"), ("ເພັດ", "phet"), ("ສະໄໝ", "samay"),
    ("ຊາຍ", "xay"), ("ພູ", "phou"), ("ທັດ", "that"), ("ຈັນ", "chan"), ("ເດດ", "deth"), ("ໄຊ", "say"),
]  # fmt: skip
SHORT_WOMEN: list[Pair] = [
    ("ນ້ອຍ", "Noy"), ("ແພງ", "Pheng"), ("ຕຸ້ຍ", "Touy"), ("ຫຼ້າ", "La"), ("ແຕງ", "Teng"), ("ບົວ", "Boua"),
    ("ວັນ", "Vanh"), ("ມອນ", "Mone"),
]  # fmt: skip
SHORT_MEN: list[Pair] = [
    ("ໃຫຍ່", "Gnai"), ("ແດງ", "Deng"), ("ດຳ", "Dam"), ("ນວນ", "Nouan"), ("ເພັດ", "Phet"), ("ຕິ່ງ", "Ting"),
    ("ຊຽງ", "Xieng"), ("ອຸ່ນ", "Oun"),
]  # fmt: skip
FAMILY_BEGIN: list[Pair] = [
    ("ວົງ", "Vong"), ("ສີ", "Si"), ("ພົມມະ", "Phomma"), ("ແກ້ວ", "Keo"), ("ໄຊຍະ", "Xaya"), ("ອິນທະ", "Intha"),
    ("ຈັນທະ", "Chantha"), ("ລັດຕະນະ", "Lattana"), ("ບຸນຍະ", "Bounya"), ("ສຸວັນນະ", "Souvanna"), ("ທຳມະ", "Thamma"),
    ("ພັນ", "Phan"), ("ດາລາ", "Dala"), ("ສຸລິ", "Souli"), ("ຄຳ", "Kham"), ("ມະຫາ", "Maha"), ("ພິລາ", "Phila"),
    ("ລາດ", "Lath"), ("ສະຫວັດ", "Savath"), ("ອຸດົມ", "Oudom"),
]  # fmt: skip
FAMILY_END: list[Pair] = [
    ("ສາ", "sa"), ("ວົງ", "vong"), ("ສະຫວັດ", "savath"), ("ຈັນ", "chanh"), ("ມະນີ", "many"), ("ວັນ", "vanh"),
    ("ພັນ", "phanh"), ("ສຸກ", "souk"), ("ໄຊ", "xay"), ("ປະເສີດ", "paseuth"), ("ຄຳ", "kham"), ("ດີ", "dy"),
    ("ສິດ", "sith"), ("ລາດ", "lath"), ("ໂຄດ", "khoth"), ("ທອງ", "thong"), ("ບຸດ", "bouth"), ("ພົນ", "phone"),
    ("ເພັດ", "phet"), ("ສີ", "sy"),
]  # fmt: skip


def _joined(first: list[Pair], second: list[Pair]) -> list[Pair]:
    return [(a + c, b + d) for a, b in first for c, d in second if a != c]


GIVEN = {
    "F": _joined(BEGIN, END_WOMEN) + SHORT_WOMEN * 3,
    "M": _joined(BEGIN, END_MEN) + SHORT_MEN * 3,
}
FAMILY = _joined(FAMILY_BEGIN, FAMILY_END)


def name(random: Any, sex: str) -> tuple[str, str, str, str]:
    """(given, family, given Latin, family Latin): some without family name, some without Latin."""
    local, latin = random.choice(GIVEN[sex])
    family, family_latin = random.choice(FAMILY) if random.random() > 0.08 else ("", "")
    if random.random() < 0.12:
        return local, family, "", ""
    return local, family, latin, family_latin
