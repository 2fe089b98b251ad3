"""The catalogues of the interface: found, compiled (Babel, no gettext needed).

`python -m solar_cms.base.catalogues` compiles without settings, because Django refuses to start
in Lao before the compiled catalogue is there; dev.py calls it at set-up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
# The folders of ours that hold source, templates or catalogues.
SOURCES = ("solar_cms", "cases", "enrollment", "trainings", "reporting", "templates", "locale")


def catalogue_files(root: Path = ROOT, language: str = "*") -> Iterator[Path]:
    """Every .po file of ours, the project-wide one first."""
    yield from sorted(root.glob(f"locale/{language}/LC_MESSAGES/*.po"))
    for top in SOURCES:
        if top != "locale":
            yield from sorted((root / top).rglob(f"locale/{language}/LC_MESSAGES/*.po"))


def compile_catalogues(root: Path = ROOT) -> int:
    """Write the .mo beside each .po that is newer; give the number written."""
    written = 0
    for source in catalogue_files(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3])
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as stream:
            write_mo(stream, catalogue)
        fresh.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    sys.stdout.write(f"{compile_catalogues()} catalogues compiled\n")
