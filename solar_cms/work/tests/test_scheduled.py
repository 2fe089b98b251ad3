"""What the calendar has to do is done once per time, though beat runs twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from solar_cms.base.hooks import Scheduled, scheduled
from solar_cms.work import calls
from solar_cms.work.models import ScheduledRun

ran: list[datetime] = []
NOON = datetime(2026, 11, 20, 5, 0, 30, tzinfo=UTC)  # noon in Vientiane


def note(due: datetime) -> None:
    ran.append(due)
    if len(ran) == 1 and due.minute == 57:
        raise RuntimeError("not yet")


@pytest.fixture
def hourly() -> Iterator[str]:
    """A thing to do every twenty minutes, alone in the calendar."""
    ran.clear()
    before = dict(scheduled.items())
    scheduled._items.clear()
    scheduled.add("test.often", Scheduled("test.often", note, every_minutes=20))
    yield "test.often"
    scheduled._items.clear()
    scheduled._items.update(before)


@pytest.mark.parametrize(
    ("hour", "due"),
    [
        (6, datetime(2026, 11, 19, 23, 0, tzinfo=UTC)),
        (12, datetime(2026, 11, 20, 5, 0, tzinfo=UTC)),
        (13, datetime(2026, 11, 19, 6, 0, tzinfo=UTC)),
    ],
)
def test_hours_are_those_of_the_office(hour: int, due: datetime) -> None:
    assert calls.last_due(Scheduled("x", note, at_hour=hour), NOON) == due


def test_minutes_are_counted_from_the_full_hour() -> None:
    every = Scheduled("x", note, every_minutes=20)
    assert calls.last_due(every, NOON + timedelta(minutes=25)) == datetime(
        2026, 11, 20, 5, 20, tzinfo=UTC
    )


def test_two_beats_run_it_once(db: None, hourly: str) -> None:
    first, second = calls.call_due(NOON), calls.call_due(NOON + timedelta(seconds=20))
    assert first == second
    assert calls.run_scheduled(first[0]) is True
    assert calls.run_scheduled(first[0]) is False
    assert len(ran) == 1
    assert calls.call_due(NOON + timedelta(seconds=40)) == []


def test_the_next_time_is_another_run(db: None, hourly: str) -> None:
    for run in calls.call_due(NOON) + calls.call_due(NOON + timedelta(minutes=20)):
        calls.run_scheduled(run)
    assert [due.minute for due in ran] == [0, 20]


def test_a_run_whose_worker_died_is_started_again(db: None, hourly: str) -> None:
    run = calls.call_due(NOON)[0]
    ScheduledRun.objects.filter(pk=run).update(lease_until=timezone.now() + calls.RUN_LEASE)
    assert calls.run_scheduled(run) is False
    ScheduledRun.objects.filter(pk=run).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run in calls.call_due()
    assert calls.run_scheduled(run) is True


def test_a_run_that_fails_is_tried_later(db: None, hourly: str) -> None:
    run = ScheduledRun.objects.create(name=hourly, due=datetime(2026, 11, 20, 4, 57, tzinfo=UTC))
    assert calls.run_scheduled(run.pk) is False
    run.refresh_from_db()
    assert "not yet" in run.error
    assert run.pk not in calls.call_due()
    assert run.pk in calls.call_due(timezone.now() + timedelta(minutes=3))


def test_old_runs_are_forgotten(db: None, hourly: str) -> None:
    calls.run_scheduled(calls.call_due(NOON)[0])
    assert calls.forget_old(NOON + timedelta(days=59)) == 0
    assert calls.forget_old(NOON + timedelta(days=61)) == 1
