"""What is measured: import against bare COPY, list pages, name search, reports."""

from __future__ import annotations

import csv
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import harness
from benchmarks import imports as desk
from benchmarks.browser import slow_line
from benchmarks.cases import cases
from benchmarks.checklists import checklists
from benchmarks.duplicates import duplicates
from benchmarks.harness import Row, median, p95
from reporting.models import Period
from reporting.operations import build_report
from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.imports.operations import import_file
from solar_cms.places.models import Province
from solar_cms.registry.models import Person, ProducerGroup
from solar_cms.work.outbox import run_now

SIZES = (1_000, 10_000)


def _roster(path: Path, rows: int, salt: str) -> None:
    """A roster of invented people, no two alike."""
    make = random.Random(salt)
    parts = ["ສົມ", "ບົວ", "ຄຳ", "ຈັນ", "ວັນ", "ແກ້ວ", "ພອນ", "ສີ", "ມະ", "ນາ", "ລາ", "ໄຊ"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ຊື່", "ນາມສະກຸນ", "ເພດ", "ປີເກີດ", "ເລກບັດປະຈຳຕົວ"])
        for number in range(rows):
            writer.writerow(
                [
                    "".join(make.choices(parts, k=3)), "".join(make.choices(parts, k=4)),
                    make.choice("FM"), make.randint(1950, 2005), f"{salt}{number:09d}",
                ]
            )  # fmt: skip


def _bare_copy(path: Path) -> float:
    """COPY of the same rows from CSV into a table like the people's, with its indexes."""
    rows = list(csv.reader(path.open(encoding="utf-8")))[1:]
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare (LIKE registry_person INCLUDING ALL) ON COMMIT DROP")
        text = io.StringIO()
        for given, family, sex, year, _card in rows:
            text.write(f"{given}\t{family}\t\t\t{{}}\t{sex}\t{year}\t\t1604\tf\t1\n")
        text.seek(0)
        cursor.execute("ALTER TABLE bare ALTER COLUMN id SET DEFAULT solar_uuid7()")
        cursor.copy_expert(
            "COPY bare (given_name, family_name, given_name_latin, family_name_latin, aliases, sex,"
            " birth_year, phone, district_id, is_demo, version) FROM STDIN",
            text,
        )
        taken = time.perf_counter() - began
    return taken


def imports(people: int) -> list[Row]:
    group = ProducerGroup.objects.filter(district="1604").order_by("id").first()
    if group is None:
        raise LookupError("no group in 1604: seed the demo data first")
    found = []
    per_row: dict[int, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            salt = str(random.SystemRandom().randrange(100, 999))
            _roster(path, size, salt)
            copied = _bare_copy(path)
            began = time.perf_counter()
            batch = import_file(
                path,
                kind="group_roster",
                context={"group": str(group.pk), "valid_from": "2026-01-01"},
                by=User.objects.get(username="enrol"),
            )
            taken = time.perf_counter() - began
        per_row[size] = taken / size
        found.append(
            Row(
                f"import of {size:,} people (state {batch.state})",
                f"{size / taken:,.0f} rows/s",
                f"{taken / copied:.1f}",
                f"bare COPY into the same table, {size / copied:,.0f} rows/s",
            )
        )
    small, large = SIZES
    found.append(
        Row(
            "import, cost of a row",
            f"{per_row[large] * 1e6:.0f} µs",
            f"{per_row[large] / per_row[small]:.2f}",
            f"{large:,} against {small:,} rows",
        )
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found.append(Row("memory at most so far", f"{most:.0f} MB"))
    return found


def _get(client: Client, address: str) -> Callable[[], Any]:
    def get() -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return answer

    return get


def lists(people: int) -> list[Row]:
    """List pages as a district and as a national user: time, database time, queries."""
    found = []
    for name in ("people", "cases", "memberships", "trainings"):
        taken: dict[str, float] = {}
        for username in ("somphone" if name == "cases" else "head", "auditor"):
            client = Client(SERVER_NAME="127.0.0.1")
            client.force_login(
                User.objects.get(username=username),
                backend="solar_cms.accounts.backends.NamePhoneOrMail",
            )
            get = _get(client, reverse(name))
            taken[username] = median(get)
            with CaptureQueriesContext(connection) as queries:
                get()
            database = sum(float(q["time"]) for q in queries.captured_queries)
            found.append(
                Row(
                    f"list of {name} as {username}",
                    f"{taken[username] * 1000:.0f} ms",
                    f"{database * 1000:.0f} ms",
                    f"of it in the database, {len(queries)} queries",
                )
            )
        scoped, national = taken.values()
        found.append(
            Row(f"list of {name}", "", f"{scoped / national:.2f}", "scoped against national")
        )
    return found


def _with_a_letter_wrong(name: str, make: random.Random) -> str:
    at = make.randrange(len(name))
    return name[:at] + name[at + 1 :] if len(name) > 3 else name


def search(people: int) -> list[Row]:
    """Recall among the first 20 and p95: a letter left out, given name alone and full, Lao and
    Latin, each over the whole country and (the time only) in one district."""
    make = random.Random(7)
    everywhere, district = (User.objects.get(username=name) for name in ("auditor", "enrol"))
    chosen = list(Person.objects.exclude(given_name="").exclude(given_name_latin="")[:2000])
    chosen = make.sample(chosen, min(100, len(chosen)))
    kinds: list[tuple[str, Callable[[Person], str]]] = [
        ("full Lao name", lambda p: p.local_name),
        ("full Latin name", lambda p: p.latin_name),
        ("Lao given name", lambda p: p.given_name),
        ("Latin given name", lambda p: p.given_name_latin),
    ]
    found = []
    for kind, of in kinds:
        hits = 0
        taken: dict[Any, list[float]] = {everywhere: [], district: []}
        for person in chosen:
            words = _with_a_letter_wrong(of(person), make)
            for user, times in taken.items():
                began = time.perf_counter()
                rows = list(
                    Person.objects.visible_to(user).named(words).order_by("-rank", "-id")[:20]
                )
                times.append(time.perf_counter() - began)
                if user is everywhere:
                    hits += any(of(row) == of(person) for row in rows)
        found.append(
            Row(
                f"search of a {kind}, a letter missing",
                f"p95 {p95(taken[everywhere]) * 1000:.0f} ms",
                f"{hits / max(1, len(chosen)):.2f}",
                f"recall of the name in the first 20, {Person.objects.count():,} people; "
                f"in one district p95 {p95(taken[district]) * 1000:.0f} ms",
            )
        )
    return found


def report(people: int) -> list[Row]:
    """From the click to the finished files: PWG for one province, the PAC over all."""
    user = User.objects.get(username="monitor")
    found = []
    taken: dict[str, float] = {}
    for kind, province in (("pwg", "16"), ("pac", "")):
        began = time.perf_counter()
        build_report(
            kind=kind,
            period=Period.objects.get(code="2023Q2"),
            province=Province.objects.filter(code=province).first(),
            by=user,
        )
        run_now()
        taken[kind] = time.perf_counter() - began
        found.append(
            Row(f"{kind.upper()} report, all formats and languages", f"{taken[kind]:.1f} s")
        )
    found.append(
        Row("PAC report", "", f"{taken['pac'] / taken['pwg']:.2f}", "against one province's report")
    )
    return found


def acts(people: int) -> list[Row]:
    """What the field history costs: bulk inserts with triggers, against the triggers off."""
    group = ProducerGroup.objects.order_by("id").first()

    def insert(size: int) -> float:
        rows = [
            Person(given_name=f"ຄົນ{i}", sex="F", district_id=group.district_id)  # type: ignore[union-attr]
            for i in range(size)
        ]
        with transaction.atomic():
            began = time.perf_counter()
            with act("bench.inserted", by=SYSTEM):
                Person.objects.bulk_create(rows, batch_size=5000)
            taken = time.perf_counter() - began
            transaction.set_rollback(True)
        return taken

    recorded = insert(10_000)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_person DISABLE TRIGGER USER")
        try:
            plain = insert(10_000)
        finally:
            cursor.execute("ALTER TABLE registry_person ENABLE TRIGGER USER")
    return [
        Row(
            "10,000 people by bulk_create, recorded",
            f"{10_000 / recorded:,.0f} rows/s",
            f"{recorded / plain:.2f}",
            f"the same without field history, {10_000 / plain:,.0f} rows/s",
        )
    ]


def imports_compared(people: int) -> list[Row]:
    """`--rows N` people by the desk and by other ways (100,000 is what the budget names)."""
    return desk.compared(harness.rows)


def import_as_sent(people: int) -> list[Row]:
    """`--rows N` people with bad rows and doubles (1,000,000 is what the budget names)."""
    return desk.as_sent(harness.rows)


ALL: dict[str, Callable[[int], list[Row]]] = {
    "imports": imports,
    "imports_compared": imports_compared,
    "import_as_sent": import_as_sent,
    "lists": lists,
    "search": search,
    "report": report,
    "acts": acts,
    "slow_line": slow_line,
    "duplicates": duplicates,
    "checklists": checklists,
    "cases": cases,
}
