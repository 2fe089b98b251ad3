"""Forms of places: they validate and do not save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.places.models import District, Village
from solar_cms.places.states import RoadState, Uxo


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} {obj.code}"


class NamesField(forms.CharField):
    """Several names in one line, divided by commas; gives a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace("،", ",").replace(";", ",")
        names = [name.strip() for name in text.split(",") if name.strip()]
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError(_("A name has at most 120 letters."), code="alias.long")
        return names


class VillageForm(Form):
    """Names, spellings and first day of a village."""

    name_local = forms.CharField(label=_("Name"), max_length=120)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=120, required=False)
    aliases = NamesField(
        label=_("Other spellings"),
        required=False,
        max_length=600,
        help_text=_("How people also write it, divided by commas; searches and imports know them"),
    )
    valid_from = DateField(label=_("Valid from"), required=False)


class NewVillageForm(VillageForm):
    code = forms.CharField(
        label=_("Official code"), max_length=12, help_text=_("As the statistics office gave it")
    )
    district = PlaceChoice(label=_("District"), queryset=District.objects.none())
    field_order = ["district", "code", "name_local", "name_latin", "aliases", "valid_from"]

    def __init__(self, *args: Any, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.queryset = districts


class EndVillageForm(Form):
    """The last day, and which village took its place."""

    on = DateField(label=_("Last day"))
    successor = PlaceChoice(
        label=_("Joined to"),
        required=False,
        queryset=Village.objects.none(),
        help_text=_("The village it is part of from then on"),
    )

    def __init__(self, *args: Any, user: Any, record: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        neighbours = Village.objects.filter(district=record.district_id, valid_to=None)
        field.queryset = neighbours.exclude(pk=record.pk).order_by("name_local", "code")


class PopulationForm(Form):
    """cleaned_data are arguments of village_facts.record_population."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    women = forms.IntegerField(label=_("Women"), min_value=0, max_value=1_000_000)
    men = forms.IntegerField(label=_("Men"), min_value=0, max_value=1_000_000)
    working_women = forms.IntegerField(
        label=_("Women of working age"), min_value=0, max_value=1_000_000, required=False
    )
    working_men = forms.IntegerField(
        label=_("Men of working age"), min_value=0, max_value=1_000_000, required=False
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("For example: village book, Statistics Bureau"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", today().year)


class RoadsForm(Form):
    """The road month by month; states() is the argument of village_facts.set_roads."""

    def __init__(self, *args: Any, states: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in range(1, 13):
            self.fields[f"month_{month}"] = forms.ChoiceField(
                label=MONTHS[month],
                choices=[("", _("not known")), *RoadState.choices],
                required=False,
                initial=states.get(month, ""),
            )

    def states(self) -> dict[int, str]:
        return {
            month: self.cleaned_data[f"month_{month}"]
            for month in range(1, 13)
            if self.cleaned_data.get(f"month_{month}")
        }


class UxoForm(Form):
    """cleaned_data are arguments of village_facts.set_uxo."""

    uxo = forms.ChoiceField(
        label=_("Unexploded ordnance (UXO)"), choices=Uxo.choices, widget=forms.RadioSelect
    )
    uxo_on = DateField(label=_("As of"), required=False, not_future=True)
    uxo_source = forms.CharField(label=_("Source"), max_length=200, required=False)
