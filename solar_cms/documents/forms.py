"""Forms of documents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form
from solar_cms.documents.sniff import EXTENSIONS

ACCEPT = ",".join(ending for endings in EXTENSIONS.values() for ending in endings)


class AddFileForm(Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # answered by the rules, in their words
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, photo, Excel, Word, CSV or plain text, at most 20 MB."),
    )
    caption = forms.CharField(label=_("What it shows"), max_length=300, required=False)


class VoidForm(Form):
    reason = forms.CharField(label=_("Why the letter is voided"), max_length=300)
