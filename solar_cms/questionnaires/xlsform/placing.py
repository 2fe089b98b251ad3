"""From a fault of the definition back to the cell it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.questionnaires.reading import RuleProblem
from solar_cms.questionnaires.xlsform.columns import Columns
from solar_cms.questionnaires.xlsform.opening import Row

# Code of a problem → the column it is mended in.
MENDED_IN = {
    "form.name": "name", "form.twice": "name", "form.kind": "type", "form.no_list": "type",
    "form.repeat_in_repeat": "type", "form.empty_group": "type", "form.default": "default",
    "form.no_calculation": "calculation", "form.correct": "solar_correct",
}  # fmt: skip
WORDS = frozenset({"form.no_words", "form.texts", "form.long_text", "form.untranslated"})


def fault(
    code: str, message: str, place: str, *, severity: Literal["error", "warning"] = "error"
) -> Problem:
    """A problem whose field is the cell, which the message names too."""
    sheet, _sign, cell = place.partition("!")
    said = _("Sheet %(sheet)s, %(cell)s: %(why)s") % {"sheet": sheet, "cell": cell, "why": message}
    return Problem(f"xlsform.{code}", said, place, severity=severity)


@dataclass
class Places:
    """Where in the workbook questions, sections and choices came from."""

    questions: dict[str, list[Row]] = field(default_factory=dict)
    sections: dict[str, Row] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    check_lists: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def question(self, key: str, row: Row) -> None:
        self.questions.setdefault(key, []).append(row)

    def section(self, key: str, row: Row) -> None:
        self.sections.setdefault(key, row)

    def choice(self, name: str, key: str, row: Row, heading: str) -> None:
        self.lists.setdefault(name, row.cell(heading))

    def placed(self, problem: Problem, columns: Columns) -> Problem:
        """The same problem, its field the cell."""
        owner, _sign, key = problem.field.partition("/")
        if owner == "choices" and key in self.lists:
            place = self.lists[key]
        else:
            place = self._row(problem, owner, key, columns)
        placed = fault(problem.code.removeprefix("form."), str(problem.message), place)
        return replace(placed, code=problem.code, severity=problem.severity)

    def _row(self, problem: Problem, owner: str, key: str, columns: Columns) -> str:
        rows = self.questions.get(key) if key else None
        row = rows[-1] if rows and problem.code == "form.twice" else (rows[0] if rows else None)
        row = row or self.sections.get(owner)
        if row is None:
            return "survey!1"
        if isinstance(problem, RuleProblem):
            return row.cell(columns.plain.get(problem.rule, ""))
        if problem.code in WORDS:
            return row.cell(next(iter(columns.said.get("label", {}).values()), ""))
        return row.cell(columns.plain.get(MENDED_IN.get(problem.code, ""), ""))
