"""Job kinds that the tests ask for; `did` remembers what they did."""

from __future__ import annotations

from typing import Any

from solar_cms.base.hooks import JobKind, job_kinds
from solar_cms.base.problems import Problem, Refused
from solar_cms.work.numbers import next_number

did: list[str] = []


def count(job: Any) -> dict[str, Any]:
    did.append(str(job.pk))
    for step in range(3):
        job.progress(step, 3, f"step {step}")

    def end() -> dict[str, Any]:
        return {"number": next_number("T", office_code="1604", year=2026)}

    job.at_end(end)
    return {"url": "/reporting/"}


def refuse(job: Any) -> None:
    raise Refused([Problem("test.no", "There is nothing to report on.")])


def crash(job: Any) -> None:
    raise ZeroDivisionError("by zero")


for name, run in {"count": count, "refuse": refuse, "crash": crash}.items():
    if f"test.{name}" not in job_kinds:
        job_kinds.add(f"test.{name}", JobKind(f"test.{name}", name, "work.inbox", run))
