"""What a page of a sitting shows: steps, progress, what applies now, problems with their places."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from solar_cms.base.picking import Typed
from solar_cms.base.problems import Problem
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.answering import keeping
from solar_cms.questionnaires.answering.forms import StepForm, labelled
from solar_cms.questionnaires.answering.steps import (
    ALL,
    MOST_ROWS,
    Step,
    answered_in,
    flat,
    is_answered,
    marks_of,
    name_of,
    rows_in,
    steps_of,
)
from solar_cms.questionnaires.answering.words import Known, known_for, word_for
from solar_cms.questionnaires.models import AnswerDraft, FormVersion
from solar_cms.questionnaires.running import Run, run
from solar_cms.questionnaires.states import QuestionKind

RULES = ("key", "kind", "relevant", "calculation")


@dataclass(frozen=True)
class StepRow:
    """A page in the overview."""

    step: Step
    title: str
    answered: int
    total: int
    url: str

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.answered >= self.total


class PageParts:
    """The reading half of a Desk."""

    sitting: Any
    request: Any
    user: Any
    draft: AnswerDraft | None
    version: FormVersion
    kept: dict[str, tuple[str, str]]
    _files: dict[str, list[Any]] | None = None

    # --- the form ------------------------------------------------------------------------------------
    @cached_property
    def steps(self) -> list[Step]:
        return steps_of(self.version.definition, whole=self.is_whole)

    @cached_property
    def asked_for(self) -> str:
        return self.request.POST.get("step") or self.request.GET.get("step") or ""

    @property
    def is_whole(self) -> bool:
        """All questions stand on one page: pages are turned on the server, this one needs no line."""
        return self.asked_for == ALL

    @cached_property
    def names(self) -> dict[str, Any]:
        """Every question by its name."""
        sections = self.version.definition["sections"]
        return {q["key"]: q for section in sections for q in flat(section["questions"])}

    @cached_property
    def marks(self) -> dict[str, str]:
        return marks_of(self.version.definition)

    def at(
        self,
        step: Step | None = None,
        *,
        rows: Mapping[str, int] | None = None,
        anchor: str = "",
        **more: Any,
    ) -> str:
        """The address of a page; of the overview without a step."""
        query: dict[str, Any] = {}
        if step is not None and (self.is_whole or not self.is_short):
            query = {"step": ALL if self.is_whole else step.index + 1}
        query |= {f"rows.{name}": count for name, count in (rows or {}).items()}
        query |= {name: 1 for name, wanted in more.items() if wanted}
        end = f"?{urlencode(query)}" if query else ""
        return f"{self.request.path}{end}{f'#{anchor}' if anchor else ''}"

    @property
    def is_short(self) -> bool:
        return len(self.steps) == 1

    @cached_property
    def step(self) -> Step | None:
        """The page asked for; None is the overview of a long form."""
        if len(self.steps) == 1:
            return self.steps[0]
        at = int(self.asked_for) if self.asked_for.isdecimal() else 0
        return self.steps[at - 1] if 1 <= at <= len(self.steps) else None

    @property
    def here(self) -> Step:
        """The page asked for, where one is."""
        if self.step is None:
            raise LookupError("the overview is no page of questions")
        return self.step

    def step_after(self) -> Step | None:
        rest = self.steps[self.here.index + 1 :]
        return next((step for step in rest if self._applies(step)), None)

    def step_before(self) -> Step | None:
        rest = reversed(self.steps[: self.here.index])
        return next((step for step in rest if self._applies(step)), None)

    def _applies(self, step: Step) -> bool:
        """Whether anything of the page applies, as far as is answered."""
        relevant = self.run.relevant
        return any(q["key"] in relevant for part in step.parts for q in part.questions)

    # --- what applies --------------------------------------------------------------------------------
    _run: tuple[Any, Run] | None = None

    @property
    def run(self) -> Run:
        """Worked out once for the answers as they are."""
        if self._run is None or self._run[0] is not self.kept:
            self._run = (self.kept, self.run_with({}))
        return self._run[1]

    def run_with(self, rows: Mapping[str, int]) -> Run:
        """The form worked out with the draft, and with so many rows of the repeats."""
        answers = {key: value for key, (value, _note) in self.kept.items()}
        for repeat, count in rows.items():
            inner = next((q["key"] for q in self.names[repeat].get("questions", ())), "")
            for row in range(1, count + 1):
                answers.setdefault(f"{repeat}[{row}].{inner}", "")
        return run(self.version.parsed(), answers)

    @property
    def hidden(self) -> set[str]:
        """Names of questions that do not apply."""
        relevant = {name_of(key) for key in self.run.relevant}
        return {key for key in self.names if key not in relevant}

    @property
    def progress(self) -> tuple[int, int]:
        return self._counted(self.names)

    def _counted(self, names: Iterable[str]) -> tuple[int, int]:
        """(answered, to be answered) of these questions; a question in rows counts once."""
        relevant = self.run.relevant
        inside = self.version.parsed().members
        in_rows = {name: repeat for repeat, inner in inside.items() for name in inner}
        have = {name_of(key) for key, (value, _n) in self.kept.items() if value}
        asked = {
            name
            for name in names
            if is_answered(self.names[name]) and in_rows.get(name, name) in relevant
        }
        return len(asked & have), len(asked)

    # --- the page ------------------------------------------------------------------------------------
    def _rows_wanted(self) -> dict[str, int]:
        """?rows.tools=3 asks for a third row of tools."""
        wanted = {}
        for name, text in self.request.GET.items():
            if name.startswith("rows.") and text.isdecimal():
                wanted[name.removeprefix("rows.")] = min(int(text[:4]), MOST_ROWS)
        return wanted

    def forget_files(self) -> None:
        self._files = None

    def files(self, step: Step | None = None) -> dict[str, list[Any]]:
        """Files kept so far, by answer's key. One query."""
        if self._files is None:
            keys = {*self.names, *self.kept}
            for name, question in self.names.items():
                if question.get("kind") == QuestionKind.REPEAT:
                    keys |= {
                        f"{name}[{row}].{inner['key']}"
                        for row in range(1, rows_in(self.kept, name) + 2)
                        for inner in answered_in(question.get("questions", ()))
                    }
            self._files = keeping.files_of(self.sitting.context, self.user, keys)
        return self._files

    def all_files(self) -> dict[str, list[Any]]:
        return self.files()

    @cached_property
    def known(self) -> Known:
        """Places and people answered so far. Two queries at most."""
        return known_for(self.names, self.kept, self.user)

    def step_form(self, data: Any = None, files: Any = None) -> StepForm:
        return StepForm(
            data, files, version=self.version, step=self.here, kept=self.kept, user=self.user,
            known=self.known.records, files=self.files(), rows=self._rows_wanted(),
            notes=self.sitting.notes, marks=self.marks,
        )  # fmt: skip

    def checked_form(self) -> StepForm:
        """The page as it is kept, with all that is wrong or missing said at its question."""
        form = self.step_form(sent_form(self.step_form()), MultiValueDict())
        form.is_valid()
        mine = [p for p in self.problems() if self.here.owns(p.field)]  # type: ignore[attr-defined]
        form.take(problem for problem in mine if problem.field not in form.errors)
        return form

    def step_context(self, form: StepForm, others: Mapping[str, str]) -> dict[str, Any]:
        rows = {
            name: form.rows_of(name)
            for name in self.version.parsed().members
            if any(q["key"] == name for q in self.here.questions)
        }
        now = self.run_with(rows)
        form.kept_files = self.files()  # those sent with the page are kept by now
        lists = self.version.definition.get("choices", {})
        said = {
            key: word_for(self.names[name_of(key)], value, lists, self.known)
            for key, value in others.items()
        }
        return self._shared() | {
            "answers": form,
            "blocks": form.blocks(now, said),
            "own": self.sitting.form if self.is_short else None,
            "problem_rows": [
                *(wrong_in(self.sitting.form) if self.is_short else ()),
                *wrong_in(form),
            ],
            "step": self.here,
            "number": ALL if self.is_whole else self.here.index + 1,
            "count": len(self.steps),
            "before": self.step_before() if not self.is_short else None,
            "is_last": self.step_after() is None,
            "device": uuid.uuid4().hex,
            "seal": keeping.seal_of(self.kept, self.here),
            "rules": self.rules(),
            "changed": bool(others),
            "opened": "opened" in self.request.GET,
            "here": self.at(self.here),
            "overview": self.at(),
        }

    def overview_context(self, problems: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        rows = []
        for step in self.steps:
            if not self._applies(step):
                continue
            answered, total = self._counted(step.keys)
            rows.append(StepRow(step, step.title, answered, total, self.at(step)))
        open_one = next((row for row in rows if not row.is_done), None)
        return self._shared() | {
            "rows": rows,
            "open_one": open_one,
            "whole": f"{self.request.path}?step={ALL}" if self.sitting.later else "",
            "own": self.sitting.form,
            "problem_rows": [*wrong_in(self.sitting.form), *problems],
        }

    def _shared(self) -> dict[str, Any]:
        answered, total = self.progress
        return {
            "sitting": self.sitting,
            "form_title": str(self.version.form),
            "version": self.version,
            "draft": self.draft,
            "answered": answered,
            "total": total,
            "is_short": self.is_short,
            "crumbs": self.sitting.crumbs,
        }

    def rules(self) -> dict[str, Any] | None:
        """The rules of the form without its words, for the script; None where it has none.

        {"definition": {"sections": …, "choices": {}}, "answers": {key: value of other pages}}
        """
        sections = self.version.definition["sections"]
        if not any(
            rule in one
            for section in sections
            for one in (section, *flat(section["questions"]))
            for rule in RULES[2:]
        ):
            return None
        step = self.step
        return {
            "definition": {
                "sections": [
                    {
                        **{name: section[name] for name in ("key", "relevant") if name in section},
                        "questions": _bare(section["questions"]),
                    }
                    for section in sections
                ],
                "choices": {},
            },
            "answers": {
                key: value
                for key, (value, _note) in self.kept.items()
                if step is None or not step.owns(key)
            },
        }


def wrong_in(form: Any) -> list[dict[str, Any]]:
    """Everything to put right in a form, each with its field (rows of problem_list.html)."""
    if form is None or not form.is_bound:
        return []
    rows = [{"text": error, "label": "", "id": ""} for error in form.non_field_errors()]
    for name, errors in form.errors.items():
        if name in form.fields:
            at = form[name].id_for_label or form[name].auto_id
            rows += [{"text": error, "label": form[name].label, "id": at} for error in errors]
    return rows


def _bare(questions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for question in questions:
        one = {name: question[name] for name in RULES if name in question}
        if inner := question.get("questions"):
            one["questions"] = _bare(inner)
        found.append(one)
    return found


def sent_form(form: StepForm) -> QueryDict:
    """What the browser would send of a page as it is drawn."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = field.prepare_value(field.initial)
        at = form.add_prefix(name)
        if isinstance(value, Typed):
            data[at], data[f"{at}_key"] = value.words, value.key
        elif isinstance(value, list):
            data.setlist(at, [str(one) for one in value])
        elif value is not None:
            data[at] = str(value)
    return data


def problem_links(page: Any, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems of answers with the page and the field they are at."""
    found = []
    for problem in problems:
        name = name_of(problem.field)
        question = page.names.get(name)
        step = next((step for step in page.steps if step.owns(problem.field)), None)
        if question is None or step is None:
            found.append({"text": problem.message, "label": "", "url": ""})
            continue
        found.append({
            "text": problem.message,
            "label": labelled(page.marks.get(name, ""), text_in(question.get("texts"))),
            "url": page.at(step, check=True, anchor=f"ask-{problem.field}"),
        })  # fmt: skip
    return found
