"""What is asked about a request of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.registry.states import CorrectionState


class CorrectionForm(Form):
    asked_on = DateField(label=_("Asked on"), not_future=True)
    asks = forms.CharField(
        label=_("What is asked"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("In the person's words: what is wrong, and what is right"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("asked_on", today())


class AnswerForm(Form):
    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[(one.value, one.label) for one in CorrectionState if one != CorrectionState.OPEN],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What was done, or why not"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    decided_on = DateField(label=_("Answered on"), not_future=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("decided_on", today())


class EraseForm(Form):
    reason = forms.CharField(
        label=_("Who asked for it, and why"), max_length=300, widget=forms.Textarea({"rows": 3})
    )
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))
