"""Forms of documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office
from solar_cms.accounts.reach import offices_of
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.documents.sniff import EXTENSIONS
from solar_cms.panel.forms import Texts, TextsForm

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
    keep_place = forms.BooleanField(
        label=_("Keep when and where a photo was taken"),
        required=False,
        help_text=_("Otherwise what the camera wrote into the photo is taken out."),
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential: an interview, or what shows who complained"),
        required=False,
        help_text=_("Only the team of the record and its supervisor will see it."),
    )

    def __init__(self, *args: Any, may_seal: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_seal:
            del self.fields["is_confidential"]


class CaptionForm(Form):
    caption = forms.CharField(label=_("What it shows"), max_length=300, required=False)


class VoidForm(Form):
    reason = forms.CharField(label=_("Why the letter is voided"), max_length=300)


class LetterheadForm(TextsForm):
    """A letterhead from a day on. cleaned_data: the arguments of operations.set_letterhead."""

    texts = {
        "lines": Texts(
            _("Lines at the head"),
            lines=3,
            max_length=600,
            help_text=_("One under the other, below the lines of the state"),
        ),
        "address": Texts(_("Address"), required=False, lines=2, max_length=300),
        "place": Texts(_("Place of issue"), required=False, max_length=80),
    }
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none())
    valid_from = DateField(label=_("Valid from"))
    field_order = ["office", "valid_from"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = offices_of(user, "letterheads.keep").order_by("code")
        self.initial.setdefault("valid_from", today())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["lines"] = {
            code: [line.strip() for line in words.splitlines() if line.strip()]
            for code, words in data["lines"].items()
        }
        return data
