"""What the repair desk asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office
from solar_cms.base.forms import Form
from solar_cms.imports.reading import MOST_BYTES, WHY
from solar_cms.imports.states import RequestState


class FileForm(Form):
    """A file; mixed with the form of what it belongs to."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Workbook (XLSX, XLS, ODS) or CSV, up to 200 MB. Nothing is written before you say so."
        ),
        error_messages={"empty": WHY["empty"]},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    sheet = forms.CharField(
        label=_("Sheet"),
        max_length=120,
        required=False,
        help_text=_("Name of the sheet in the workbook. Empty: the first visible one with rows."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(WHY["size"], code="file.size")
        file.name = Path(file.name).name
        return file


def upload_form(context_form: Any) -> type[Form]:
    """The form of one kind of file: what it belongs to, then the file."""
    if context_form is None:
        return FileForm
    return type("UploadForm", (FileForm, context_form), {})


class AnswerForm(Form):
    """What the office says of the person it keeps."""

    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[(s.value, s.label) for s in RequestState if s != RequestState.ASKED],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed where it may not be linked; the other office reads it."),
    )


class LimitForm(Form):
    """An office and its number."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none())
    rows = forms.IntegerField(
        label=_("More rows than"),
        min_value=0,
        max_value=10_000_000,
        required=False,
        help_text=_("Imports with more ready rows wait for a second person. Empty: never."),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = offices.order_by("code")
