"""Official numbers have no gaps, also when many write at once."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.db import connection

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Change
from solar_cms.work.models import NumberSeries
from solar_cms.work.numbers import next_number


def take(kind: str = "LI", office: str = "1604", year: int = 2026) -> str:
    with act("test.numbered", by=SYSTEM):
        return next_number(kind, office_code=office, year=year)


def test_each_office_kind_and_year_counts_for_itself(db: None) -> None:
    assert [take(), take(), take(office="1407"), take(year=2027), take("IN")] == [
        "LI-1604-2026-0001",
        "LI-1604-2026-0002",
        "LI-1407-2026-0001",
        "LI-1604-2027-0001",
        "IN-1604-2026-0001",
    ]


def test_after_9999_the_number_grows(db: None) -> None:
    take()
    with act("test.arranged", by=SYSTEM):
        NumberSeries.objects.update(last=9999)
    assert take() == "LI-1604-2026-10000"


def test_a_rolled_back_act_gives_its_number_back(db: None) -> None:
    take()
    with suppress(RuntimeError), act("test.numbered", by=SYSTEM):
        next_number("LI", office_code="1604", year=2026)
        raise RuntimeError
    assert take() == "LI-1604-2026-0002"


def test_the_series_has_a_history(db: None) -> None:
    take()
    take()
    changes = Change.objects.filter(table="work_numberseries").order_by("id")
    assert [(c.operation, c.after["last"]) for c in changes] == [("i", 1), ("u", 2)]


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_leave_no_gap_and_no_double() -> None:
    start = threading.Barrier(6)
    taken: list[str] = []

    def work(worker: int) -> None:
        try:
            start.wait()
            for n in range(10):
                try:
                    with act("test.numbered", by=SYSTEM):
                        number = next_number("LI", office_code="1604", year=2026)
                        if (n + worker) % 3 == 0:
                            raise RuntimeError
                    taken.append(number)
                except RuntimeError:
                    continue
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 40
    assert sorted(taken) == [f"LI-1604-2026-{n:04d}" for n in range(1, 41)]
