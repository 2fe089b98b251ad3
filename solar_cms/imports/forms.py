"""What the repair desk asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form
from solar_cms.imports.reading import MOST_BYTES, WHY


class FileForm(Form):
    """A file; mixed with the form of what it belongs to."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Workbook (XLSX, XLS, ODS) or CSV, up to 30 MB. Nothing is written before you say so."
        ),
        error_messages={"empty": WHY["empty"]},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
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
