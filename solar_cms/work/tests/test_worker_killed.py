"""A real worker is killed in the middle of a job: the next one finishes it, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.work import operations, outbox, tasks
from solar_cms.work.models import Job, NumberSeries
from solar_cms.work.states import JobState
from solar_cms.work.tests import slow_job

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def wait_for(what: Callable[[], bool], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Real Celery workers on the test's database and broker."""
    current_app.control.purge()
    database = connection.settings_dict
    user, host = database["USER"], database["HOST"]
    where = f"{host}:{database['PORT']}" if not host.startswith("/") else ""
    url = f"postgres://{user}:{database['PASSWORD']}@{where}/{database['NAME']}"
    if host.startswith("/"):
        url = f"postgres://{user}@/{database['NAME']}?host={host}"
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "solar_cms.celery", "worker"),
                *("-I", slow_job.__name__, "-c", "1", "--without-gossip", "--without-mingle"),
            ],
            env={
                **os.environ,
                "DATABASE_URL": url,
                "REDIS_URL": settings.REDIS_URL,
                "DJANGO_SETTINGS_MODULE": "solar_cms.settings.test",
            },
            cwd=settings.BASE_DIR,
            stdout=(tmp_path / "worker.log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    current_app.control.purge()


def test_the_next_worker_finishes_it_once(tmp_path: Path, start_worker: Any) -> None:
    user: User = make_user("inspector", ["1604"])
    gate, log = tmp_path / "gate", tmp_path / "log"
    params = {"gate": str(gate), "log": str(log)}
    job = operations.start_job("test.slow", params, by=user, title="Slow")
    outbox.relay()
    first = start_worker()
    wait_for(lambda: Job.objects.get(pk=job.pk).done == 1)

    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    lost = Job.objects.get(pk=job.pk)
    assert lost.state == JobState.RUNNING
    gate.touch()
    start_worker()
    # The lease runs out by itself after half a minute; here the clock is put forward.
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.sweep()
    tasks.sweep()

    wait_for(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)
    done = Job.objects.get(pk=job.pk)
    assert done.result == {"url": "/", "number": "T-1604-2026-0001"}
    assert log.read_text().split() == ["begun", "begun"]
    assert Act.objects.filter(name="job.finished").count() == 1
    assert NumberSeries.objects.get().last == 1
