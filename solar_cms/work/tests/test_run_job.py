"""A job is run to one end, whatever happens to its workers."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act, OutboxMessage
from solar_cms.base.problems import Refused
from solar_cms.work import operations
from solar_cms.work.models import Job, JobLost, NumberSeries
from solar_cms.work.outbox import run_now
from solar_cms.work.states import JobState
from solar_cms.work.tests.jobs_for_tests import did


@pytest.fixture
def job(inspector: User) -> Job:
    return operations.start_job("test.count", {"n": 1}, by=inspector, title="Counting")


def forget_worker(job: Job) -> None:
    """As if its worker had been silent for a while."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_an_unknown_kind_is_a_mistake(inspector: User) -> None:
    with pytest.raises(ValueError, match=r"test\.unknown"):
        operations.start_job("test.unknown", {}, by=inspector, title="x")
    assert not Job.objects.exists()


def test_a_rolled_back_act_starts_nothing(inspector: User) -> None:
    with suppress(RuntimeError), act("test.outer", by=inspector):
        operations.start_job("test.count", {}, by=inspector, title="x")
        raise RuntimeError
    assert not Job.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_worker_takes_it_from_the_outbox_and_ends_it(job: Job) -> None:
    assert run_now() == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result == {"url": "/reporting/", "number": "T-1604-2026-0001"}
    assert (job.done, job.total, job.message) == (3, 3, "step 2")
    assert OutboxMessage.objects.get().done_at is not None
    assert Act.objects.get(name="job.finished").actor_id == job.created_by_id


def test_called_again_it_does_nothing(job: Job) -> None:
    did.clear()
    operations.run_job(job.pk)
    operations.run_job(job.pk)
    assert did == [str(job.pk)]
    assert NumberSeries.objects.get().last == 1


def test_while_a_worker_lives_no_other_takes_the_job(job: Job) -> None:
    assert operations.claim_job(job.pk) is not None
    assert operations.claim_job(job.pk) is None
    assert operations.lost_jobs() == []


def test_the_job_of_a_dead_worker_is_finished_by_the_next_once(job: Job) -> None:
    first = operations.claim_job(job.pk)
    assert first is not None
    first.progress(1, 3)
    forget_worker(job)
    assert operations.lost_jobs() == [job.pk]

    operations.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    # The first worker was only slow: it can neither go on nor write its end.
    with pytest.raises(JobLost):
        first.progress(2, 3)
    first.at_end(lambda: {"stolen": True})
    with pytest.raises(JobLost):
        operations.finish_job(first, {})
    job.refresh_from_db()
    assert "stolen" not in job.result
    assert Act.objects.filter(name="job.finished").count() == 1
    assert NumberSeries.objects.get().last == 1


def test_a_job_that_kills_its_workers_is_given_up(job: Job) -> None:
    for _n in range(operations.MAX_ATTEMPTS):
        assert operations.claim_job(job.pk)
        forget_worker(job)
    operations.run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "5 times" in job.error


def test_a_refusal_ends_it_with_its_words(inspector: User) -> None:
    job = operations.start_job("test.refuse", {}, by=inspector, title="x")
    operations.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "There is nothing to report on.")


def test_a_mistake_of_ours_ends_it_as_failed(inspector: User) -> None:
    job = operations.start_job("test.crash", {}, by=inspector, title="x")
    operations.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "ZeroDivisionError: by zero")
    assert Act.objects.filter(name="job.failed", subject_id=str(job.pk)).exists()


def test_a_waiting_job_is_cancelled_at_once(job: Job, inspector: User) -> None:
    assert operations.cancel_job(job, by=inspector).state == JobState.CANCELLED
    did.clear()
    run_now()
    assert did == []


def test_a_running_job_stops_at_its_next_step(job: Job, inspector: User) -> None:
    claimed = operations.claim_job(job.pk)
    assert claimed is not None
    assert operations.cancel_job(job, by=inspector).state == JobState.RUNNING
    forget_worker(job)
    operations.run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert job.ended_at is not None


def test_an_ended_job_cannot_be_cancelled(job: Job, inspector: User) -> None:
    operations.run_job(job.pk)
    with pytest.raises(Refused) as refused:
        operations.cancel_job(job, by=inspector)
    assert refused.value.problems[0].code == "job.ended"


def test_the_page_is_for_the_one_who_asked(
    client: Any, job: Job, inspector: User, stranger: User
) -> None:
    client.force_login(stranger)
    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.post(reverse("job_cancel", args=[job.pk])).status_code == 404
    client.force_login(inspector)
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    assert "Counting" in page
    assert reverse("job_cancel", args=[job.pk]) in page
    assert "Counting" in client.get(reverse("jobs")).content.decode()


def test_the_page_follows_the_job_to_its_result(client: Any, job: Job, inspector: User) -> None:
    client.force_login(inspector)
    url = reverse("job", args=[job.pk])
    assert f'hx-get="{url}"' in client.get(url).content.decode()
    operations.run_job(job.pk)
    page = client.get(url).content.decode()
    assert 'href="/reporting/"' in page
    assert f'hx-get="{url}"' not in page


def test_the_cancel_button_cancels(client: Any, job: Job, inspector: User) -> None:
    client.force_login(inspector)
    client.post(reverse("job_cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_the_system_may_ask_too(db: None) -> None:
    job = operations.start_job("test.count", {}, by=SYSTEM, title="Nightly")
    operations.run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
