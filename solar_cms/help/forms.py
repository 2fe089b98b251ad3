"""The form of a help text: one field per language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form
from solar_cms.help.models import LONGEST


class HelpForm(Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea({"rows": 8, "lang": code}),
                help_text=_(
                    "An empty line begins a paragraph; a line that begins with “- ” is a list item."
                ),
            )

    @property
    def texts(self) -> dict[str, str]:
        """The cleaned texts by language."""
        return {
            name.removeprefix("text_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("text_")
        }
