"""Lists of cases and the case file at 20,000 and 200,000 cases, as inspector, province and nation.

What counts is the time of the database: each statement that a page sends is explained and executed
once more, and the sums are compared with the budgets and between the sizes. The cases are laid over
ten years, one in twenty open, in all districts of the country, led by 77 inspectors; they stay.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.harness import Row
from cases.models import Case
from cases.operations import reassign_case
from solar_cms.accounts.models import Office, Posting, Role, User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.places.models import District
from solar_cms.registry.models import Workplace

SIZES = (20_000, 200_000)
INSPECTORS, SITES, AT_ONCE, RUNS = 77, 20_000, 20_000, 3
LIST_MS, LIST_QUERIES, FILE_QUERIES = 20, 12, 25
PROVINCE = "16"
# A case's id, and its visit's, from its number.
CASE_ID = "('be000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
VISIT_ID = "('bf000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
# Spread over ten years without any order on disk; the last half year is open.
AGE = "mod(n::bigint * 7919, 3650)::int"
OPENED = f"(%(day)s::date - {AGE})"
CLOSED = f"(CASE WHEN {AGE} >= 182 THEN {OPENED} + 120 END)"
STAGE = (
    f"(CASE WHEN {AGE} >= 182 THEN 'closed' ELSE "
    "(ARRAY['received', 'ordered', 'visited', 'findings', 'remedying'])[1 + mod(n, 5)] END)"
)
PLACE = "1 + mod(n, cardinality(%(districts)s::text[]))"
DISTRICT = f"(%(districts)s::text[])[{PLACE}]"
SITE = "(%(sites)s::uuid[])[1 + mod(n, cardinality(%(sites)s::uuid[]))]"
VISITED = f"{STAGE} IN ('visited', 'findings', 'remedying', 'closed')"
# Of those being remedied one in three is remedied in full and waits for its closing.
REMEDIED = f"({STAGE} = 'closed' OR ({STAGE} = 'remedying' AND mod(n, 3) = 0))"


@dataclass(frozen=True)
class Cost:
    """Of one page: milliseconds in the database, statements, and pages of memory they read."""

    ms: float
    queries: int
    buffers: int
    slowest: float


def cases(people: int) -> list[Row]:
    """The cases stay in the database of the benchmarks."""
    arrange()
    pages: dict[int, dict[str, Cost]] = {}
    for size in SIZES:
        began = time.perf_counter()
        if grow(size):
            print(f"{size:,} cases after {time.perf_counter() - began:.0f} s")
            pages[size] = measured()
    if not pages:
        pages[SIZES[-1]] = measured()
    return [*told(pages), *writes()]


# --- the world -------------------------------------------------------------------------------------


def arrange() -> None:
    """Inspectors with two districts each, a head of the province, a head of the country."""
    if User.objects.filter(username="bench.nation").exists():
        return
    districts = list(District.objects.order_by("code"))
    office = Office.objects.order_by("id").first()
    with act("bench.arranged", by=SYSTEM):
        for n in range(INSPECTORS):
            _user(f"bench.inspector.{n}", "inspector", office, districts[n::INSPECTORS])
        there = [one for one in districts if one.province_id == PROVINCE]
        _user("bench.province", "head", office, there)
        _user("bench.nation", "head", office, [], whole_country=True)


def _user(
    name: str, kind: str, office: Any, districts: list[District], whole_country: bool = False
) -> None:
    user = User.objects.create_user(name, name_local=name, name_latin=name, language="en")
    posting = Posting(
        user=user, office=office, role=Role.objects.filter(kind=kind).order_by("id")[0],
        whole_country=whole_country, valid_from=date(2020, 1, 1),
    )  # fmt: skip
    posting.save_new()
    posting.districts.set(districts)


def grow(size: int) -> bool:
    """Up to so many cases. False when there were more already."""
    known = Case.objects.filter(number__startswith="BENCH-").count()
    if known >= size:
        return known == size
    names = [f"bench.inspector.{n}" for n in range(INSPECTORS)]
    users = dict(User.objects.filter(username__in=names).values_list("username", "id"))
    districts = list(District.objects.order_by("code").values_list("code", flat=True))
    values: dict[str, Any] = {
        "day": today(),
        "districts": districts,
        "leads": [users[names[n % INSPECTORS]] for n in range(len(districts))],
    }
    for first in range(known + 1, size + 1, AT_ONCE):
        _add({**values, "first": first, "last": min(first + AT_ONCE - 1, size)})
    with connection.cursor() as cursor:
        for table in (*TABLES, "cases_opencase"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return True


def _add(values: dict[str, Any]) -> None:
    """The cases of these numbers with all that belongs to them, past the triggers of the audit."""
    with transaction.atomic(), act("bench.arranged", by=SYSTEM), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        sites = Workplace.objects.filter(name_latin="Bench").order_by("id")
        if not sites.exists():
            every = {**values, "first": 1, "last": SITES}
            _fill(cursor, "registry_workplace", SITE_ROWS, "true", every)
        values["sites"] = list(sites.values_list("id", flat=True))
        for table, (columns, condition) in ROWS.items():
            _fill(cursor, table, columns, condition, values)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        added = f"SELECT {CASE_ID} FROM generate_series(%(first)s, %(last)s) n"
        cursor.execute(f"SELECT solar_keep_open_cases(ARRAY({added}))", values)


def _fill(
    cursor: Any, table: str, columns: Mapping[str, str], condition: str, values: Mapping[str, Any]
) -> None:
    """Rows like one that the demo has, but for these columns; n runs from first to last."""
    name, _dot, more = table.partition(" ")
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND is_generated = 'NEVER'",
        [name],
    )
    kept = [row[0] for row in cursor.fetchall()]
    taken = ", ".join(columns.get(column, f'model."{column}"') for column in kept)
    listed = ", ".join(f'"{column}"' for column in kept)
    cursor.execute(
        f"INSERT INTO {name} ({listed}) SELECT {taken} "
        f"FROM (SELECT * FROM {name} ORDER BY id LIMIT 1) model, "
        f"generate_series(%(first)s, %(last)s) n {more} WHERE {condition}",
        values,
    )


SITE_ROWS = {
    "id": "solar_uuid7()", "district_id": DISTRICT, "village_id": "NULL", "name_latin": "'Bench'",
    "name_local": "'ໂຮງງານ ' || n", "group_id": "NULL", "closed_on": "NULL",
}  # fmt: skip
OF_CASE = {"id": "solar_uuid7()", "case_id": CASE_ID, "district_id": DISTRICT}
LEAD = f"(%(leads)s::uuid[])[{PLACE}]"
ROWS: dict[str, tuple[dict[str, str], str]] = {
    "cases_case": (
        {
            "id": CASE_ID, "number": "'BENCH-' || n", "kind": "'inspection'", "source": "'plan'",
            "stage": STAGE, "workplace_id": SITE, "employer_id": "NULL", "district_id": DISTRICT,
            "complaint_id": "NULL", "opened_on": OPENED, "closed_on": CLOSED, "suspended_on": "NULL",
            "closure_code": f"CASE WHEN {CLOSED} IS NULL THEN '' ELSE 'remedied' END",
            "closed_by_id": "NULL", "is_back_entered": "false",
        },
        "true",
    ),
    "cases_assignment": (
        {
            "id": "solar_uuid7()", "case_id": CASE_ID, "user_id": LEAD, "role": "'lead'",
            "assigned_on": OPENED, "ended_on": "NULL",
        },
        f"{STAGE} <> 'received'",
    ),
    "cases_step CROSS JOIN unnest(ARRAY['received', 'ordered', 'visited', 'closed']) reached": (
        {
            "id": "solar_uuid7()", "case_id": CASE_ID, "key": "''", "act": "''", "track": "''",
            "stage": "reached", "reached_on": OPENED, "happened_at": "NULL",
        },
        f"reached IN ('received', 'ordered') OR {CLOSED} IS NOT NULL",
    ),
    "cases_visit": (
        {
            **OF_CASE, "id": VISIT_ID, "visited_on": f"{OPENED} + 10", "outcome": "'done'",
            "response_id": "NULL", "recorded_by_id": LEAD,
        },
        VISITED,
    ),
    "cases_finding CROSS JOIN generate_series(1, 2) f": (
        {
            **OF_CASE, "visit_id": VISIT_ID, "number": "f", "state": "'confirmed'",
            "fact": "'Seen at the site'", "drop_reason": "''", "is_restricted": "false",
            "confirmed_on": f"{OPENED} + 12", "confirmed_by_id": "NULL",
            "remediation": f"CASE WHEN {REMEDIED} THEN 'remedied' WHEN mod(n, 7) = 0 THEN 'evidence' "
            "ELSE 'open' END",
            "remedied_on": f"CASE WHEN {REMEDIED} THEN {OPENED} + 60 END",
        },
        f"{VISITED} AND {STAGE} <> 'visited'",
    ),
    "cases_clockrun CROSS JOIN generate_series(1, 2) f": (
        {
            **OF_CASE, "kind": "'clock_' || f", "subject_kind": "'case'", "subject_id": "NULL",
            "notice_id": "NULL", "finding_id": "NULL", "basis": "'law'", "length": "30",
            "unit": "'calendar'", "started_on": OPENED, "started_at": "NULL", "due_at": "NULL",
            "due_on": f"{OPENED} + 20 * f + mod(n, 190)", "paused_on": "NULL", "expired_on": "NULL",
            "ended_on": CLOSED,
        },
        f"{STAGE} IN ('findings', 'remedying', 'closed') AND (f = 1 OR mod(n, 4) = 0)",
    ),
}  # fmt: skip
TABLES = ["registry_workplace", *(name.split()[0] for name in ROWS)]


# --- what is measured ------------------------------------------------------------------------------

READERS = {"inspector": "bench.inspector.3", "province": "bench.province", "nation": "bench.nation"}
LISTS = {
    "my cases": "/cases/mine/",
    "all open cases": "/cases/?stage=open",
    "all open cases by deadline": "/cases/?stage=open&sort=due",
    "late cases": "/cases/?stage=open&due=late&sort=due",
    "cases that nobody leads": "/cases/?stage=open&owner=nobody",
    "ready to close": "/cases/closing/",
    "by inspector": "/cases/by-inspector/",
    "workload": "/cases/workload/",
    "clocks of this week": "/cases/clocks/",
}


def measured() -> dict[str, Cost]:
    """Each page as each reader."""
    found = {}
    for reader, username in READERS.items():
        user = User.objects.get(username=username)
        client = Client(HTTP_HOST="localhost")
        client.force_login(user)
        here = Case.objects.visible_to(user).filter(number__startswith="BENCH-")
        visited = here.filter(stage__in=["closed", "findings", "remedying"]).order_by(
            "-stage", "id"
        )
        file = {"case file": f"/cases/{visited[0].pk}/"}
        for name, path in {**LISTS, **file}.items():
            found[f"{name}, {reader}"] = cost(client, path)
    return found


def cost(client: Client, path: str) -> Cost:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} at {path}")
    sent = [q["sql"].strip() for q in captured]
    reads = [sql for sql in sent if sql.startswith(("SELECT", "WITH"))]
    once = [min((explained(sql) for _ in range(RUNS)), key=lambda pair: pair[0]) for sql in reads]
    return Cost(
        ms=sum(ms for ms, _buffers in once),
        queries=len(captured),
        buffers=sum(buffers for _ms, buffers in once),
        slowest=max(ms for ms, _buffers in once),
    )


def explained(sql: str) -> tuple[float, int]:
    """Milliseconds of execution, and the pages that were read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + sql.replace("%", "%%"), []
        )
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]
    top = plan["Plan"]
    buffers = top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0)
    return plan["Execution Time"], buffers


def told(pages: Mapping[int, Mapping[str, Cost]]) -> list[Row]:
    few, many = min(pages), max(pages)
    rows = []
    for name, one in pages[many].items():
        most = FILE_QUERIES if name.startswith("case file") else LIST_QUERIES
        growth = f", {one.ms / pages[few][name].ms:.1f} times {few:,}" if few < many else ""
        rows.append(
            Row(
                f"{name}, {many:,} cases",
                f"{one.ms:.1f} ms",
                f"{one.ms / LIST_MS:.2f}",
                f"{LIST_MS} ms{growth}; {one.queries} of {most} queries, slowest {one.slowest:.1f} ms, "
                f"{one.buffers:,} buffers",
            )
        )
    return rows


# --- what it costs to write ------------------------------------------------------------------------

KEEPS = ("insert", "update", "delete")
TURNS, TIMES = 6, 50


def writes() -> list[Row]:
    """Of one row and of one act, with the row of the open case counted again and without."""
    with transaction.atomic():
        with act("bench.arranged", by=SYSTEM), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            rows = [_clock_moved(cursor), _case_reassigned(cursor)]
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM cases_opencase")
    return rows


def _clock_moved(cursor: Any) -> Row:
    cursor.execute(
        "SELECT r.id FROM cases_clockrun r JOIN cases_opencase o USING (case_id) "
        f"ORDER BY r.id LIMIT {TURNS * TIMES}"
    )
    ids = [row[0] for row in cursor.fetchall()]
    change = "UPDATE cases_clockrun SET due_on = due_on + 1 WHERE id = %s"
    return _with_and_without(
        cursor, "the end of a clock moved", ids, lambda pk: cursor.execute(change, [pk])
    )


def _case_reassigned(cursor: Any) -> Row:
    head = User.objects.get(username="bench.nation")
    one, two = (User.objects.get(username=f"bench.inspector.{n}") for n in (0, 1))
    Posting.objects.filter(user=two).update(whole_country=True)
    led = Case.objects.open().filter(number__startswith="BENCH-", now__lead=one).order_by("id")
    cases = list(led[: TURNS * TIMES])
    reason = "As many as the others"
    return _with_and_without(
        cursor,
        "a case reassigned",
        cases,
        lambda case: reassign_case(case, lead=two, reason=reason, by=head),
    )


def _with_and_without(cursor: Any, what: str, each: Sequence[Any], do: Callable[[Any], Any]) -> Row:
    """By turns with and without; of each the quickest turn."""
    part = len(each) // TURNS
    taken: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
    for turn in range(TURNS):
        word = ("ENABLE", "DISABLE")[turn % 2]
        for table in ("cases_case", "cases_clockrun", "cases_assignment"):
            for event in KEEPS:
                cursor.execute(f"ALTER TABLE {table} {word} TRIGGER keep_open_cases_{event}")
        began = time.perf_counter()
        for one in each[turn * part : (turn + 1) * part]:
            do(one)
        taken[word].append((time.perf_counter() - began) * 1000 / part)
    kept, bare = min(taken["ENABLE"]), min(taken["DISABLE"])
    against = f"{bare:.2f} ms where no open case is counted again"
    return Row(what, f"{kept:.2f} ms", f"{kept / bare:.2f}", against)
