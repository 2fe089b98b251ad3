"""Putting the rows of a larger file on the desk, piece by piece, each kept for good: by a job after an
upload, at once from the command line. Whoever comes after a crash goes on behind the last row kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import Problem, Refused
from solar_cms.imports import incoming, staging
from solar_cms.imports.headers import missing
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.imports.reading import opened
from solar_cms.imports.staging import Draft
from solar_cms.imports.states import BatchState, Outcome
from solar_cms.work.models import JobCancelled, JobLost


def take_in(batch: Batch, path: Path, *, by: HasActor, tell: Callable[[int, int], None]) -> Batch:
    """Read the file from the first row not yet on the desk to its end, and open the batch.

    tell: (rows taken in, about how many there are) → None; what it raises ends the reading between two
    pieces. Raises Refused with file.… codes, JobLost when somebody else reads the same file.
    """
    knows = not missing(batch.headers, batch.importer, batch.heading_row)
    seen: dict[str, Any] = {}
    last = _last(batch)
    done = StagedRow.objects.filter(batch=batch).count() if last else 0
    with opened(path, batch.sheet) as found:
        rest = (row for row in found.rows() if row[0] > max(last, batch.heading_row))
        for chunk in staging.chunks(rest):
            drafts = [Draft(number, texts, marks) for number, texts, marks in chunk]
            with transaction.atomic():
                _hold(batch, last)
                if knows:
                    staging.write(batch, staging.check(batch, drafts, by=by, seen=seen))
                else:
                    staging.write(batch, [(draft, None) for draft in drafts])
            last, done = drafts[-1].number, done + len(drafts)
            tell(done, max(found.about, done))
    return _finish(batch, knows, by)


def _last(batch: Batch) -> int:
    return StagedRow.objects.filter(batch=batch).aggregate(last=Max("number"))["last"] or 0


def _hold(batch: Batch, last: int) -> None:
    """Nobody else takes in this piece, and nobody has given up the file meanwhile."""
    state = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk).state
    if state == BatchState.DROPPED:
        raise JobCancelled(str(batch.pk))
    if state != BatchState.READING or _last(batch) != last:
        raise JobLost(str(batch.pk))


def _finish(batch: Batch, knows: bool, by: HasActor) -> Batch:
    with act("import.rows_read", by=by, on=batch) as a:
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state != BatchState.READING:
            raise JobLost(str(batch.pk))
        staging.be_patient()
        if knows:
            staging.mark_twins(batch)
        staging.count(batch)
        if not batch.rows:
            raise no_rows()
        batch.state = BatchState.READY if knows else BatchState.MATCHING
        batch.save()
        a.note(rows=batch.rows)
    incoming.forget(batch.pk)
    return batch


def no_rows() -> Refused:
    message = _("Below the headings the file has no rows.")
    return Refused([Problem("file.no_rows", message, "file")])


def give_up(batch: Batch, *, by: HasActor, problems: Iterable[Problem] = ()) -> Batch:
    """A file that is not read to its end is given up as a whole; the batch says why."""
    with act("import.dropped", by=by, on=batch):
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state == BatchState.READING:
            batch.refusal = [staging.in_all_languages(problem) for problem in problems]
            wipe(batch)
            batch.save()
    incoming.forget(batch.pk)
    return batch


def wipe(batch: Batch) -> None:
    """Empty the rows and mark the batch as given up (not saved)."""
    StagedRow.objects.filter(batch=batch).update(
        cells=[], marks={}, mended={}, cleaned={}, problems=[], suggestions={}, candidates=[],
        keys=[], outcome=Outcome.LEFT_OUT, decision="", effect="",
    )  # fmt: skip
    staging.count(batch)
    batch.state = BatchState.DROPPED
