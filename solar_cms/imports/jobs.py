"""The long work of the repair desk. A worker that dies leaves the rows on the desk; the next one goes
on where the reading or the check stood, and begins the import anew, of which nothing was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import JobKind, job_kinds
from solar_cms.base.problems import Refused
from solar_cms.imports import incoming
from solar_cms.imports.models import Batch
from solar_cms.imports.operations import carry_out, check_in_pieces, finish_check, give_back
from solar_cms.imports.operations.importing import quiet_moment
from solar_cms.imports.operations.taking_in import take_in
from solar_cms.imports.states import BatchState, Outcome
from solar_cms.work.models import Job, JobCancelled, JobLost


def run_read(job: Any) -> dict[str, Any]:
    """Put the rows of a file on the desk; a second run goes on behind the last row there."""
    batch = Batch.objects.get(pk=job.params["batch"])
    if batch.state == BatchState.READING:
        with _given_back(batch, job), incoming.kept(batch.pk) as path:
            batch = take_in(
                batch, path, by=job.by,
                tell=lambda done, about: job.progress(done, about, _("Rows read")),
            )  # fmt: skip
    return _result(batch)


def run_check(job: Any) -> dict[str, Any]:
    """Check the rows of a batch that are not checked yet; a second run does what is left."""
    batch = Batch.objects.get(pk=job.params["batch"])
    if batch.state == BatchState.CHECKING:
        waiting = batch.staged.filter(outcome=Outcome.UNCHECKED)  # type: ignore[attr-defined]
        tell = _progress(job, batch.rows, batch.rows - waiting.count())
        with _given_back(batch, job):
            check_in_pieces(batch, by=job.by, outcomes=[Outcome.UNCHECKED], tell=tell)
            batch = finish_check(batch, by=job.by)
    return _result(batch)


def run_import(job: Any) -> dict[str, Any]:
    """Import the ready rows of a batch: checked in pieces first, then written in one act."""
    batch = Batch.objects.get(pk=job.params["batch"])
    if batch.state != BatchState.IMPORTING:
        return _result(batch)
    with _given_back(batch, job):
        moment = quiet_moment()
        if moment is not None:
            tell = _progress(job, batch.ready, 0)
            check_in_pieces(batch, by=job.by, outcomes=[Outcome.READY], tell=tell)
        job.progress(0, batch.ready, _("Writing the rows"))
        batch = carry_out(batch, by=job.by, checked_at=moment, watch=_watch(job))
    return _result(batch)


@contextmanager
def _given_back(batch: Batch, job: Any) -> Iterator[None]:
    """Work that ends before its end puts the rows back on the desk; but a lost worker or database
    leaves them to the next worker."""
    try:
        yield
    except (JobLost, OperationalError, InterfaceError):
        raise
    except Refused as refused:
        give_back(batch, by=job.by, problems=refused.problems)
        raise
    except Exception:
        give_back(batch, by=job.by)
        raise


def _progress(job: Any, total: int, before: int) -> Callable[[int], None]:
    return lambda done: job.progress(before + done, total, _("Rows checked"))


def _watch(job: Any) -> Callable[[], None]:
    """Ends the import when somebody stopped it or another worker has it. It only looks: what it
    wrote would be seen by nobody before the end."""

    def look() -> None:
        asked = Job.objects.held_by(job).values_list("cancel_asked", flat=True).first()
        if asked is None:
            raise JobLost(str(job.pk))
        if asked:
            raise JobCancelled(str(job.pk))

    return look


def _result(batch: Batch) -> dict[str, Any]:
    return {
        "url": reverse("import_batch", args=[batch.pk]),
        "created": batch.created,
        "updated": batch.updated,
        "linked": batch.linked,
        "rejected": batch.rejected,
    }


job_kinds.add("imports.read", JobKind("imports.read", _("Read a file"), "imports.view", run_read))
job_kinds.add(
    "imports.check", JobKind("imports.check", _("Check a file"), "imports.view", run_check)
)
job_kinds.add(
    "imports.import", JobKind("imports.import", _("Import a file"), "imports.view", run_import)
)
