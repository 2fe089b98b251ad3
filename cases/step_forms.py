"""The forms of steps that a pack names: made from what the procedure says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.facts import Facts
from cases.forms import day_field, file_field, long_text
from cases.models import Case, Complaint
from cases.procedure import Rules, StepField, Transition
from cases.states import Act, DayUnit, FieldKind, LinkKind
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
        self.fields["note"] = long_text(_("Note"), required=needs_note(facts.rules, step))
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


def needs_note(rules: Rules, step: Transition) -> bool:
    """Does the code by which the step closes the case ask for a note?"""
    closure = rules.closures.get(step.closure)
    return closure is not None and "note" in closure.demands


class OrderForm(Form):
    """The order to inspect, with the fields that the procedure adds to it."""

    matters = long_text(_("Matters to inspect"), help_text=_("They are printed in the order."))
    ordered_on = day_field(_("Date of the order"))
    is_announced = forms.BooleanField(label=_("Announced to the employer"), required=False)

    def __init__(self, *args: Any, step: Transition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = step.fields if step else ()
        hidden = self.fields.pop("version", None)
        for field in self.asked:
            self.fields[field.key] = field_of(field)
        if hidden is not None:
            self.fields["version"] = hidden

    def values(self) -> dict[str, Any]:
        """The cleaned data as order_inspection takes it."""
        data = self.cleaned_data
        own = ("matters", "ordered_on", "is_announced")
        said = {field.key: data.get(field.key) for field in self.asked}
        return {**{name: data[name] for name in own}, "said": said}


class WhyForm(Form):
    """A day and a reason: suspending, going on, reopening."""

    on = day_field(_("Day"))
    reason = long_text(_("Reason"))


class MoveForm(Form):
    """Why an open case is to follow another version of the procedure."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class CaseNumberField(forms.CharField):
    """A case named by its number, among those the person may see."""

    def __init__(self, *, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.user = user

    def clean(self, value: Any) -> Case | None:
        number = super().clean(value).strip()
        if not number or self.user is None:
            return None
        found = Case.objects.visible_to(self.user).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(_("No case of this number is in your reach."))
        return found


class MergeForm(Form):
    """Which case goes on, and why the two are one."""

    other = CaseNumberField(label=_("Number of the case that goes on"))
    on = day_field(_("Day"))
    note = long_text(_("Why they are the same matter"))

    def __init__(self, *args: Any, user: User, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        other.user = user
        alike = Case.objects.visible_to(user).open().filter(workplace=facts.case.workplace_id)
        other.help_text = open_words(alike.exclude(pk=facts.case.pk))


def open_words(alike: Any) -> str:
    """The open cases that the matter may belong to, by their numbers."""
    numbers = ", ".join(alike.order_by("opened_on").values_list("number", flat=True)[:5])
    return str(_("Open at this workplace: %(numbers)s") % {"numbers": numbers}) if numbers else ""


class ComplaintStepForm(Form):
    """A step that decides on a complaint: its day and fields, the case that goes on, a note."""

    def __init__(
        self, *args: Any, complaint: Complaint, step: Transition, rules: Rules, user: User,
        version: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(*args, version=version)
        self.step = step
        hidden = self.fields.pop("version", None)
        if step.act == Act.MERGE:
            alike = Case.objects.visible_to(user).open().filter(workplace=complaint.workplace_id)
            self.fields["kept"] = CaseNumberField(
                label=_("Number of the case that goes on"), user=user,
                help_text=open_words(alike) if complaint.workplace_id else "",
            )  # fmt: skip
        self.fields["on"] = day_field(_("Day"))
        for field in step.fields:
            self.fields[field.key] = field_of(field)
        self.fields["note"] = long_text(_("Note"), required=needs_note(rules, step))
        if hidden is not None:
            self.fields["version"] = hidden

    def values(self) -> dict[str, Any]:
        """The cleaned data as decide_complaint takes it."""
        data = self.cleaned_data
        return {
            "on": data["on"],
            "note": data.get("note", ""),
            "kept": data.get("kept"),
            "said": {field.key: data.get(field.key) for field in self.step.fields},
        }


class LinkForm(Form):
    other = CaseNumberField(label=_("Number of the other case"))
    kind = forms.ChoiceField(
        label=_("How it is linked"), choices=LinkKind.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        other.user = user
