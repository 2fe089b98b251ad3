"""The workforce of a list of workplaces: women and men of each type, counted on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base import reading
from solar_cms.base.hooks import Column
from solar_cms.base.models import today
from solar_cms.imports.writing import insert, ready
from solar_cms.registry.intake.named import read_count
from solar_cms.registry.models import WorkforceCount
from solar_cms.registry.roster.reading import Read
from solar_cms.registry.states import WorkerType as W

WORDS = {
    W.PERMANENT: ("Permanent", "ປະຈຳ"), W.TEMPORARY: ("Temporary", "ຊົ່ວຄາວ"),
    W.SEASONAL: ("Seasonal", "ຕາມລະດູ"), W.APPRENTICE: ("Apprentice", "ຝຶກງານ"),
    W.FAMILY: ("Family", "ໃນຄອບຄົວ"), W.UNDER_18: ("Under 18", "ຕ່ຳກວ່າ 18"),
}  # fmt: skip
SEXES = (("women", _("women"), "Women", "ຍິງ"), ("men", _("men"), "Men", "ຊາຍ"))
COLUMNS = [
    Column(
        f"{kind}_{name}",
        format_lazy("{type}: {who}", type=kind.label, who=label),
        [f"{latin} {said.lower()}", f"{said} {latin.lower()}", f"{kind}_{name}", f"{local} {word}",
         f"ຄົນງານ{local} {word}", f"ແຮງງານ{local} {word}"],
    )
    for kind, (latin, local) in WORDS.items()
    for name, label, said, word in SEXES
] + [Column("counted_on", _("Counted on"), ["ວັນທີນັບ", "ນັບວັນທີ", "Counted on", "Date of count"])]  # fmt: skip

# What the batch wrote: the counts of rows made, and of rows where the workforce was taken over.
MINE = """
SELECT w.id FROM registry_workforcecount w JOIN imports_stagedrow s
  ON w.workplace_id = (s.cleaned->>'record')::uuid AND w.counted_on = (s.cleaned->>'counted_on')::date
WHERE s.batch_id = %s AND w.version = 1 AND s.cleaned ? 'workforce'
  AND (s.outcome = 'created' OR (s.outcome = 'updated' AND s.cleaned->'take' ? 'workforce'))
"""


def read_workforce(cells: dict[str, str], read: Read) -> None:
    """Puts `workforce` {type: [women, men]} and `counted_on` into the values where the row has
    numbers by type; the totals of the workplace are their sums."""
    message = _("Write a whole number, or leave the cell empty.")
    counts: dict[str, list[int]] = {}
    for kind in WORDS:
        pair = [
            read_count(cells.get(f"{kind}_{s[0]}", ""), f"{kind}_{s[0]}", message, read)
            for s in SEXES
        ]
        if any(number is not None for number in pair):
            counts[str(kind)] = [number or 0 for number in pair]
    if not counts:
        return
    for at, column in enumerate(("workers_women", "workers_men")):
        total, said = sum(pair[at] for pair in counts.values()), read.values[column]
        if said is not None and said != total:
            words = _("The types add up to {total}; mend the one or the other.")
            read.problem("workforce.sum", format_lazy(words, total=total), column)
        read.values[column] = total
    day = _day(cells.get("counted_on", "").strip(), read)
    read.values |= {"workforce": counts, "counted_on": day.isoformat()}


def _day(text: str, read: Read) -> dt.date:
    if not text:
        return today()
    try:
        found = reading.read_date(reading.plain_digits(text).partition("T")[0]).date
    except reading.Unreadable as error:
        read.problem(f"workforce.{error.code}", error.message, "counted_on")
        return today()
    if found > today():
        read.problem("workforce.later", _("The date must not be in the future."), "counted_on")
    return found


def newest_counts(workplaces: Iterable[Any]) -> dict[Any, dt.date]:
    """Workplace → the day of its newest count."""
    rows = WorkforceCount.objects.filter(workplace__in=list(workplaces))
    return dict(rows.order_by("workplace", "counted_on").values_list("workplace", "counted_on"))


def offered_workforce(values: dict[str, Any], newest: dt.date | None) -> list[str] | None:
    """[kept, file] where the file counts on a later day than the registry does; else nothing."""
    if "workforce" not in values:
        return None
    day = dt.date.fromisoformat(values["counted_on"])
    if newest is not None and newest >= day:
        return None
    women, men = values["workers_women"], values["workers_men"]
    return [newest.isoformat() if newest else "", f"{women + men} ({day.isoformat()})"]


def write_counts(columns: str) -> str:
    """The statement that writes the counts of a piece. columns: types of `cleaned`, see ready()."""
    return insert(
        WorkforceCount,
        {
            "workplace_id": "c.record", "counted_on": "c.counted_on", "type": "w.type",
            "women": "(w.pair->>0)::int", "men": "(w.pair->>1)::int",
        },
        ready(columns, beside="CROSS JOIN LATERAL jsonb_each(c.workforce) AS w(type, pair)")
        + " AND (s.effect = 'create' OR c.take ? 'workforce')",
    )  # fmt: skip


def counts_of(batch_id: Any) -> list[Any]:
    """Ids of the counts that a batch wrote and nobody changed since."""
    with connection.cursor() as cursor:
        cursor.execute(MINE, [batch_id])
        return [key for (key,) in cursor.fetchall()]
