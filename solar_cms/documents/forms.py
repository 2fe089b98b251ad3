"""Forms of documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form
from solar_cms.documents.sniff import EXTENSIONS

ACCEPT = ",".join(ending for endings in EXTENSIONS.values() for ending in endings)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives a list of uploads, at least one where it is required."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in sent or [None]]
        return [one for one in found if one]


class AddFileForm(Form):
    file = FilesField(
        label=_("Files"),
        allow_empty_file=True,  # answered by the rules, in their words
        max_length=255,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, photo, Excel, Word, CSV or plain text, at most 20 MB."),
    )
    caption = forms.CharField(label=_("What it shows"), max_length=300, required=False)


class VoidForm(Form):
    reason = forms.CharField(label=_("Why the letter is voided"), max_length=300)
