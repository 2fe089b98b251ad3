"""A job that waits half way until a file appears, for the test that kills its worker."""

import time
from pathlib import Path
from typing import Any

from solar_cms.base.hooks import JobKind, job_kinds


def run(job: Any) -> dict[str, Any]:
    gate, log = Path(job.params["gate"]), Path(job.params["log"])
    with log.open("a") as out:
        out.write("begun\n")
    job.progress(1, 2, "half way")
    while not gate.exists():
        time.sleep(0.05)
        job.progress(1, 2, "waiting")

    def end() -> dict[str, Any]:
        from solar_cms.work import numbers

        return {"number": numbers.next_number("T", office_code="1604", year=2026)}

    job.at_end(end)
    return {"url": "/"}


if "test.slow" not in job_kinds:
    job_kinds.add("test.slow", JobKind("test.slow", "Slow", "work.inbox", run))
