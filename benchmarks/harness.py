"""How benchmarks are run and printed."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from solar_cms.registry.models import Person

rows = 10_000  # of the import files; set by --rows


@dataclass(frozen=True)
class Row:
    """One line of the table. ratio: against what `against` names (less is better)."""

    what: str
    figure: str
    ratio: str = ""
    against: str = ""


def machine() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, Postgres {postgres}, "
        f"{Person.objects.count():,} people before seeding"
    )


def seed(people: int) -> None:
    """The demo world of this size; a database that has people already is taken as it is."""
    if Person.objects.exists():
        return
    began = time.perf_counter()
    call_command("seed_demo", people=people, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"seeded {people:,} people in {time.perf_counter() - began:.1f} s")


@dataclass
class Taken:
    """Seconds by the clock, and of processors: this process, its children, its database session."""

    clock: float = 0.0
    processor: float = 0.0


def _session() -> float:
    """Processor seconds of the database session; 0 where the server is on another machine."""
    with connection.cursor() as cursor:
        if not connection.connection.info.host.startswith("/"):
            return 0.0
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text()
    spent = stat.rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def timed() -> Iterator[Taken]:
    """Time what is inside. On a busy machine the clock says little; the processors' seconds hold."""
    taken = Taken()
    clock, own, session = time.perf_counter(), sum(os.times()[:4]), _session()
    yield taken
    taken.clock = time.perf_counter() - clock
    taken.processor = sum(os.times()[:4]) - own + _session() - session


def median(work: Callable[[], object], runs: int = 7) -> float:
    """Median seconds of a call, after one run that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def p95(taken: Sequence[float]) -> float:
    return sorted(taken)[max(0, round(len(taken) * 0.95) - 1)]


def table(rows: Sequence[Row]) -> str:
    head = Row("what", "figure", "ratio", "against")
    lines = [head, *rows]
    widths = [max(len(getattr(r, f)) for r in lines) for f in ("what", "figure", "ratio")]
    return "\n".join(
        f"{r.what:<{widths[0]}}  {r.figure:>{widths[1]}}  {r.ratio:>{widths[2]}}  {r.against}"
        for r in lines
    )
