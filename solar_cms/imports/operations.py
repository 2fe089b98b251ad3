"""The verbs of the repair desk: read, mend, decide, import, undo."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit import context as audit_context
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.folding import Folder
from solar_cms.base.hooks import importers
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.imports import rules, staging
from solar_cms.imports.headers import Table, table_of
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.imports.reading import opened
from solar_cms.imports.staging import OPEN_OUTCOMES, Draft
from solar_cms.imports.states import ALIVE, DONE, BatchState, Outcome
from solar_cms.work.operations import start_job

# Up to here a file is checked and imported while its sender waits.
DIRECT_ROWS = 2000


def known_batch(kind: str, sha256: str, context_key: str) -> Batch | None:
    """The import of this very file for the same purpose, if it is still alive."""
    return Batch.objects.filter(
        kind=kind, sha256=sha256, context_key=context_key, state__in=sorted(ALIVE)
    ).first()


def read_file(
    path: Path,
    *,
    kind: str,
    context: Mapping[str, str],
    by: HasActor,
    file_name: str = "",
    directly: bool = False,
) -> tuple[Batch, bool]:
    """Read a file onto the desk: the batch, and whether the file is new.

    The same file for the same purpose gives the batch there is. Nothing of it is imported yet.
    Larger files are checked by a job, unless `directly`. Raises Refused with file.…, header.… or
    the importer's own codes.
    """
    importer = importers[kind]
    prepared = importer.prepare(context, by)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    purpose = json.dumps(prepared.get("key", prepared), sort_keys=True, default=str)
    context_key = hashlib.sha256(purpose.encode()).hexdigest()
    if known := known_batch(kind, sha256, context_key):
        return known, False
    with opened(path) as sheet:
        table = table_of(sheet.rows(), importer, Folder())
        batch = Batch(
            kind=kind,
            file_name=(file_name or path.name)[-200:],
            sha256=sha256,
            headers=table.headers,
            read_as=sheet.read_as,
            context=prepared,
            context_key=context_key,
            district_id=prepared.get("district") or None,
            uploaded_by=by if isinstance(by, User) else None,
        )
        with act("import.read", by=by, kind=kind) as a:
            batch.save_new()
            whole = _stage(batch, table, by, directly)
            a.on(batch)
            if not batch.rows:
                raise Refused(
                    [Problem("file.no_rows", _("Below the headings the file has no rows."), "file")]
                )
            if whole:
                batch.state = BatchState.READY
            else:
                batch.job_id = start_job(
                    "imports.check",
                    {"batch": batch.pk},
                    by=by,
                    title=_("Check %(file)s") % {"file": batch.file_name},
                ).pk
            batch.save()
            a.note(rows=batch.rows)
    return batch, True


def _stage(batch: Batch, table: Table, by: Any, directly: bool) -> bool:
    """Put the rows on the desk; checked at once (True) when there are few or it is wanted so."""
    seen: dict[str, Any] = {}
    whole = True
    for chunk in staging.chunks(table.rows, staging.CHUNK if directly else DIRECT_ROWS + 1):
        drafts = [Draft(number, texts, marks) for number, texts, marks in chunk]
        whole = directly or (whole and len(drafts) <= DIRECT_ROWS)
        if whole:
            staging.write(batch, staging.check(batch, drafts, by=by, seen=seen))
        else:
            staging.write(batch, [(draft, None) for draft in drafts])
    staging.count(batch)
    return whole


def _locked(batch: Batch) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch.pk)


def _settle(batch: Batch, by: Any, **fields: Any) -> Batch:
    """Check open rows again and save the counts."""
    staging.check_again(batch, by=by, outcomes=OPEN_OUTCOMES)
    staging.count(batch)
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save()
    return batch


def mend_rows(batch: Batch, changes: Mapping[int, Mapping[str, str]], *, by: HasActor) -> Batch:
    """Put texts into cells: {row number: {column: text}}; the rows are checked again."""
    with act("import.mended", by=by, on=batch, rows=len(changes)):
        batch = _locked(batch)
        refuse_if(rules.problems_with_mending(batch))
        columns = set(batch.columns()) | {column.name for column in batch.importer.columns}
        for row in StagedRow.objects.filter(batch=batch, number__in=list(changes)):
            refuse_if(rules.problems_with_row(row))
            new = {c: t.strip()[:2000] for c, t in changes[row.number].items() if c in columns}
            row.mended = {**row.mended, **new}
            row.outcome = Outcome.UNCHECKED
            row.save()
        return _settle(batch, by)


def mend_alike(batch: Batch, *, column: str, text: str, new_text: str, by: HasActor) -> Batch:
    """Put one text into this column of every row to mend that holds another."""
    columns = batch.columns()
    alike = {
        row.number: {column: new_text}
        for row in StagedRow.objects.filter(batch=batch, outcome=Outcome.MEND)
        if row.texts(columns).get(column, "") == text
    }
    return mend_rows(batch, alike, by=by)


def leave_out(batch: Batch, numbers: Iterable[int], *, by: HasActor) -> Batch:
    """Rows that shall not be imported; they stay with the file."""
    return _put_aside(batch, numbers, by, "import.rows_left_out", Outcome.LEFT_OUT)


def take_back(batch: Batch, numbers: Iterable[int], *, by: HasActor) -> Batch:
    """Rows that were left out come back."""
    return _put_aside(batch, numbers, by, "import.rows_taken_back", Outcome.UNCHECKED)


def _put_aside(
    batch: Batch, numbers: Iterable[int], by: HasActor, name: str, outcome: Outcome
) -> Batch:
    wanted = sorted(set(numbers))
    with act(name, by=by, on=batch, rows=len(wanted)):
        batch = _locked(batch)
        refuse_if(rules.problems_with_mending(batch))
        rows = StagedRow.objects.filter(batch=batch, number__in=wanted)
        rows.exclude(outcome__in=list(DONE.values())).update(outcome=outcome, decision="")
        return _settle(batch, by)


def decide(batch: Batch, number: int, decision: str, *, by: HasActor) -> Batch:
    """Say who a row is: "new" for another person, "link:<id>" for the one already registered."""
    with act("import.decided", by=by, on=batch, decision=decision.partition(":")[0]):
        batch = _locked(batch)
        refuse_if(rules.problems_with_mending(batch))
        row = StagedRow.objects.get(batch=batch, number=number)
        refuse_if([*rules.problems_with_row(row), *rules.problems_with_decision(row, decision)])
        row.decision, row.outcome = decision, Outcome.UNCHECKED
        row.save()
        return _settle(batch, by)


def check_batch(batch: Batch, *, by: HasActor, tell: Any = None) -> Batch:
    """Check every row that is not imported or left out, against the registry as it is now."""
    with act("import.checked", by=by, on=batch):
        batch = _locked(batch)
        if batch.state not in {BatchState.CHECKING, BatchState.READY, BatchState.IMPORTED}:
            refuse_if(rules.problems_with_mending(batch))
        again = [*OPEN_OUTCOMES, Outcome.READY, Outcome.HERE]
        staging.check_again(batch, by=by, outcomes=again, tell=tell)
        staging.count(batch)
        if batch.state == BatchState.CHECKING:
            batch.state = BatchState.READY
        batch.save()
    return batch


def import_ready(batch: Batch, *, by: HasActor) -> Batch:
    """Import the rows that are ready: at once when few, else by a job."""
    if batch.ready <= DIRECT_ROWS:
        return carry_out(batch, by=by)
    with act("import.started", by=by, on=batch):
        batch = _locked(batch)
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


def carry_out(batch: Batch, *, by: HasActor, fresh: bool = False, tell: Any = None) -> Batch:
    """Import all rows that are ready in one act; rows with problems stay on the desk.

    fresh: the rows were checked a moment ago by the same caller. Imports go one at a time, so
    that two files with the same person do not make two people.
    """
    now = audit_context.current()
    with (
        audit_context.channel("import", now.request_id, now.method),
        act("import.carried_out", by=by, on=batch) as a,
    ):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('imports.carry_out'))")
        batch = _locked(batch)
        refuse_if(rules.problems_with_importing(batch))
        if not fresh:
            staging.check_again(batch, by=by, outcomes=[Outcome.READY], tell=tell)
        batch.importer.apply(batch.pk, batch.context, by)
        rows = StagedRow.objects.filter(batch=batch, outcome=Outcome.READY)
        for effect, outcome in DONE.items():
            rows.filter(effect=effect).update(outcome=outcome)
        before = batch.done
        staging.count(batch)
        batch.state = BatchState.IMPORTED
        batch.imported_at = batch.imported_at or timezone.now()
        batch.save()
        a.note(
            imported=batch.done - before,
            created=batch.created,
            linked=batch.linked,
            rejected=batch.rejected,
        )
    return batch


def give_back(batch: Batch, *, by: HasActor) -> Batch:
    """An import that failed or was cancelled under way goes back to the desk; nothing was written."""
    with act("import.given_back", by=by, on=batch):
        batch = _locked(batch)
        if batch.state == BatchState.IMPORTING:
            batch.state = BatchState.IMPORTED if batch.imported_at else BatchState.READY
            batch.save()
    return batch


def undo_import(batch: Batch, *, by: HasActor) -> Batch:
    """Take back everything the import made. Refused with what stands in the way, if anything does."""
    with act("import.undone", by=by, on=batch) as a:
        batch = _locked(batch)
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


def drop_batch(batch: Batch, *, by: HasActor) -> Batch:
    """Give up a file of which nothing was imported: its rows are wiped, the batch says it was here."""
    with act("import.dropped", by=by, on=batch):
        batch = _locked(batch)
        refuse_if(rules.problems_with_moving(batch, BatchState.DROPPED))
        StagedRow.objects.filter(batch=batch).update(
            cells=[], marks={}, mended={}, cleaned={}, problems=[], suggestions={}, candidates=[],
            keys=[], outcome=Outcome.LEFT_OUT, decision="", effect="",
        )  # fmt: skip
        staging.count(batch)
        batch.state = BatchState.DROPPED
        batch.save()
    return batch


def import_file(
    path: Path | str,
    *,
    kind: str,
    context: Mapping[str, str],
    by: HasActor,
    dry_run: bool = False,
    file_name: str = "",
) -> Batch:
    """Read a file and import its good rows in one go, without jobs (command line, benchmarks).

    A file already imported for this purpose is left alone: the batch there is comes back.
    """
    batch, new = read_file(
        Path(path), kind=kind, context=context, by=by, file_name=file_name, directly=True
    )
    if dry_run or not batch.ready or batch.state == BatchState.CHECKING:
        return batch
    return carry_out(batch, by=by, fresh=new)
