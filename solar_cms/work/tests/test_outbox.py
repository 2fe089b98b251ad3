"""What an act leaves to be done is done once, sooner or later."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act, OutboxMessage
from solar_cms.base.problems import Problem, Refused
from solar_cms.work import operations, outbox
from solar_cms.work.models import Holiday

came: list[dict[str, Any]] = []


@outbox.outbox_task("test.note_holiday")
def note_holiday(day: str, fail: bool = False) -> None:
    came.append({"day": day})
    with act("holiday.noted", by=SYSTEM):
        Holiday(day=day, names={"en": day}).save_new()
    if fail:
        raise Refused([Problem("test.no", "not today")])


@pytest.fixture(autouse=True)
def nothing_came() -> None:
    came.clear()


@pytest.fixture
def queue() -> Iterator[Callable[[], list[tuple[str, Any]]]]:
    """What lies in the broker: [(task, arguments)], oldest first."""
    current_app.control.purge()

    def sent() -> list[tuple[str, Any]]:
        with current_app.connection_for_read() as broker:
            rows = broker.default_channel.client.lrange("celery", 0, -1)
        found = [json.loads(row) for row in reversed(rows)]
        return [(m["headers"]["task"], m["headers"]["argsrepr"]) for m in found]

    yield sent
    current_app.control.purge()


def leave(**payload: Any) -> OutboxMessage:
    with act("test.asked", by=SYSTEM) as a:
        a.later("test.note_holiday", **payload)
    return OutboxMessage.objects.latest("created_at")


def test_a_commit_calls_the_relay_once(
    db: None, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks, act("test", by=SYSTEM) as a:
        a.later("test.note_holiday", day="2026-12-02")
        a.later("test.note_holiday", day="2026-12-03")
    assert len(callbacks) == 1
    assert [task for task, _ in queue()] == ["work.relay"]


def test_without_a_broker_the_act_stands_and_the_message_waits(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        message = leave(day="2026-12-02")
    assert outbox.relay() == 0
    message.refresh_from_db()
    assert message.sent_at is None


def test_the_relay_sends_each_message_once(db: None, queue: Any) -> None:
    first, second = leave(day="2026-12-02"), leave(day="2026-12-03")
    assert outbox.relay() == 2
    assert outbox.relay() == 0
    assert queue() == [
        ("test.note_holiday", f"['{first.pk}']"),
        ("test.note_holiday", f"['{second.pk}']"),
    ]


def test_no_message_is_sent_before_its_time(db: None, queue: Any) -> None:
    later = timezone.now() + timedelta(hours=1)
    with act("test.asked", by=SYSTEM) as a:
        a.later("test.note_holiday", not_before=later, day="2026-12-02")
    assert outbox.relay() == 0
    assert outbox.relay(later + timedelta(seconds=1)) == 1


def test_what_was_sent_and_not_done_is_sent_again(db: None, queue: Any) -> None:
    leave(day="2026-12-02")
    outbox.relay()
    soon = timezone.now() + timedelta(minutes=1)
    late = timezone.now() + outbox.RESEND_AFTER + timedelta(minutes=1)
    assert outbox.relay(soon) == 0
    assert outbox.relay(late) == 1
    outbox.HANDLERS["test.note_holiday"](str(OutboxMessage.objects.get().pk))
    assert outbox.relay(late + outbox.RESEND_AFTER * 2) == 0


def test_a_message_that_comes_twice_is_done_once(db: None) -> None:
    message = leave(day="2026-12-02")
    handle = outbox.HANDLERS["test.note_holiday"]
    assert handle(str(message.pk)) is True
    assert handle(str(message.pk)) is False
    assert len(came) == 1
    noted = Act.objects.get(name="holiday.noted")
    assert (noted.channel, noted.request_id) == ("task", str(message.pk))


def test_what_fails_writes_nothing_and_waits_longer_each_time(db: None) -> None:
    message = leave(day="2026-12-02", fail=True)
    handle = outbox.HANDLERS["test.note_holiday"]
    waits = []
    for _n in range(3):
        handle(str(message.pk))
        message.refresh_from_db()
        waits.append((message.not_before - timezone.now()).total_seconds())
    assert not Holiday.objects.exists()
    assert message.done_at is None
    assert "not today" in message.error
    assert waits == pytest.approx([10, 20, 40], abs=2)


def test_after_the_last_attempt_it_waits_for_a_person(db: None, admin: User) -> None:
    message = leave(day="2026-12-02", fail=True)
    for _n in range(outbox.MAX_ATTEMPTS + 1):
        outbox.HANDLERS["test.note_holiday"](str(message.pk))
    assert len(came) == outbox.MAX_ATTEMPTS
    assert list(outbox.stuck()) == [message]
    assert not outbox.due(timezone.now() + timedelta(days=1)).exists()
    operations.send_again(message, by=admin)
    assert list(outbox.due()) == [message]


def test_messages_done_long_ago_are_forgotten(db: None) -> None:
    leave(day="2026-12-02")
    leave(day="2026-12-03", fail=True)
    outbox.run_now()
    assert outbox.forget_done(timezone.now() + timedelta(days=29)) == 0
    assert outbox.forget_done(timezone.now() + timedelta(days=31)) == 1
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_message_do_it_once() -> None:
    message = leave(day="2026-12-02")
    start = threading.Barrier(4)
    done: list[bool] = []

    def work() -> None:
        try:
            start.wait()
            done.append(outbox.HANDLERS["test.note_holiday"](str(message.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, True]
    assert Holiday.objects.count() == 1
