"""What Celery runs for work: the relay, the sweeper, jobs and the calendar."""

from __future__ import annotations

import logging

from celery import current_app, shared_task
from celery.signals import worker_ready

from solar_cms.audit.context import channel
from solar_cms.base.hooks import outbox_tasks
from solar_cms.work import calls, operations, outbox, senders
from solar_cms.work.outbox import outbox_task

log = logging.getLogger(__name__)

for name, function in outbox_tasks.items():
    outbox_task(name)(function)


@shared_task(name="work.relay")
def relay() -> int:
    """Send what acts left in the outbox."""
    return outbox.relay()


@shared_task(name="work.sweep")
def sweep() -> None:
    """Send again what was not done; give jobs of dead workers and late runs to living ones."""
    outbox.relay()
    for job_id in operations.lost_jobs():
        current_app.send_task("work.resume_job", args=[str(job_id)], expires=60)


@shared_task(name="work.tick")
def tick() -> None:
    """Start what the calendar says is due."""
    with channel("task"):
        for run_id in calls.call_due():
            current_app.send_task("work.run_scheduled", args=[str(run_id)], expires=600)


@shared_task(name="work.run_scheduled")
def run_scheduled(run_id: str) -> None:
    with channel("task", request_id=run_id):
        calls.run_scheduled(run_id)


@outbox_task("work.run_job", own_books=True)
def run_job(job_id: str) -> None:
    operations.run_job(job_id)


@shared_task(name="work.resume_job")
def resume_job(job_id: str) -> None:
    with channel("task", request_id=job_id):
        operations.run_job(job_id)


@outbox_task("work.send_mail")
def send_mail(to: str, subject: str, text: str) -> None:
    senders.deliver_mail(to=to, subject=subject, text=text)


@outbox_task("work.send_sms")
def send_sms(to: str, text: str) -> None:
    senders.deliver_sms(to=to, text=text)


@worker_ready.connect
def sweep_at_start(**kwargs: object) -> None:
    """Nothing waits for the clock after a restart."""
    try:
        sweep.delay()
    except Exception:
        log.exception("the first sweep could not be started")
