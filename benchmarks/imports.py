"""The repair desk against other ways to bring in people: by size, and with a file as offices send them."""

from __future__ import annotations

import csv
import io
import itertools
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from benchmarks.harness import Row, Taken, timed
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.imports.operations import import_file, undo_import
from solar_cms.registry.models import IdDocument, Person

HEADINGS = ["ຊື່", "ນາມສະກຸນ", "ເພດ", "ວັນເດືອນປີເກີດ", "ເມືອງ", "ໂທລະສັບ", "ເລກບັດປະຈຳຕົວ"]
PARTS = ["ສົມ", "ບົວ", "ຄຳ", "ຈັນ", "ວັນ", "ແກ້ວ", "ພອນ", "ສີ", "ມະ", "ນາ", "ລາ", "ໄຊ"]
NOBODY = "00000000-0000-7000-8000-000000000000"
ONE_BY_ONE = 1_000  # rows of the slow ways; their cost of a row does not change with the size
BAD, TWICE = 0.03, 0.02
COPIED = "bare COPY, same columns and indexes, no triggers"


def people(rows: int, salt: str, bad: float = 0.0, twice: float = 0.0) -> Iterator[list[str]]:
    """Invented people, no two alike but those that stand twice; bad ones have no sex."""
    make = random.Random(salt)
    kept: list[list[str]] = []
    for number in range(rows):
        chance = make.random()
        if chance < twice and kept:
            yield make.choice(kept)
            continue
        born = date(make.randint(1950, 2005), make.randint(1, 12), make.randint(1, 28))
        row = [
            "".join(make.choices(PARTS, k=3)), "".join(make.choices(PARTS, k=4)), make.choice("FM"),
            f"{born.day}.{born.month}.{born.year}", "1604", f"020 5{make.randint(0, 9_999_999):07d}",
            f"{salt}{number:09d}",
        ]  # fmt: skip
        if chance > 1 - bad:
            row[2] = ""
        elif len(kept) < 1000:
            kept.append(row)
        yield row


def write(path: Path, rows: Iterator[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows)


def bare_copy(path: Path) -> Taken:
    """COPY from CSV into tables like those of people and their cards: the same columns, derived ones
    included, the same indexes and checks, written to the log as any table; but no triggers (history,
    keys, guards), no foreign keys, nothing looked up, nothing refused, and no commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("registry_person", "registry_iddocument"):
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(f"ALTER TABLE bare_{table} ALTER COLUMN id SET DEFAULT solar_uuid7()")
        with timed() as taken, path.open(encoding="utf-8") as file:
            lines = csv.reader(file)
            next(lines)
            while some := list(itertools.islice(lines, 20_000)):
                for text, table, columns in _texts(some):
                    text.seek(0)
                    cursor.copy_expert(f"COPY bare_{table} ({columns}) FROM STDIN", text)
        transaction.set_rollback(True)
    return taken


def _texts(rows: list[list[str]]) -> list[tuple[io.StringIO, str, str]]:
    """The rows as COPY takes them: (lines, table, columns)."""
    persons, cards = io.StringIO(), io.StringIO()
    for given, family, sex, born, _district, phone, card in rows:
        day, month, year = born.split(".")
        persons.write(
            f"{given}\t{family}\t\t\t{{}}\t{sex or 'F'}\t{year}-{month}-{day}\t{year}\t"
            f"{phone}\t1604\tf\t1\n"
        )
        cards.write(f"1\t{NOBODY}\tcard\t{card}{random.random()}\tf\n")
    return [
        (persons, "registry_person", PERSON_COLUMNS), (cards, "registry_iddocument", CARD_COLUMNS),
    ]  # fmt: skip


def best_copy(path: Path) -> Taken:
    """The fastest of three: what the desk is held against is not slowed by chance."""
    runs = [bare_copy(path) for _ in range(3)]
    return Taken(min(r.clock for r in runs), min(r.processor for r in runs))


PERSON_COLUMNS = (
    "given_name, family_name, given_name_latin, family_name_latin, aliases, sex, birth_date, "
    "birth_year, phone, district_id, is_demo, version"
)
CARD_COLUMNS = "version, person_id, kind, number, is_pending"


def desk(path: Path) -> tuple[Taken, Any]:
    """The repair desk from the file to the last row written and committed; and the batch."""
    with timed() as taken:
        batch = import_file(path, kind="people", context={}, by=SYSTEM)
    return taken, batch


def ratios(rows: int, what: str, taken: Taken, copied: Taken) -> list[Row]:
    """The desk against COPY, by the clock and by what both cost the processors."""
    found = [
        Row(f"bare COPY of {rows:,} people and cards", f"{rows / copied.clock:,.0f} rows/s"),
        Row(what, f"{rows / taken.clock:,.0f} rows/s", f"{taken.clock / copied.clock:.1f}", COPIED),
    ]
    if copied.processor and taken.processor:
        found.append(
            Row("the same, by seconds of processor", f"{rows / taken.processor:,.0f} rows/s",
                f"{taken.processor / copied.processor:.1f}", COPIED)
        )  # fmt: skip
    return found


def _timed(work: Callable[[], None]) -> float:
    """Seconds of work that is taken back."""
    with transaction.atomic():
        began = time.perf_counter()
        with act("bench.inserted", by=SYSTEM):
            work()
        taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return taken


def row_by_row(rows: list[list[str]]) -> float:
    """Each person and card saved by the ORM, after a look whether the card is known."""

    def work() -> None:
        for given, family, sex, born, district, phone, card in rows:
            if IdDocument.objects.filter(number=card).exists():
                continue
            day, month, year = (int(part) for part in born.split("."))
            person = Person.objects.create(
                given_name=given, family_name=family, sex=sex, birth_date=date(year, month, day),
                birth_year=year, district_id=district, phone=phone[:20],
            )  # fmt: skip
            IdDocument.objects.create(person=person, kind="card", number=card)

    return _timed(work)


def import_export(rows: list[list[str]], in_bulk: bool) -> float:
    """django-import-export with a resource of the same fields (people alone)."""
    import tablib  # type: ignore[import-not-found]
    from import_export import resources  # type: ignore[import-not-found]

    fields = ["given_name", "family_name", "sex", "birth_year", "district", "phone"]

    class PersonResource(resources.ModelResource):  # type: ignore[misc]
        class Meta:
            model = Person
            import_id_fields = ["given_name", "family_name", "birth_year", "phone"]
            use_bulk = in_bulk
            skip_diff = True
            force_init_instance = in_bulk

    PersonResource._meta.fields = fields
    data = tablib.Dataset(headers=fields)
    for given, family, sex, born, district, phone, _card in rows:
        data.append([given, family, sex, born.rpartition(".")[2], district, phone[:20]])
    return _timed(
        lambda: PersonResource().import_data(data, raise_errors=True, use_transactions=False)
    )


def compared(rows: int) -> list[Row]:
    """The same file by the desk, by COPY, by the ORM row by row, and by django-import-export."""
    salt = str(random.SystemRandom().randrange(100, 999))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        write(path, people(rows, salt))
        copied = best_copy(path)
        taken, batch = desk(path)
        undo_import(batch, by=SYSTEM)
    found = ratios(rows, f"repair desk, {rows:,} people (created {batch.created:,})", taken, copied)
    some = list(people(min(rows, ONE_BY_ONE), salt + "x"))
    ways: list[tuple[str, Callable[[], float]]] = [("ORM row by row", lambda: row_by_row(some))]
    if find_spec("import_export"):
        ways.append(("django-import-export", lambda: import_export(some, in_bulk=False)))
        ways.append(("django-import-export in bulk", lambda: import_export(some, in_bulk=True)))
    else:
        found.append(
            Row("django-import-export", "not measured", "", "pip install django-import-export")
        )
    for name, way in ways:
        seconds = way() / len(some) * rows
        found.append(
            Row(f"{name}, {len(some):,} rows counted up", f"{rows / seconds:,.0f} rows/s",
                f"{taken.clock / seconds:.2f}", "the repair desk in its place")
        )  # fmt: skip
    return found


def as_sent(rows: int) -> list[Row]:
    """A file with 3% bad rows and 2% that stand twice: speed against COPY, and memory at most."""
    salt = str(random.SystemRandom().randrange(100, 999))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        write(path, people(rows, salt, BAD, TWICE))
        copied = best_copy(path)
        taken, batch = desk(path)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    ends = (
        batch.created + batch.updated + batch.linked + batch.rejected + batch.here + batch.left_out
    )
    return [
        *ratios(rows, f"repair desk, {rows:,} rows, {BAD:.0%} bad, {TWICE:.0%} twice", taken, copied),
        Row("rows in = created + updated + linked + rejected + here", f"{batch.rows:,} = {ends:,}", "",
            f"created {batch.created:,}, rejected {batch.rejected:,}"),
        Row("memory at most, this process and the reader", f"{most:.0f} + {child:.0f} MB", "", "300 MB"),
    ]  # fmt: skip
