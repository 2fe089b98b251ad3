"""Forms of law."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form


class PackForm(Form):
    """A zipped pack. A refusal's problems name the file and line they stand in."""

    file = forms.FileField(
        label=_("The pack's folder as a ZIP file"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=_("It is checked as a whole first; where anything is wrong nothing is loaded."),
    )

    def take(self, problems: Iterable[Any]) -> None:
        for problem in problems:
            if problem.field in self.fields:
                super().take([problem])
            else:
                where = f"{problem.field}: " if problem.field else ""
                self.add_error(None, ValidationError(f"{where}{problem.message}", problem.code))
