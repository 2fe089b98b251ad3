"""What is asked before two records become one, and before they are taken apart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form
from solar_cms.registry.fields import PersonField
from solar_cms.registry.merging import facts
from solar_cms.registry.models import Person

NOTHING = "–"


class OtherRecordForm(Form):
    """Which other record is the same person."""

    other = PersonField(label=_("The other record"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.reaching(user, "people.merge")


class MergeForm(Form):
    """A choice for each fact that differs, and the reason. `choices()` are those of merge_people."""

    reason = forms.CharField(
        label=_("How do you know that it is one person?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )
    sure = forms.BooleanField(label=_("I have compared both records: it is one person"))

    def __init__(self, *args: Any, keep: Person, other: Person, **kwargs: Any) -> None:
        # Versions only grow: their sum changes when either record does.
        super().__init__(*args, version=keep.version + other.version, **kwargs)
        self.keys = []
        asked: dict[str, forms.Field] = {}
        for choice in facts.differing(keep, other):
            if choice.key in facts.NOT_ASKED:
                continue
            self.keys.append(choice.key)
            asked[choice.key] = forms.ChoiceField(
                label=choice.label,
                widget=forms.RadioSelect,
                choices=[
                    (whose, format_lazy("{said} ({record})", said=said or NOTHING, record=record))
                    for whose, record, said in (
                        (facts.KEEP, _("record kept"), facts.in_words(keep, choice)),
                        (facts.OTHER, _("record merged"), facts.in_words(other, choice)),
                    )
                ],
                initial=facts.suggested(keep, other, choice),
            )
        self.fields = {**asked, **self.fields}

    def choices(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self.keys}


class UndoForm(Form):
    reason = forms.CharField(
        label=_("Why are they two people?"), max_length=300, widget=forms.Textarea({"rows": 3})
    )
