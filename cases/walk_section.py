"""The section of a pack with its scripted case: walk.toml, played by manage.py walk_case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.problems import Problem, Refused
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import PackText, keys_in, read_file
from solar_cms.law.schema import Field, check_row, check_rows, check_tables

HEAD: dict[str, Field] = {
    "kind": Field("key"),
    "source": Field("key"),
    "opened": Field("date"),
    "district": Field("text"),
    "complaint": Field("text", required=False),
    "employer": Field("any"),
    "step": Field("rows"),
}
STEP: dict[str, Field] = {
    "day": Field("int"),
    "key": Field("key"),
    "by": Field("key"),
    "values": Field("any", required=False),
}


def check_walk(data: Any, path: Path) -> Iterable[Problem]:
    """Every step is one of the procedure, taken by a role of the pack, the days in order."""
    text = PackText(path)
    problems = [*check_tables(text, data, HEAD), *check_row(text, data, HEAD, table="")]
    problems += check_rows(text, data, "step", STEP, unique=())
    return problems or list(_steps(text, data, path))


def _steps(text: PackText, data: Any, path: Path) -> Iterator[Problem]:
    roles = keys_in(path.parent / "roles.toml", "roles") | {"calendar"}
    try:
        rows = read_file(path.parent / "procedure.toml").get("transition", [])
    except (Refused, OSError):
        return  # its own check says why
    steps = {row.get("key", row.get("act")) for row in rows if isinstance(row, dict)}
    before = 0
    for index, row in enumerate(data["step"]):
        for name, known in (("key", steps), ("by", roles)):
            if row[name] not in known:
                message = _("“%(key)s” (%(name)s) is not defined in this pack.") % {
                    "key": row[name],
                    "name": name,
                }
                yield text.fault("walk.unknown", message, table="step", index=index, key=name)
        if row["day"] < before:
            message = _("This step is on an earlier day than the one before it.")
            yield text.fault("walk.day", message, table="step", index=index, key="day")
        before = max(before, row["day"])


def load_nothing(data: Any, version: PackVersion) -> None:
    """The script is played from its file; cases know nothing of it."""


pack_sections.add("walk", PackSection("walk", "walk.toml", check_walk, load_nothing, order=90))
