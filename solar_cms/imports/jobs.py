"""The long work of the repair desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import JobKind, job_kinds
from solar_cms.imports.models import Batch
from solar_cms.imports.operations import carry_out, check_batch, give_back
from solar_cms.imports.states import BatchState


def run_check(job: Any) -> dict[str, Any]:
    """Check all rows of a batch; done once, a second run finds it checked."""
    batch = Batch.objects.get(pk=job.params["batch"])
    if batch.state == BatchState.CHECKING:
        batch = check_batch(
            batch, by=job.by, tell=lambda done: job.progress(done, batch.rows, _("Rows checked"))
        )
    return _result(batch)


def run_import(job: Any) -> dict[str, Any]:
    """Import the ready rows of a batch in one act; done once."""
    batch = Batch.objects.get(pk=job.params["batch"])
    if batch.state != BatchState.IMPORTING:
        return _result(batch)
    total = batch.ready
    try:
        batch = carry_out(
            batch, by=job.by, tell=lambda done: job.progress(done, total, _("Rows checked"))
        )
    except Exception:
        give_back(batch, by=job.by)
        raise
    return _result(batch)


def _result(batch: Batch) -> dict[str, Any]:
    return {
        "url": reverse("import_batch", args=[batch.pk]),
        "created": batch.created,
        "linked": batch.linked,
        "rejected": batch.rejected,
    }


job_kinds.add(
    "imports.check", JobKind("imports.check", _("Check a file"), "imports.view", run_check)
)
job_kinds.add(
    "imports.import", JobKind("imports.import", _("Import a file"), "imports.view", run_import)
)
