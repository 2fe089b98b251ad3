"""What is asked about work at a workplace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.registry.models import Workplace, WorkplaceUnion
from solar_cms.registry.states import WorkerType
from solar_cms.registry.terms import choices


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=False)


class WorkforceForm(Form):
    """A day, and women and men of each type; counts() is the argument of record_workforce."""

    counted_on = DateField(label=_("Counted on"), not_future=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("counted_on", today())
        sets: list[tuple[Any, list[str]]] = []
        for kind in WorkerType:
            self.fields[f"{kind}_women"] = _number(_("Women"))
            self.fields[f"{kind}_men"] = _number(_("Men"))
            sets.append((kind.label, [f"{kind}_women", f"{kind}_men"]))
        self.fieldsets = sets

    def counts(self) -> dict[str, tuple[int, int]]:
        found = {}
        for kind in WorkerType:
            women = self.cleaned_data.get(f"{kind}_women")
            men = self.cleaned_data.get(f"{kind}_men")
            if women is not None or men is not None:
                found[str(kind)] = (women or 0, men or 0)
        return found


class HazardForm(Form):
    hazard = forms.ChoiceField(label=_("Hazard"))
    note = forms.CharField(label=_("Where and how"), max_length=300, required=False)
    valid_from = DateField(label=_("Seen since"), not_future=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hazard: Any = self.fields["hazard"]
        hazard.choices = choices("hazards")
        self.initial.setdefault("valid_from", today())


class UnionForm(Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    valid_from = DateField(label=_("Here since"), not_future=True)
    members_women = _number(_("Women"))
    members_men = _number(_("Men"))
    counted_on = DateField(label=_("Counted on"), not_future=True, required=False)

    fieldsets = [
        (_("Trade union"), ["name", "valid_from"]),
        (_("Members"), ["members_women", "members_men", "counted_on"]),
    ]


class CollectiveAgreementForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    union = forms.ModelChoiceField(
        label=_("Trade union"), queryset=WorkplaceUnion.objects.none(), required=False
    )
    signed_on = DateField(label=_("Signed on"), not_future=True)
    valid_from = DateField(label=_("Valid from"))
    valid_to = DateField(label=_("Valid to"), required=False)
    registration_number = forms.CharField(
        label=_("Number of registration"), max_length=60, required=False
    )
    covers_women = _number(_("Women covered"))
    covers_men = _number(_("Men covered"))

    def __init__(self, *args: Any, workplace: Workplace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        union: Any = self.fields["union"]
        union.queryset = WorkplaceUnion.objects.filter(workplace=workplace).order_by("name", "id")
