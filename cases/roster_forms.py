"""Forms of the duty roster."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import inspectors_of
from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.places.models import District


class DrawForm(Form):
    first = DateField(label=_("First day"))
    last = DateField(label=_("Last day"))
    officers = forms.MultipleChoiceField(
        label=_("Who takes turns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick who takes turns.")},
    )

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in inspectors_of(district)}
        officers: Any = self.fields["officers"]
        officers.choices = [(pk, user.name) for pk, user in self.people.items()]
        officers.initial = list(self.people)

    def clean_officers(self) -> list[User]:
        return [self.people[pk] for pk in self.cleaned_data["officers"]]


class DutyForm(Form):
    day = DateField(label=_("Day"))
    user = forms.ChoiceField(label=_("Inspector"))
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False,
        help_text=_("Where to, and what to take along."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, district: District, one_day: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in inspectors_of(district)}
        user: Any = self.fields["user"]
        user.choices = [("", _("Choose")), *((pk, one.name) for pk, one in self.people.items())]
        if one_day:
            del self.fields["day"]

    def clean_user(self) -> User:
        return self.people[self.cleaned_data["user"]]
