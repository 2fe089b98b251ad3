"""Answers as a dataset: counted by form, question and answer, across all versions, by name.

A question is "form/name": the same name in two forms is two questions, in two versions one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, TruncQuarter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.base.texts import text_in
from solar_cms.places.models import District
from solar_cms.questionnaires.models import Answer, Form, FormVersion
from solar_cms.questionnaires.models.rows import readable
from solar_cms.questionnaires.states import Check, Purpose

FORM = "response__form_version__form__key"


def answers() -> QuerySet[Answer]:
    """Answers with a value; notes alone count nothing."""
    return Answer.objects.exclude(value="").annotate(
        asked=Concat(F(FORM), Value("/"), F("question"))
    )


def record_of(answer: Answer) -> tuple[str, str]:
    """(words, address) of the record that asked; the address finds it when it is opened."""
    return str(answer.response), reverse("answers_record", args=[answer.response_id])


def form_words(keys: Iterable[Any]) -> Mapping[Any, str]:
    return {form.key: str(form) for form in Form.objects.filter(key__in=list(keys))}


def question_words(names: Iterable[Any]) -> Mapping[Any, str]:
    """The wording of the newest version that asks it."""
    names = list(names)
    versions = FormVersion.objects.filter(form__key__in={n.partition("/")[0] for n in names})
    found: dict[str, str] = {}
    for version in versions.select_related("form").order_by("form", "number"):
        for question in version.questions():
            found[f"{version.form.key}/{question['key']}"] = text_in(question.get("texts"))
    return {name: found[name] for name in names if found.get(name)}


def answer_words(values: Iterable[Any]) -> Mapping[Any, str]:
    """Yes, no; the words of a choice where all forms say the same by its name."""
    values = [value for value in values if value]
    words: dict[str, set[str]] = {}
    newest = FormVersion.objects.order_by("form", "-number").distinct("form")
    for version in newest:
        for rows in version.definition.get("choices", {}).values():
            for row in rows:
                words.setdefault(row["key"], set()).add(text_in(row.get("texts")))
    found = {value: next(iter(words[value])) for value in values if len(words.get(value, ())) == 1}
    return found | {v: str(Check(v).label) for v in values if v in Check.values}


def district_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {d.code: d.name for d in District.objects.filter(code__in=list(codes))}


def quarter_words(days: Iterable[Any]) -> Mapping[Any, str]:
    return {day: f"{day.year}Q{(day.month + 2) // 3}" for day in days if day}


datasets.add(
    "answers",
    Dataset(
        name="answers",
        label=_("Answers to forms"),
        queryset=answers,
        visible=lambda user: answers().filter(readable(user, "response")),
        dates={"answered": "response__answered_on"},
        district="response__district",
        dimensions={
            "district": Dimension(_("District"), "response__district_id", district_words),
            "purpose": Dimension(
                _("Purpose"),
                "response__form_version__form__purpose",
                lambda values: {v: str(Purpose(v).label) for v in values if v in Purpose.values},
            ),
            "form": Dimension(_("Form"), FORM, form_words),
            "version": Dimension(_("Version"), "response__form_version__number"),
            "question": Dimension(_("Question"), "asked", question_words),
            "answer": Dimension(_("Answer"), "value", answer_words),
            "quarter": Dimension(
                _("Quarter"), TruncQuarter("response__answered_on"), quarter_words
            ),
        },
        measures={
            "count": Measure(_("Answers"), "count"),
            "responses": Measure(_("Sets of answers"), "distinct", "response_id"),
        },
        record=record_of,
        columns={
            "form": (_("Form"), FORM),
            "version": (_("Version"), "response__form_version__number"),
            "question": (_("Question"), "question"),
            "answer": (_("Answer"), "value"),
            "answered": (_("Answered on"), "response__answered_on"),
            "district": (_("District"), "response__district__name_latin"),
        },
        select_related=("response__form_version__form", "response__district"),
    ),
)
