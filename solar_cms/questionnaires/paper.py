"""A form on paper: a PDF to be filled in by hand and entered later by the numbers printed on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.base.texts import text_in
from solar_cms.documents import store
from solar_cms.documents.operations import keep_list
from solar_cms.documents.render import typst_pdf
from solar_cms.questionnaires.answering.fields import choices_of, most_of
from solar_cms.questionnaires.answering.steps import Question, marks_of
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.states import Check, Purpose, QuestionKind
from solar_cms.work.models import Job
from solar_cms.work.operations import start_job

KIND = "questionnaires.paper"
ROWS = 6  # of a repeat on paper
REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
SHAPES = {
    QuestionKind.NUMBER: "digits",
    QuestionKind.DECIMAL: "digits",
    QuestionKind.DATE: "date",
    QuestionKind.TEXT: "lines",
    QuestionKind.NOTE: "note",
    QuestionKind.GROUP: "group",
    QuestionKind.REPEAT: "repeat",
    QuestionKind.CHECK: "boxes",
    QuestionKind.CHOICE: "boxes",
    QuestionKind.CHOICES: "boxes",
    QuestionKind.RATING: "boxes",
}


def ask_for_paper(version: FormVersion, language: str, *, by: User) -> Job:
    """Start the job that makes the PDF in a language."""
    return start_job(
        KIND, {"version": str(version.pk), "language": language}, by=by, title=str(version)
    )


def run(job: Any) -> dict[str, Any]:
    version = FormVersion.objects.select_related("form").get(pk=job.params["version"])
    language = job.params["language"]
    content = typst_pdf(
        "questionnaires/paper.typ", paper_data(version, language), language=language
    )
    store.put(content)
    name = f"{version.form.key}-v{version.number}-{language}.pdf"
    job.at_end(lambda: keep_list(job, name, content, "application/pdf"))
    return {"note": _("Print it double-sided; the numbers on it are those of the pages.")}


def code_of(version: FormVersion) -> str:
    """What is printed on each leaf, and tells which wording was filled in."""
    return f"{version.form.key} · v{version.number} · {version.checksum[:8]}"


def paper_data(version: FormVersion, language: str) -> dict[str, Any]:
    """What the template prints, in one language."""
    with translation.override(language):
        marks = marks_of(version.definition)
        paper = _Paper(version, marks)
        return {
            "form": text_in(version.form.titles),
            "code": code_of(version),
            "note": _("Tick one box unless more are asked for. Numbers are for entering it later."),
            "heads": [_("Name"), _("Date"), _("Place"), _("Number of the session or case")],
            "sections": [
                {
                    "title": text_in(section.get("titles")) or _("Questions"),
                    "items": list(paper.items(section["questions"])),
                }
                for section in version.definition["sections"]
                if section["questions"]
            ],
        }


class _Paper:
    def __init__(self, version: FormVersion, marks: Mapping[str, str]) -> None:
        self.lists = version.definition.get("choices", {})
        self.marks = marks
        self.with_notes = version.form.purpose == Purpose.CHECKLIST

    def items(self, questions: Iterable[Question]) -> Iterable[dict[str, Any]]:
        for question in questions:
            kind = question.get("kind", QuestionKind.CHECK)
            if kind == QuestionKind.CALCULATION:
                continue
            yield {
                "mark": self.marks.get(question["key"], ""),
                "text": text_in(question.get("texts")),
                "hint": text_in(question.get("hints")),
                "only": self._only(question),
                "shape": SHAPES.get(kind, "line"),
                "choices": self._choices(question, kind),
                "note": _("Note") if kind == QuestionKind.CHECK and self.with_notes else "",
                "rows": ROWS,
                "items": list(self.items(question.get("questions", ()))),
            }

    def _choices(self, question: Question, kind: str) -> list[list[str]]:
        if kind == QuestionKind.CHECK:
            return [[str(n), str(word)] for n, (_key, word) in enumerate(Check.choices, 1)]
        if kind == QuestionKind.RATING:
            return [[str(n), ""] for n in range(1, most_of(question) + 1)]
        words = choices_of(question, self.lists)
        return [[str(n), word] for n, (_key, word) in enumerate(words, 1)]

    def _only(self, question: Question) -> str:
        """When the question is to be answered, by the numbers of others: "2.3 = no"."""
        rule = question.get("relevant")
        if not isinstance(rule, Mapping) or not rule.get("text"):
            return ""
        said = REFERENCE.sub(lambda found: self.marks.get(found[1], found[1]), str(rule["text"]))
        return _("Only if %(rule)s") % {"rule": said.replace("'", "")}
