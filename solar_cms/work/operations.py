"""The verbs of work: start, run, end and cancel jobs."""

from __future__ import annotations

import json
import logging
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, HasActor, act
from solar_cms.audit.models import OutboxMessage
from solar_cms.base.hooks import job_kinds
from solar_cms.base.problems import Problem, Refused
from solar_cms.work import outbox
from solar_cms.work.models import LEASE, Job, JobCancelled, JobLost
from solar_cms.work.states import JobState

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5


def start_job(kind: str, params: Mapping[str, Any], *, by: HasActor, title: str) -> Job:
    """Ask for a job of a registered kind; a worker takes it after the commit.

    params: plain data, ids rather than rows. title: what it makes, in the asker's language.
    """
    if kind not in job_kinds:
        raise ValueError(f"no job of kind {kind} is registered")
    with act("job.started", by=by, kind=kind) as a:
        job = Job(
            kind=kind,
            title=str(title)[:200],
            params=json.loads(json.dumps(dict(params), cls=DjangoJSONEncoder)),
            created_by=by if isinstance(by, User) else None,
        )
        job.save(force_insert=True)
        a.on(job)
        a.later("work.run_job", job_id=job.pk)
    return job


def cancel_job(job: Job, *, by: HasActor) -> Job:
    """Cancel a waiting job at once; ask a running one to stop at its next step."""
    now = timezone.now()
    with act("job.cancelled", by=by, on=job, kind=job.kind):
        row = Job.objects.filter(pk=job.pk)
        stopped = row.filter(state=JobState.QUEUED).update(
            state=JobState.CANCELLED, ended_at=now, cancel_asked=True
        )
        if not stopped and not row.filter(state=JobState.RUNNING).update(cancel_asked=True):
            raise Refused(
                [Problem("job.ended", _("The job has already ended; there is nothing to cancel."))]
            )
    job.refresh_from_db()
    return job


def claim_job(job_id: uuid.UUID | str) -> Job | None:
    """Take a job that waits or whose worker fell silent; None when it is taken or ended."""
    now = timezone.now()
    runner = uuid.uuid4()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING,
        runner=runner,
        lease_until=now + LEASE,
        started_at=now,
        attempts=F("attempts") + 1,
    )
    return Job.objects.select_related("created_by").get(pk=job_id) if taken else None


def run_job(job_id: uuid.UUID | str) -> None:
    """Run a job to its end, unless another worker has it. Safe to call any number of times."""
    job = claim_job(job_id)
    if job is None:
        return
    kind = job_kinds.get(job.kind)
    language = job.created_by.language if job.created_by else ""
    with _alive(job), translation.override(language or settings.LANGUAGE_CODE):
        try:
            if job.cancel_asked:
                raise JobCancelled(str(job.pk))
            if kind is None or job.attempts > MAX_ATTEMPTS:
                end_job(job, JobState.FAILED, error=_gave_up(job))
                return
            finish_job(job, kind.run(job) or {})
        except JobLost:
            log.warning("job %s was taken over by another worker", job.pk)
        except JobCancelled:
            end_job(job, JobState.CANCELLED)
        except (OperationalError, InterfaceError):
            raise  # the database went away: the lease runs out and the next worker takes the job
        except Refused as refused:
            end_job(job, JobState.FAILED, error="\n".join(str(p.message) for p in refused.problems))
        except Exception as error:
            log.exception("job %s (%s) failed", job.pk, job.kind)
            end_job(job, JobState.FAILED, error=f"{type(error).__name__}: {error}")


def _gave_up(job: Job) -> str:
    if job.kind not in job_kinds:
        return _("This system does not know jobs of the kind “%(kind)s”.") % {"kind": job.kind}
    return _("The worker was lost %(count)s times while doing this job.") % {
        "count": job.attempts - 1
    }


def finish_job(job: Job, result: Mapping[str, Any]) -> None:
    """End a job as done: its state, its result and what it left for the end, in one act.

    Raises JobLost, writing nothing, when another worker has taken the job over.
    """
    with act("job.finished", by=job.by, on=job, kind=job.kind):
        _end_row(job, JobState.DONE)
        whole = dict(result)
        for ending in job.endings:
            whole |= ending() or {}
        Job.objects.filter(pk=job.pk).update(
            result=json.loads(json.dumps(whole, cls=DjangoJSONEncoder)), done=F("total")
        )
    job.refresh_from_db()


def end_job(job: Job, state: JobState, *, error: str = "") -> None:
    """End a job as failed or cancelled; leave it alone when another worker has it."""
    try:
        with act(f"job.{'failed' if state == JobState.FAILED else 'stopped'}", by=SYSTEM, on=job):
            _end_row(job, state, error=error[:2000])
    except JobLost:
        log.warning("job %s was taken over by another worker", job.pk)
    else:
        job.refresh_from_db()


def _end_row(job: Job, state: JobState, **values: Any) -> None:
    ended = Job.objects.held_by(job).update(state=state, ended_at=timezone.now(), **values)
    if not ended:
        raise JobLost(str(job.pk))


def send_again(message: OutboxMessage, *, by: HasActor) -> None:
    """Give a message that was given up another round of attempts."""
    with act("outbox.sent_again", by=by, task=message.task):
        outbox.stuck().filter(pk=message.pk).update(attempts=0, sent_at=None, not_before=None)


def lost_jobs() -> list[uuid.UUID]:
    """Running jobs whose worker has fallen silent."""
    late = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=timezone.now())
    return list(late.order_by("lease_until").values_list("pk", flat=True)[: outbox.BATCH])


@contextmanager
def _alive(job: Job) -> Iterator[None]:
    """Renew the lease from a thread of its own while long steps run."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(LEASE.total_seconds() / 3):
                until = timezone.now() + LEASE
                if not Job.objects.held_by(job).update(lease_until=until):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"lease of job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
