"""What forms of the administration share: texts by language, one field for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form
from solar_cms.base.hooks import Text


class Texts:
    """A text by language: name in cleaned_data, label, and how it is asked for."""

    def __init__(
        self,
        label: Text,
        *,
        required: bool = True,
        lines: int = 0,
        max_length: int = 200,
        help_text: Text = "",
    ) -> None:
        self.label, self.required, self.lines = label, required, lines
        self.max_length, self.help_text = max_length, help_text

    def field(self, language: Any, required: bool) -> forms.Field:
        widget = forms.Textarea({"rows": self.lines}) if self.lines else forms.TextInput()
        field = forms.CharField(required=required, max_length=self.max_length, widget=widget)
        field.label = format_lazy("{} ({})", self.label, language)  # type: ignore[assignment]
        field.help_text = self.help_text  # type: ignore[assignment]
        return field


class TextsForm(Form):
    """A form whose `texts` become a field per language, named `name_lo`, `name_en` …; cleaned_data
    has {"lo": …, "en": …} under the name. The country's language is required, the others not."""

    texts: ClassVar[Mapping[str, Texts]] = {}

    def __init__(self, *args: Any, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        given = dict(initial or {})
        for name in self.texts:
            for code, words in (given.pop(name, None) or {}).items():
                given[f"{name}_{code}"] = "\n".join(words) if isinstance(words, list) else words
        super().__init__(*args, initial=given, **kwargs)
        for name, text in self.texts.items():
            for code, language in settings.LANGUAGES:
                required = text.required and code == settings.LANGUAGE_CODE
                self.fields[f"{name}_{code}"] = text.field(language, required)
        self.order_fields(self.field_order or self._order())

    def _order(self) -> Iterable[str]:
        """The texts first."""
        return [f"{name}_{code}" for name in self.texts for code, _language in settings.LANGUAGES]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in self.texts:
            found = {}
            for code, _language in settings.LANGUAGES:
                if words := (data.pop(f"{name}_{code}", "") or "").strip():
                    found[code] = words
            data[name] = found
        return data


def yes_no() -> list[tuple[str, Any]]:
    return [("yes", _("yes")), ("no", _("no"))]
