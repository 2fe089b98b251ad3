"""Whatever moment the worker dies at: rows in = created + updated + linked + rejected, nobody twice."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.imports import operations as desk
from solar_cms.imports import staging, writing
from solar_cms.imports.models import Batch
from solar_cms.imports.operations import bringing
from solar_cms.imports.tests.files import csv_file
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_person
from solar_cms.work.models import Job
from solar_cms.work.operations import run_job

HEADINGS = ["Name", "Sex", "Born", "Phone", "ID card"]


class Killed(BaseException):
    """The worker is gone: nothing after this runs."""


def rows(count: int) -> list[list[Any]]:
    """Of ten rows one is bad, one stands twice, one is somebody registered already."""
    found: list[list[Any]] = []
    for n in range(count):
        row = [f"ນາງ ຄົນ ທີ{n}", "F", 1950 + n % 50, "", f"K-{n:05d}"]
        if n % 10 == 3:
            row[1] = "?"
        if n % 10 == 7:
            row = list(found[-1])
        if n % 10 == 5:
            row = ["ນາງ ຮູ້ຈັກ ແລ້ວ" + str(n), "F", 1980, "020 5512 0418", f"R-{n:05d}"]
        found.append(row)
    return found


def register_known(count: int) -> None:
    for n in range(5, count, 10):
        make_person("ຮູ້ຈັກ", "ແລ້ວ" + str(n), sex="F", birth_year=1980, card=f"R-{n:05d}")


def holds(batch: Batch, before: int) -> None:
    """Every row has come to one end, and the registry grew by those that say so."""
    batch.refresh_from_db()
    done = batch.created + batch.updated + batch.linked
    assert batch.rows == done + batch.rejected + batch.ready + batch.here + batch.left_out
    assert Person.objects.count() - before == batch.created
    cards = Person.objects.values_list("id_documents__number", flat=True).exclude(id_documents=None)
    assert len(cards) == len(set(cards))


def finish(batch: Batch, by: User, run: Callable[[Any], None]) -> None:
    """Have the reading, the decisions and the import done, by as many workers as it takes."""
    run(batch)
    batch.refresh_from_db()
    assert batch.state == "ready"
    row = batch.staged.filter(outcome="same").first()  # type: ignore[attr-defined]
    if row is not None:
        key = row.candidates[0]["id"]
        batch = desk.decide(batch, row.number, f"update:{key}:phone", by=by, alike=True)
    if batch.ready:
        batch = desk.import_ready(batch, by=by)
        run(batch)


@pytest.fixture
def small(monkeypatch):
    """Pieces so small that a few rows are many of them."""
    monkeypatch.setattr(bringing, "DIRECT_ROWS", 0)
    monkeypatch.setattr(staging.chunks, "__defaults__", (7,))
    monkeypatch.setattr(
        staging.check_some, "__kwdefaults__", {**staging.check_some.__kwdefaults__, "most": 7}
    )
    monkeypatch.setattr(writing, "PIECE", 9)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(deaths=st.lists(st.integers(1, 60), max_size=4), count=st.integers(1, 40))
def test_a_worker_that_dies_at_any_statement_loses_and_doubles_nothing(
    small, tmp_path, deaths, count
):
    with transaction.atomic():
        officer = make_user("enrolment_officer", ["1604"])
        register_known(count)
        before = Person.objects.count()
        path = csv_file(tmp_path / f"{uuid.uuid4()}.csv", rows(count), headings=HEADINGS)
        batch, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
        left = list(deaths)

        def run(one: Batch) -> None:
            for _attempt in range(5):
                try:
                    with connection.execute_wrapper(_dying(left.pop() if left else 0)):
                        run_job(one.job_id)
                except Killed:
                    holds_rows(one, count)
                Job.objects.filter(pk=one.job_id, state="running").update(
                    lease_until=timezone.now() - timedelta(seconds=1)
                )

        finish(batch, officer, run)
        holds(batch, before)
        assert batch.state == ("imported" if batch.created + batch.updated else batch.state)
        assert (batch.ready, batch.rows) == (0, count)
        transaction.set_rollback(True)


def holds_rows(batch: Batch, count: int) -> None:
    """All rows are on the desk; while they are being read, the first of them without a gap."""
    batch.refresh_from_db()
    numbers = list(batch.staged.order_by("number").values_list("number", flat=True))  # type: ignore[attr-defined]
    assert numbers == list(range(2, len(numbers) + 2))
    assert len(numbers) == count or batch.state == "reading"


def _dying(at: int) -> Any:
    """Lets so many statements through, then the worker is dead; 0: it lives."""
    left = [at]

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return execute(sql, params, many, context)

    return wrapper


# --- real processes ------------------------------------------------------------------------------

RUN = """
import django, sys
django.setup()
from solar_cms.imports import staging, writing
staging.check_some.__kwdefaults__["most"] = 50
staging.chunks.__defaults__ = (50,)
writing.PIECE = 100
from solar_cms.work.operations import run_job
print("up", flush=True)
run_job(sys.argv[1])
"""


def _address() -> str:
    """The test's own database, on the server that the suite runs on."""
    name = connection.settings_dict["NAME"]
    return re.sub(r"^(\w+://[^/]*)/[^?]*", rf"\1/{name}", os.environ["DATABASE_URL"])


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(2))
def test_a_killed_process_loses_and_doubles_nothing(tmp_path: Path, monkeypatch: Any, seed: int):
    monkeypatch.setattr(bringing, "DIRECT_ROWS", 0)
    chance = random.Random(seed)  # noqa: S311
    officer = make_user("enrolment_officer", ["1604"])
    count = 1500
    register_known(count)
    before = Person.objects.count()
    path = csv_file(tmp_path / "p.csv", rows(count), headings=HEADINGS)
    batch, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
    environment = {**os.environ, "DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": "solar_cms.settings.test"}  # fmt: skip

    def run(one: Batch) -> None:
        kills, workers = 3, 0
        while Job.objects.get(pk=one.job_id).state in {"queued", "running"}:
            worker = subprocess.Popen(
                [sys.executable, "-c", RUN, str(one.job_id)], cwd=settings.BASE_DIR, env=environment,
                stdout=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
            workers += 1
            assert workers < 10, "the workers do not get on"
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"up\n"
            if kills:
                kills -= 1
                time.sleep(chance.uniform(0, 2))
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            holds_rows(one, count)
            Job.objects.filter(pk=one.job_id, state="running").update(
                lease_until=timezone.now() - timedelta(seconds=1)
            )

    finish(batch, officer, run)
    holds(batch, before)
    assert (batch.state, batch.ready, batch.rows) == ("imported", 0, count)
