"""What the repair desk asks before it acts: pure questions, answered with problems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.imports.states import DONE, OPEN, TRANSITIONS, BatchState


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
    """A decision is “another person” or one of the people shown."""
    allowed = {f"link:{c['id']}" for c in row.candidates if c.get("id")}
    twice = any(p["code"] == "row.twice" for p in row.problems)
    if twice or (row.candidates and not any(c.get("only_link") for c in row.candidates)):
        allowed.add("new")
    if decision in allowed:
        return []
    return [
        Problem(
            "import.decision", _("Choose one of the people shown, or say it is another person.")
        )
    ]


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
