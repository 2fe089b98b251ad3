"""The forms of steps that a pack names: made from what the procedure says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.facts import Facts
from cases.forms import day_field, file_field, long_text
from cases.models import Case
from cases.procedure import StepField, Transition
from cases.states import DayUnit, FieldKind, LinkKind
from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, DateTimeField, Form, MoneyField

FILE = "file_"  # before the key of a document in the form


def _text(**kwargs: Any) -> forms.Field:
    return forms.CharField(max_length=300, **kwargs)


def _number(**kwargs: Any) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=2_000_000_000, **kwargs)


def _yes_no(**kwargs: Any) -> forms.Field:
    choices = [("yes", _("Yes")), ("no", _("No"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **kwargs)


FIELDS: dict[str, Callable[..., forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: lambda label, **kwargs: long_text(label, **kwargs),
    FieldKind.DAY: DateField,
    FieldKind.MOMENT: DateTimeField,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: MoneyField,
    FieldKind.YES_NO: _yes_no,
}


def field_of(field: StepField) -> forms.Field:
    """The form's field for a field of a step."""
    about: dict[str, Any] = {"label": field.name, "required": field.required}
    if field.hint:
        about["help_text"] = field.hint
    if field.kind != FieldKind.CHOICE:
        return FIELDS[field.kind](**about)
    choices = [(choice.key, choice.name) for choice in field.choices]
    if not field.required:
        choices = [("", str(_("not said"))), *choices]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)


class StepForm(Form):
    """Day, the step's own fields, its documents, the period of its notice, a note."""

    def __init__(
        self, *args: Any, facts: Facts, step: Transition, version: int | None = None
    ) -> None:
        super().__init__(*args, version=version)
        self.step = step
        hidden = self.fields.pop("version", None)
        if step.timed:
            self.fields["at"] = DateTimeField(label=_("Day and time"), not_future=True)
        else:
            self.fields["on"] = day_field(_("Day"))
        for field in step.fields:
            self.fields[field.key] = field_of(field)
        kind = facts.rules.notices.get(step.notice)
        if kind is not None and kind.by_officer:
            self.fields["length"] = forms.IntegerField(
                label=_("Period"), min_value=1, max_value=730
            )
            self.fields["unit"] = forms.ChoiceField(
                label=_("Days"), choices=DayUnit.choices, widget=forms.RadioSelect
            )
        for name in step.documents:
            document = facts.rules.documents[name]
            self.fields[FILE + name] = file_field(document.name)
            self.fields[FILE + name].required = True
        self.fields["note"] = long_text(_("Note"), required=False)
        self.fields["files"] = file_field(_("Photo or paper"))
        if hidden is not None:
            self.fields["version"] = hidden

    def values(self) -> dict[str, Any]:
        """The cleaned data as record_step takes it."""
        data = self.cleaned_data
        files = {name: [data[FILE + name]] for name in self.step.documents if data.get(FILE + name)}
        if data.get("files"):
            files[""] = [data["files"]]
        return {
            "on": data.get("on"),
            "at": data.get("at"),
            "said": {field.key: data.get(field.key) for field in self.step.fields},
            "note": data.get("note", ""),
            "files": files,
            "length": data.get("length"),
            "unit": data.get("unit", ""),
        }

    def take(self, problems: Any) -> None:
        """A document's problem stands at its file."""
        documents = self.step.documents
        super().take(
            replace(p, field=FILE + p.field) if p.field in documents else p for p in problems
        )


class WhyForm(Form):
    """A day and a reason: suspending, going on, reopening."""

    on = day_field(_("Day"))
    reason = long_text(_("Reason"))


class MoveForm(Form):
    """Why an open case is to follow another version of the procedure."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class LinkForm(Form):
    other = forms.CharField(label=_("Number of the other case"), max_length=40)
    kind = forms.ChoiceField(
        label=_("How it is linked"), choices=LinkKind.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_other(self) -> Case:
        number = self.cleaned_data["other"].strip()
        found = Case.objects.visible_to(self.user).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(_("No case of this number is in your reach."))
        return found
