"""A form version rendered as a Django form."""

from __future__ import annotations

from typing import Any

from django import forms

from solar_cms.base.forms import Form
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.definition import answered_questions
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.rules import Answers, problems_with_answers
from solar_cms.questionnaires.states import Check, QuestionKind


def field_for(question: dict[str, Any]) -> forms.Field:
    """The Django field of one question."""
    kind = question.get("kind", QuestionKind.CHECK)
    said: dict[str, Any] = {
        "label": text_in(question["texts"]),
        "help_text": text_in(question.get("hints")),
        "required": question.get("required", True),
    }
    if kind == QuestionKind.CHECK:
        return forms.ChoiceField(choices=Check.choices, widget=forms.RadioSelect, **said)
    if kind == QuestionKind.NUMBER:
        return forms.IntegerField(min_value=0, **said)
    return forms.CharField(max_length=500, **said)


class QuestionnaireForm(Form):
    """Each question with a line for a note; `answers()` gives what the verb takes.

    It stands in a page beside other forms: give a prefix. Fields are `<key>` and `<key>-note`.
    """

    def __init__(
        self, form_version: FormVersion, *args: Any, note_label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.form_version = form_version
        groups = []
        for section in form_version.definition["sections"]:
            names = []
            for question in answered_questions({"sections": [section]}):
                key = question["key"]
                self.fields[key] = field_for(question)
                self.fields[f"{key}-note"] = forms.CharField(
                    label=note_label, required=False, widget=forms.TextInput
                )
                names += [key, f"{key}-note"]
            groups.append((text_in(section["titles"]), names))
        self.fieldsets = groups

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        problems = problems_with_answers(self.form_version, self.answers(data))
        self.take(problem for problem in problems if problem.field not in self.errors)
        return data

    def answers(self, data: dict[str, Any] | None = None) -> Answers:
        """Question key → (value, note)."""
        data = self.cleaned_data if data is None else data
        found = {}
        for question in self.form_version.questions():
            key = question["key"]
            value = data.get(key)
            found[key] = ("" if value is None else str(value), data.get(f"{key}-note") or "")
        return found
