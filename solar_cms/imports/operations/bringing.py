"""Bringing a file onto the desk: read, columns named, rows checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.folding import Folder
from solar_cms.base.hooks import importers
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.imports import incoming, rules, staging
from solar_cms.imports.headers import LOOK_AT, Row, missing, plain, table_of
from solar_cms.imports.models import Batch, ColumnMemory, StagedRow
from solar_cms.imports.operations import taking_in
from solar_cms.imports.reading import opened
from solar_cms.imports.staging import OPEN_OUTCOMES, Draft
from solar_cms.imports.states import ALIVE, BatchState, Outcome
from solar_cms.work.models import JobCancelled, JobLost
from solar_cms.work.operations import start_job

# Up to here a file is read, checked and imported while its sender waits.
DIRECT_ROWS = 2000
AGAIN = (*OPEN_OUTCOMES, Outcome.READY, Outcome.HERE)


def locked(batch: Batch) -> Batch:
    return Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def known_batch(kind: str, sha256: str, context_key: str) -> Batch | None:
    """The import of this very file for the same purpose, if it is still alive."""
    return Batch.objects.filter(
        kind=kind, sha256=sha256, context_key=context_key, state__in=sorted(ALIVE)
    ).first()


def office_of(by: Any) -> Any:
    """The id of the actor's office; None for the system itself."""
    scope = getattr(by, "scope", None)
    return scope.office[0] if scope is not None and scope.office else None


def memory_of(by: Any, kind: str) -> dict[str, str]:
    """What the actor's office said of headings in files of this kind: plain heading → column."""
    office = office_of(by)
    if office is None:
        return {}
    rows = ColumnMemory.objects.filter(office=office, kind=kind)
    return dict(rows.values_list("heading", "column"))


def read_file(
    path: Path,
    *,
    kind: str,
    context: Mapping[str, str],
    by: HasActor,
    file_name: str = "",
    sheet: str = "",
    directly: bool = False,
) -> tuple[Batch, bool]:
    """Read a file onto the desk: the batch, and whether the file is new.

    The same file for the same purpose gives the batch there is. Nothing of it is imported yet.
    What is wrong with the file as a whole is told by its head, at once. The rows of a larger one are
    taken in by a job, unless `directly`. Where a needed column is not told by any heading, the batch
    waits for somebody to name it (`directly`: is refused). Raises Refused with file.…, header.… or
    the importer's own codes.
    """
    importer = importers[kind]
    prepared = importer.prepare(context, by)
    sha256, context_key = _identity(path, prepared, sheet)
    if known := known_batch(kind, sha256, context_key):
        if directly and known.state == BatchState.READING and known.job_id is None:
            known = _take_in_here(known, path, by)
        return known, False
    with opened(path, sheet, head=DIRECT_ROWS + LOOK_AT + 1) as found:
        table = table_of(found.rows(), importer, Folder(), memory_of(by, kind))
        if directly:
            refuse_if(table.problems)
        rows = list(table.rows)
    if not rows:
        raise taking_in.no_rows()
    large = found.more or len(rows) > DIRECT_ROWS
    batch = Batch(
        kind=kind,
        file_name=(file_name or path.name)[-200:],
        sha256=sha256,
        headers=table.headers,
        heading_row=table.number,
        matched_by={str(at): "remembered" for at in table.remembered},
        read_as=found.read_as,
        sheet=sheet,
        other_sheets=found.others[:20],
        context=prepared,
        context_key=context_key,
        district_id=prepared.get("district") or None,
        uploaded_by=by if isinstance(by, User) else None,
        state=BatchState.READING,
    )
    with act("import.read", by=by, kind=kind) as a:
        batch.save_new()
        a.on(batch)
        if not large:
            _stage(batch, rows, by, knows=not table.problems)
        elif not directly:
            incoming.keep(batch.pk, path)
            batch.job_id = _job("imports.read", _("Read %(file)s"), batch, by)
        batch.save()
        a.note(rows=batch.rows)
    return (_take_in_here(batch, path, by) if large and directly else batch), True


def _identity(path: Path, prepared: Mapping[str, Any], sheet: str) -> tuple[str, str]:
    """What makes two imports the same: the hash of the bytes, and that of what they are for."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    purpose = prepared.get("key", prepared)
    said = json.dumps([purpose, sheet] if sheet else purpose, sort_keys=True, default=str)
    return sha256, hashlib.sha256(said.encode()).hexdigest()


def _stage(batch: Batch, rows: list[Row], by: Any, knows: bool) -> None:
    """Put all rows of a small file on the desk, checked if the needed columns are known."""
    drafts = [Draft(number, texts, marks) for number, texts, marks in rows]
    if knows:
        staging.write(batch, staging.check(batch, drafts, by=by, seen={}))
        staging.mark_twins(batch)
    else:
        staging.write(batch, [(draft, None) for draft in drafts])
    staging.count(batch)
    batch.state = BatchState.READY if knows else BatchState.MATCHING


def _take_in_here(batch: Batch, path: Path, by: HasActor) -> Batch:
    """Take in the rows without a job. Refused, the file is given up; cut short, it can be read on."""
    try:
        return taking_in.take_in(batch, path, by=by, tell=lambda done, about: None)
    except Refused as refused:
        taking_in.give_up(batch, by=by, problems=refused.problems)
        raise
    except (JobLost, JobCancelled) as error:
        message = _("Somebody else reads or has given up this file at the same time.")
        raise Refused([Problem("import.read_elsewhere", message, "file")]) from error


def _job(kind: str, title: str, batch: Batch, by: HasActor) -> Any:
    return start_job(kind, {"batch": batch.pk}, by=by, title=title % {"file": batch.file_name}).pk


def name_columns(batch: Batch, names: Mapping[int, str], *, by: HasActor) -> Batch:
    """Say which column is which: {position: our column, "" for none}; the office remembers it.

    All rows that are not imported are checked again.
    """
    with act("import.columns_named", by=by, on=batch):
        batch = locked(batch)
        refuse_if(rules.problems_with_naming(batch, names))
        folder = Folder()
        folder.learn([heading for heading, _name in batch.headers])
        matched, headers = dict(batch.matched_by), []
        for at, (heading, old) in enumerate(batch.headers):
            name = names.get(at, old)
            headers.append([heading, name])
            if name != old:
                matched[str(at)] = "chosen"
        refuse_if(missing(headers, batch.importer, 1))
        changed = {at for at in range(len(headers)) if matched.get(str(at)) == "chosen"}
        batch.headers, batch.matched_by = headers, matched
        _remember(batch, {plain(folder, headers[at][0]): headers[at][1] for at in changed}, by)
        return check_rows(batch, by)


def _remember(batch: Batch, said: Mapping[str, str], by: Any) -> None:
    office = office_of(by)
    if office is None:
        return
    for heading, column in said.items():
        if heading:
            ColumnMemory.objects.update_or_create(
                office_id=office, kind=batch.kind, heading=heading,
                defaults={"column": column, "said_at": timezone.now()},
            )  # fmt: skip


def check_all(batch: Batch, *, by: HasActor) -> Batch:
    """Check every row that is not imported or left out, at once when few, else by a job."""
    with act("import.checked", by=by, on=batch):
        batch = locked(batch)
        refuse_if(rules.problems_with_moving(batch, BatchState.CHECKING))
        return check_rows(batch, by)


def check_rows(batch: Batch, by: HasActor) -> Batch:
    """Check what is not imported or left out, inside the caller's act."""
    waiting = StagedRow.objects.filter(batch=batch, outcome__in=list(AGAIN))
    if waiting[: DIRECT_ROWS + 1].count() > DIRECT_ROWS:
        waiting.update(outcome=Outcome.UNCHECKED)
        batch.state = BatchState.CHECKING
        batch.job_id = _job("imports.check", _("Check %(file)s"), batch, by)
    else:
        staging.check_again(batch, by=by, outcomes=AGAIN)
        batch.state = _resting(batch)
    staging.count(batch)
    batch.save()
    return batch


def _resting(batch: Batch) -> str:
    return BatchState.IMPORTED if batch.imported_at else BatchState.READY


def check_in_pieces(batch: Batch, *, by: HasActor, outcomes: Iterable[str], tell: Any) -> None:
    """Check rows piece by piece, each kept for good: after a crash the rest is left to do.

    tell: (rows done) → None; what it raises ends the check between two pieces.
    """
    seen: dict[str, Any] = {}
    after = done = 0
    while True:
        with transaction.atomic():
            after, found = staging.check_some(
                batch, by=by, outcomes=outcomes, seen=seen, after=after
            )
        if not found:
            break
        done += found
        tell(done)


def finish_check(batch: Batch, *, by: HasActor) -> Batch:
    """The rows are checked: against each other, then counted, and the batch is open again."""
    with act("import.checked", by=by, on=batch):
        batch = locked(batch)
        if batch.state == BatchState.CHECKING:
            staging.be_patient()
            staging.mark_twins(batch)
            staging.count(batch)
            batch.state = _resting(batch)
            batch.save()
    return batch
