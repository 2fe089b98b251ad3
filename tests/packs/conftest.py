"""An installation of another country, for the length of a test."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COUNTRIES = (
    "colombia",
    "honduras",
    "paraguay",
    "peru",
    "philippines",
    "sri-lanka",
    "vietnam",
)


@pytest.fixture
def serve(settings: Any) -> Callable[[str], Path]:
    """serve("peru"): what the settings take from a pack is now that pack's; its folder."""

    def serve(code: str) -> Path:
        folder = Path(settings.PACKS_DIR) / code
        pack = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
        settings.SOLAR_PACK, settings.PACK = code, pack
        settings.LANGUAGE_CODE, settings.TIME_ZONE = (
            pack["languages"]["interface"],
            pack["time_zone"],
        )
        settings.CURRENCY = pack["currency"]["code"]
        settings.CURRENCY_EXPONENT = pack["currency"]["minor_digits"]
        settings.PHONE_REGION = pack["phone_region"]
        return folder

    return serve
