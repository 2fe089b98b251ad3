"""What the lists of the registry are filtered by; the choices stand in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from solar_cms.accounts.models import User
from solar_cms.base.forms import Form
from solar_cms.base.models import uuid_or_none
from solar_cms.imports.models import Batch
from solar_cms.places.fields import PlaceField
from solar_cms.registry.duplicates.imported import pairs_of
from solar_cms.registry.duplicates.words import KINDS
from solar_cms.registry.finding import by_name, people_found
from solar_cms.registry.states import Crop, GroupKind, PairState, Sex, WorkplaceKind

ANY = ("", _("Any"))


class ListFilter(Form):
    """Search words and district; filters of a kind name the fields they compare."""

    equal: tuple[str, ...] = ("district",)

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    district = PlaceField(
        label=_("District"), level="district", required=False, empty_label=_("Any")
    )

    def __init__(self, *args: Any, user: User, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.reaching(user, right)

    def applied(self, rows: QuerySet[Any]) -> tuple[QuerySet[Any], list[str]]:
        """The rows wanted, and the columns they are ordered by. Bad filters filter nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        for name in self.equal:
            if value := data.get(name):
                rows = rows.filter(**{name: value})
        return self.found(rows, data.get("q", ""))

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        return by_name(rows, words)


class PeopleFilter(ListFilter):
    equal = ("district", "village", "sex")

    village = PlaceField(label=_("Village"), within="district", required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[ANY, *Sex.choices], required=False)

    def __init__(self, *args: Any, user: User, right: str, **kwargs: Any) -> None:
        super().__init__(*args, user=user, right=right, **kwargs)
        self.fields["q"].label = _("Name, phone or document number")
        field: Any = self.fields["village"]
        field.reaching(user, right)

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        return people_found(rows, words)


class PairFilter(ListFilter):
    """Pairs to decide, unless another state is asked for."""

    equal = ()

    kind = forms.ChoiceField(
        label=_("What speaks for it"), choices=[ANY, *KINDS.items()], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", PairState.OPEN.label), *PairState.choices[1:]],
        required=False,
    )
    batch = forms.ChoiceField(label=_("Import"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        del self.fields["q"]
        asked = uuid_or_none(self.data.get("batch", ""))
        batch = Batch.objects.visible_to(user).filter(pk=asked).first() if asked else None
        if batch is None:  # only the page of an import leads here with one
            del self.fields["batch"]
        else:
            field: Any = self.fields["batch"]
            field.choices = [ANY, (str(batch.pk), batch.file_name)]

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        data = self.cleaned_data if self.is_valid() else {}
        rows = rows.filter(state=data.get("state") or PairState.OPEN)
        if district := data.get("district"):
            rows = rows.filter(Q(first__district=district) | Q(second__district=district))
        if kind := data.get("kind"):
            rows = rows.filter(evidence__contains=[{"kind": kind, "for": True}])
        if batch := data.get("batch"):
            rows = pairs_of(rows, batch)
        return rows, ["-score", "-id"]


class PlacedFilter(ListFilter):
    """By village too."""

    equal = ("district", "village", "kind")

    village = PlaceField(label=_("Village"), within="district", required=False)

    def __init__(self, *args: Any, user: User, right: str, **kwargs: Any) -> None:
        super().__init__(*args, user=user, right=right, **kwargs)
        field: Any = self.fields["village"]
        field.reaching(user, right)


class GroupFilter(PlacedFilter):
    crop = forms.ChoiceField(label=_("Crop"), choices=[ANY, *Crop.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *GroupKind.choices], required=False)

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        data = self.cleaned_data if self.is_valid() else {}
        if crop := data.get("crop"):
            rows = rows.filter(crops__contains=[crop])
        return by_name(rows, words)


STANDING = [ANY, ("open", pgettext_lazy("workplaces", "Open")), ("closed", _("Closed"))]


def of_standing(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    return rows.filter(closed_on__isnull=wanted == "open") if wanted else rows


class WorkplaceFilter(PlacedFilter):
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *WorkplaceKind.choices], required=False)
    standing = forms.ChoiceField(label=_("State"), choices=STANDING, required=False)

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        return by_name(of_standing(rows, self.cleaned_data.get("standing", "")), words)


class EmployerFilter(ListFilter):
    equal = ()

    standing = forms.ChoiceField(label=_("State"), choices=STANDING, required=False)

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        return by_name(of_standing(rows, self.cleaned_data.get("standing", "")), words)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["district"]
