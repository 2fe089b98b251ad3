"""Importing what is ready, two persons agreeing where the office wants it; stopping; undoing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solar_cms.accounts.models import Office, User
from solar_cms.audit import context as audit_context
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.policy import RIGHTS
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.imports import incoming, rules, staging
from solar_cms.imports.models import Batch, StagedRow, TwoPersonLimit
from solar_cms.imports.operations import bringing, taking_in
from solar_cms.imports.operations.bringing import locked, office_of, read_file
from solar_cms.imports.progress import listening
from solar_cms.imports.states import AT_WORK, DONE, BatchState, Outcome
from solar_cms.work import inbox
from solar_cms.work.models import Job
from solar_cms.work.operations import cancel_job, start_job
from solar_cms.work.states import OPEN_JOB

ASK_KIND = "imports.second_person"
SECOND = gettext_lazy("Agree to an import of %(rows)s rows: %(file)s")


def limit_of(by: HasActor) -> int | None:
    """From how many rows on the actor's office wants two persons: its own number, else that of the
    office above it; the system itself goes by the central office's. None: never."""
    numbers = dict(TwoPersonLimit.objects.on().values_list("office_id", "rows"))
    if not numbers:
        return None
    offices = {o.pk: o for o in Office.objects.on()}
    office = offices.get(office_of(by))
    if office is None:
        central = [o for o in offices.values() if o.kind == Office.Kind.CENTRAL]
        found = [numbers[o.pk] for o in central if o.pk in numbers]
        return min(found, default=None)
    for _step in range(10):
        if office is None or office.pk in numbers:
            break
        office = offices.get(office.parent_id)
    return numbers.get(office.pk) if office is not None else None


def set_limit(office: Office, rows: int | None, *, by: HasActor) -> None:
    """From today on the office wants two persons for more rows than this; None: no longer."""
    today = timezone.localdate()
    with act("import.limit_set", by=by, on=office, rows=rows):
        standing = TwoPersonLimit.objects.on(today).filter(office=office)
        standing.filter(valid_from=today).delete()
        standing.update(valid_to=today - timedelta(days=1))
        if rows is not None:
            TwoPersonLimit(office=office, rows=rows, valid_from=today).save_new()


def import_ready(batch: Batch, *, by: HasActor) -> Batch:
    """Import the rows that are ready: at once when few, else by a job. Where the office wants two
    persons the batch waits for the second."""
    limit = limit_of(by)
    if limit is not None and batch.ready > limit:
        return ask_second(batch, by=by)
    return _import(batch, by)


def _import(batch: Batch, by: HasActor) -> Batch:
    if batch.ready <= bringing.DIRECT_ROWS:
        return carry_out(batch, by=by)
    with act("import.started", by=by, on=batch):
        batch = locked(batch)
        refuse_if(
            [
                *rules.problems_with_importing(batch),
                *rules.problems_with_moving(batch, BatchState.IMPORTING),
            ]
        )
        batch.state = BatchState.IMPORTING
        batch.job_id = start_job(
            "imports.import",
            {"batch": batch.pk},
            by=by,
            title=_("Import %(file)s") % {"file": batch.file_name},
        ).pk
        batch.save()
    return batch


def ask_second(batch: Batch, *, by: HasActor) -> Batch:
    """The ready rows wait until a second person agrees; those who may are asked."""
    with act("import.second_asked", by=by, on=batch):
        batch = locked(batch)
        refuse_if(
            [
                *rules.problems_with_importing(batch),
                *rules.problems_with_moving(batch, BatchState.WAITING),
            ]
        )
        batch.state = BatchState.WAITING
        batch.asked_by = by if isinstance(by, User) else None
        batch.asked_at, batch.agreed_by = timezone.now(), None
        batch.save()
        said = {"rows": batch.ready, "file": batch.file_name}
        title = {}
        for code in ("lo", "en"):
            with translation.override(code):
                title[code] = str(SECOND) % said
        for kind in sorted(RIGHTS[batch.importer.right]):
            inbox.ask(
                kind=ASK_KIND, url=reverse("import_batch", args=[batch.pk]), title=title,
                role_kind=kind, district=batch.district_id or "", subject=batch,
            )  # fmt: skip
    return batch


def agree(batch: Batch, *, by: User) -> Batch:
    """The second person agrees, and the rows are imported."""
    with act("import.agreed", by=by, on=batch):
        batch = locked(batch)
        refuse_if(rules.problems_with_agreeing(batch, by))
        batch.agreed_by = by
        batch.save()
        inbox.settle(batch, ASK_KIND)
    return _import(batch, by)


def send_back(batch: Batch, *, by: HasActor) -> Batch:
    """The second person does not agree, or the first thinks again: the rows go back to the desk."""
    with act("import.sent_back", by=by, on=batch):
        batch = locked(batch)
        refuse_if(rules.problems_with_sending_back(batch))
        batch.state = BatchState.IMPORTED if batch.imported_at else BatchState.READY
        batch.save()
        inbox.settle(batch, ASK_KIND)
    return batch


def carry_out(
    batch: Batch,
    *,
    by: HasActor,
    checked_at: datetime | None = None,
    watch: Any = None,
) -> Batch:
    """Import all rows that are ready in one act; rows with problems stay on the desk.

    checked_at: the quiet moment at which the caller began to check them; they are checked again only when another import
    has come between. Imports go one at a time, so that two files with the same person do not make
    two people. watch: called between pieces; what it raises takes everything back.
    """
    now = audit_context.current()
    with (
        listening(watch),
        audit_context.channel("import", now.request_id, now.method),
        act("import.carried_out", by=by, on=batch) as a,
    ):
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        moment = timezone.now()
        batch = locked(batch)
        if batch.ready > bringing.DIRECT_ROWS:
            staging.be_patient()
        refuse_if(rules.problems_with_importing(batch))
        if checked_at is None or Batch.objects.filter(carried_at__gte=checked_at).exists():
            staging.check_again(batch, by=by, outcomes=[Outcome.READY])
        batch.importer.apply(batch.pk, batch.context, by)
        done = Case(*[When(effect=effect, then=Value(end)) for effect, end in DONE.items()])
        StagedRow.objects.filter(batch=batch, outcome=Outcome.READY).update(outcome=done)
        before = batch.done
        staging.count(batch)
        batch.state = BatchState.IMPORTED
        batch.imported_at = batch.imported_at or timezone.now()
        batch.carried_at = moment
        batch.save()
        a.note(
            imported=batch.done - before,
            created=batch.created,
            updated=batch.updated,
            linked=batch.linked,
            rejected=batch.rejected,
        )
    return batch


LOCK = "SELECT pg_advisory_xact_lock(hashtext('imports.carry_out'))"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('imports.carry_out'))"


def quiet_moment() -> datetime | None:
    """Now, when no import is under way: what is checked from here on sees all that were before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TRY_LOCK)
        return timezone.now() if cursor.fetchone()[0] else None


def give_back(batch: Batch, *, by: HasActor, problems: Iterable[Problem] = ()) -> Batch:
    """Work that failed or was stopped under way: the rows are on the desk as before. Of a file that
    was still being read some are missing: it is given up, with the problems that ended it."""
    if batch.state == BatchState.READING:
        return taking_in.give_up(batch, by=by, problems=problems)
    with act("import.given_back", by=by, on=batch):
        batch = locked(batch)
        if batch.state in AT_WORK:
            staging.count(batch)
            batch.state = BatchState.IMPORTED if batch.imported_at else BatchState.READY
            batch.save()
    return batch


def stop_work(batch: Batch, *, by: HasActor) -> Batch:
    """Stop what is under way. What was checked stays checked; of an import nothing is written; a file
    half read is given up. Work whose job has ended without it (given up, cancelled) goes back too."""
    refuse_if(rules.problems_with_stopping(batch))
    job = Job.objects.filter(pk=batch.job_id).first() if batch.job_id else None
    if job is not None and job.state in OPEN_JOB:
        job = cancel_job(job, by=by)
    if job is None or job.state not in OPEN_JOB:
        return give_back(batch, by=by)
    return batch


def undo_import(batch: Batch, *, by: HasActor) -> Batch:
    """Take back everything the import made. Refused with what stands in the way, if anything does."""
    with act("import.undone", by=by, on=batch) as a:
        batch = locked(batch)
        refuse_if(rules.problems_with_undoing(batch))
        undo = batch.importer.undo
        refuse_if(undo(batch.pk, by) if undo else [])
        a.note(created=batch.created, updated=batch.updated, linked=batch.linked)
        rows = StagedRow.objects.filter(batch=batch, outcome__in=list(DONE.values()))
        rows.update(outcome=Outcome.READY)
        staging.count(batch)
        batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
        batch.save()
    return batch


def reopen(batch: Batch, *, by: HasActor) -> Batch:
    """An undone import comes back to the desk with its rows as they were mended, checked anew."""
    with act("import.reopened", by=by, on=batch):
        batch = locked(batch)
        refuse_if(rules.problems_with_moving(batch, BatchState.CHECKING))
        batch.imported_at = batch.agreed_by = batch.asked_by = None
        return bringing.check_rows(batch, by)


def drop_batch(batch: Batch, *, by: HasActor) -> Batch:
    """Give up a file of which nothing was imported: its rows are wiped, the batch says it was here."""
    with act("import.dropped", by=by, on=batch):
        batch = locked(batch)
        refuse_if(rules.problems_with_moving(batch, BatchState.DROPPED))
        taking_in.wipe(batch)
        batch.save()
    incoming.forget(batch.pk)
    return batch


def import_file(
    path: Path | str,
    *,
    kind: str,
    context: Mapping[str, str],
    by: HasActor,
    dry_run: bool = False,
    file_name: str = "",
    sheet: str = "",
) -> Batch:
    """Read a file and import its good rows in one go, without jobs (command line, benchmarks).

    A file already imported for this purpose is left alone: the batch there is comes back; one whose
    reading was cut short here is read on. Above the office's number for two persons the batch waits
    on the desk.
    """
    began = quiet_moment()
    batch, new = read_file(
        Path(path), kind=kind, context=context, by=by, file_name=file_name, sheet=sheet,
        directly=True,
    )  # fmt: skip
    if dry_run or not batch.ready or batch.state not in {BatchState.READY, BatchState.IMPORTED}:
        return batch
    limit = limit_of(by)
    if limit is not None and batch.ready > limit:
        return ask_second(batch, by=by)
    return carry_out(batch, by=by, checked_at=began if new else None)
