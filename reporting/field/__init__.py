"""Key figures of the field, the same in every country: a pack takes in the sets it names.

`takes_in = ["inspection"]` in its indicators.toml adds the rows of inspection.toml here. What the pack
itself says under the same key stands in their place.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TABLES = ("objective", "indicator", "parameter")


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.toml") if path.stem != "c81"))


@cache
def read(name: str) -> dict[str, Any]:
    with (HERE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def taken_in(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an indicators.toml with the rows of the field that it takes in, after its own."""
    whole = {**data, **{table: list(data.get(table, [])) for table in TABLES}}
    for name in data.get("takes_in", []):
        for table in TABLES:
            own = {row["key"] for row in whole[table]}
            whole[table] += [row for row in read(name).get(table, []) if row["key"] not in own]
    return whole
