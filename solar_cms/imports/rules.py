"""What the repair desk asks before it acts: pure questions, answered with problems."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.problems import Problem
from solar_cms.imports.models import Batch, LinkRequest, StagedRow
from solar_cms.imports.states import (
    AT_WORK,
    DONE,
    OPEN,
    TRANSITIONS,
    BatchState,
    Outcome,
    RequestState,
)


def problems_with_moving(batch: Batch, state: str) -> list[Problem]:
    """May the batch go into this state?"""
    if state in TRANSITIONS[batch.state]:
        return []
    return [
        Problem(
            "import.wrong_state",
            _("This cannot be done now: the import is “%(state)s”.")
            % {"state": BatchState(batch.state).label},
        )
    ]


def problems_with_mending(batch: Batch) -> list[Problem]:
    """May rows of this batch be changed?"""
    if batch.state in OPEN:
        return []
    return problems_with_moving(batch, BatchState.READY) or [
        Problem("import.busy", _("The rows are being worked on; wait until that is done."))
    ]


def problems_with_row(row: StagedRow) -> list[Problem]:
    """Has this row been imported already?"""
    if row.outcome in DONE.values():
        return [
            Problem(
                "import.row_done", _("This row has been imported; it is changed on its own page.")
            )
        ]
    return []


def problems_with_decision(row: StagedRow, decision: str) -> list[Problem]:
    """A decision is “another person”, or one of the people shown, with fields that the file offers."""
    verb, _colon, rest = decision.partition(":")
    key, _colon, fields = rest.partition(":")
    shown = {str(c["id"]): c for c in row.candidates if c.get("id")}
    if verb == "new":
        return _problems_with_new(row)
    if verb == "link" and key in shown and not fields:
        return []
    if verb == "update" and key in shown and fields:
        if set(fields.split(",")) <= set(shown[key].get("offers", {})):
            return []
        return [Problem("import.fields", _("Take only fields that the file offers."))]
    return [
        Problem(
            "import.decision", _("Choose one of the people shown, or say it is another person.")
        )
    ]


def _problems_with_new(row: StagedRow) -> list[Problem]:
    if any(p["code"] == "row.twice" for p in row.problems):
        return []
    if not row.candidates or any(c.get("only_link") for c in row.candidates):
        return [
            Problem(
                "import.decision",
                _("This cannot be another person: the document is theirs. Mend it, or link."),
            )
        ]
    hidden = {c["hidden"] for c in row.candidates if c.get("hidden")}
    told_apart = LinkRequest.objects.filter(
        batch=row.batch_id, number=row.number, record__in=hidden, state=RequestState.OTHER
    )
    if hidden - {str(key) for key in told_apart.values_list("record", flat=True)}:
        return [
            Problem(
                "import.ask_first",
                _(
                    "Another office keeps somebody alike. Ask it first whether it is another person."
                ),
            )
        ]
    return []


def problems_with_asking(row: StagedRow, at: int) -> list[Problem]:
    """Is the candidate at this position one of another office, whom the reader may not see?"""
    there = row.outcome == Outcome.SAME and 0 <= at < len(row.candidates)
    if there and row.candidates[at].get("hidden"):
        return []
    return [Problem("import.ask_whom", _("Nobody of this row is kept by another office."))]


def problems_with_answering(question: LinkRequest, state: str, reason: str) -> list[Problem]:
    """May the question be answered so?"""
    if question.state != RequestState.ASKED:
        return [Problem("question.answered", _("This question has been answered already."))]
    if state not in set(RequestState) - {RequestState.ASKED}:
        return [Problem("question.state", _("Choose an answer."), "state")]
    if state == RequestState.REFUSED and not reason.strip():
        return [Problem("question.reason", _("Say why it may not be linked."), "reason")]
    return []


def problems_with_naming(batch: Batch, names: Mapping[int, str]) -> list[Problem]:
    """May the columns be named so? Each of ours once, and before anything is imported."""
    if batch.state not in {BatchState.MATCHING, BatchState.READY}:
        if batch.state != BatchState.IMPORTED:
            return problems_with_mending(batch)
        return [Problem("import.imported", _("Rows were imported under these columns already."))]
    ours = {column.name: column.label for column in batch.importer.columns}
    wanted = [name for _heading, name in batch.headers]
    for at, name in names.items():
        if not 0 <= at < len(wanted) or (name and name not in ours):
            return [Problem("header.unknown", _("There is no such column."), f"column-{at}")]
        wanted[at] = name
    problems = []
    for at, name in enumerate(wanted):
        if name and name in wanted[:at]:
            message = _("“%(name)s” is taken by another column.") % {"name": ours[name]}
            problems.append(Problem("header.twice", message, f"column-{at}"))
    return problems


def problems_with_agreeing(batch: Batch, by: User) -> list[Problem]:
    """May this user be the second person?"""
    if batch.state != BatchState.WAITING:
        return problems_with_moving(batch, BatchState.WAITING) or [
            Problem("import.not_asked", _("Nobody asked for a second person."))
        ]
    if batch.asked_by_id == by.pk:
        return [
            Problem("import.same_person", _("The second person must be another than the first."))
        ]
    return []


def problems_with_sending_back(batch: Batch) -> list[Problem]:
    """Does the batch wait for a second person?"""
    if batch.state == BatchState.WAITING:
        return []
    return [Problem("import.not_asked", _("Nobody asked for a second person."))]


def problems_with_stopping(batch: Batch) -> list[Problem]:
    """Is there work to stop?"""
    if batch.state in AT_WORK:
        return []
    return [Problem("import.not_at_work", _("Nothing is under way that could be stopped."))]


def problems_with_importing(batch: Batch) -> list[Problem]:
    """May the ready rows be imported?"""
    problems = problems_with_moving(batch, BatchState.IMPORTED)
    if not problems and not batch.ready:
        problems.append(Problem("import.nothing_ready", _("No row is ready to be imported.")))
    return problems


def problems_with_undoing(batch: Batch) -> list[Problem]:
    """May the import be undone as a whole? What was made from it meanwhile is asked of the importer."""
    problems = problems_with_moving(batch, BatchState.UNDONE)
    if not problems and batch.importer.undo is None:
        problems.append(Problem("import.no_undo", _("Imports of this kind cannot be undone.")))
    return problems
