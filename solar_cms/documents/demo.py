"""Letterheads of the demo's offices."""

from __future__ import annotations

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.documents.operations import set_letterhead

PLACES = {
    "16": ("ປາກເຊ", "Pakse"),
    "1604": ("ປາກຊ່ອງ", "Paksong"),
    "SSO-1604": ("ປາກຊ່ອງ", "Paksong"),
}


def seed(world: DemoWorld) -> None:
    """The offices of Champasak in the demo write under their own names."""
    for code, (local, latin) in PLACES.items():
        office = world.store["offices"].get(code)
        if office is None:
            continue
        set_letterhead(
            office,
            lines={language: [words] for language, words in office.names.items()},
            address={"lo": f"{local}, ແຂວງຈຳປາສັກ", "en": f"{latin}, Champasak province"},
            place={"lo": local, "en": latin},
            valid_from=world.start,
            by=SYSTEM,
        )


demo_seeders.add("documents", DemoSeeder(12, seed))
