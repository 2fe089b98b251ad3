"""Mending rows on the desk, leaving them out, deciding who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.imports import rules, staging
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.imports.operations.bringing import locked
from solar_cms.imports.staging import OPEN_OUTCOMES
from solar_cms.imports.states import DONE, Outcome


def settle_rows(batch: Batch, by: Any) -> Batch:
    """Check open rows again and save the counts."""
    staging.check_again(batch, by=by, outcomes=OPEN_OUTCOMES)
    staging.count(batch)
    batch.save()
    return batch


def mend_rows(batch: Batch, changes: Mapping[int, Mapping[str, str]], *, by: HasActor) -> Batch:
    """Put texts into cells: {row number: {column: text}}; the rows are checked again."""
    with act("import.mended", by=by, on=batch, rows=len(changes)):
        batch = locked(batch)
        refuse_if(rules.problems_with_mending(batch))
        columns = set(batch.columns()) | {column.name for column in batch.importer.columns}
        for row in StagedRow.objects.filter(batch=batch, number__in=list(changes)):
            refuse_if(rules.problems_with_row(row))
            new = {c: t.strip()[:2000] for c, t in changes[row.number].items() if c in columns}
            row.mended = {**row.mended, **new}
            row.outcome = Outcome.UNCHECKED
            row.save()
        return settle_rows(batch, by)


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
        batch = locked(batch)
        refuse_if(rules.problems_with_mending(batch))
        rows = StagedRow.objects.filter(batch=batch, number__in=wanted)
        rows.exclude(outcome__in=list(DONE.values())).update(outcome=outcome, decision="")
        return settle_rows(batch, by)


def decide(batch: Batch, number: int, decision: str, *, by: HasActor, alike: bool = False) -> Batch:
    """Say who a row is: "new" for another person, "link:<id>" for the one already registered, and
    "update:<id>:phone,village" to take these fields from the file.

    alike: the same for all rows to decide that are alike and different in the same things.
    """
    with act("import.decided", by=by, on=batch, decision=decision.partition(":")[0]) as a:
        batch = locked(batch)
        refuse_if(rules.problems_with_mending(batch))
        row = StagedRow.objects.get(batch=batch, number=number)
        refuse_if([*rules.problems_with_row(row), *rules.problems_with_decision(row, decision)])
        rows = {row.pk: decision}
        if alike:
            rows |= _decisions_alike(batch, row, decision)
        for one in StagedRow.objects.filter(pk__in=rows):
            one.decision, one.outcome = rows[one.pk], Outcome.UNCHECKED
            one.save(update_fields=["decision", "outcome"])
        a.note(rows=len(rows))
        return settle_rows(batch, by)


def likeness_of(row: StagedRow) -> tuple[Any, ...] | None:
    """What makes decisions alike: one person to choose, alike and different in the same things."""
    if len(row.candidates) != 1 or not row.candidates[0].get("id"):
        return None
    one = row.candidates[0]
    return tuple(one["alike"]), tuple(one["differs"]), tuple(sorted(one.get("offers", {})))


def _decisions_alike(batch: Batch, row: StagedRow, decision: str) -> dict[Any, str]:
    wanted = likeness_of(row)
    if wanted is None:
        return {}
    verb, _colon, rest = decision.partition(":")
    fields = rest.partition(":")[2]
    found = {}
    for one in StagedRow.objects.filter(batch=batch, outcome=Outcome.SAME):
        if likeness_of(one) == wanted:
            key = one.candidates[0]["id"]
            own = "new" if verb == "new" else f"{verb}:{key}" + (f":{fields}" if fields else "")
            if not rules.problems_with_decision(one, own):
                found[one.pk] = own
    return found
