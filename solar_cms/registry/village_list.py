"""The list of villages: filter and export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solar_cms.places.models import Village, VillagePopulation
from solar_cms.places.states import Uxo
from solar_cms.registry.filters import ANY, ListFilter

ORDER = ["name_local", "code"]


class VillageFilter(ListFilter):
    """Names in either script, other spellings, codes."""

    equal = ("district", "uxo")

    uxo = forms.ChoiceField(
        label=gettext_lazy("Unexploded ordnance (UXO)"),
        choices=[ANY, *Uxo.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = gettext_lazy("Name or code")

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        return (rows.named(words) if words.strip() else rows), ORDER  # type: ignore[attr-defined]


def within(user: Any) -> QuerySet[Village]:
    """Villages of the districts in which this user works; all of them for the whole country."""
    reach = user.scope.reach("places.view")
    rows = Village.objects.visible_to(user).filter(valid_to=None)
    return rows if reach.whole_country else rows.filter(district__in=sorted(reach.districts))


def filtered(user: Any, query: QueryDict) -> tuple[VillageFilter, Any, list[str]]:
    form = VillageFilter(query, user=user, right="places.view")
    return form, *form.applied(within(user).select_related("district__province"))


def with_population(villages: Iterable[Village]) -> list[Village]:
    """The villages with `population` of the newest year (or None). One query."""
    villages = list(villages)
    rows = VillagePopulation.objects.filter(village__in=[v.pk for v in villages])
    newest = {row.village_id: row for row in rows.order_by("year")}
    for village in villages:
        village.population = newest.get(village.pk)  # type: ignore[attr-defined]
    return villages


def export(user: Any, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """The villages of the list as filtered."""
    _form, rows, order = filtered(user, query)
    return rows.count(), _lines(rows.order_by(*order))


def _lines(rows: QuerySet[Village]) -> Iterator[list[Any]]:
    yield [
        _("Code"), _("Name"), _("Latin name"), _("Other spellings"), _("District"), _("District code"),
        _("Year"), _("Women"), _("Men"), _("Women of working age"), _("Men of working age"), _("Source"),
        _("Unexploded ordnance (UXO)"), _("As of"),
    ]  # fmt: skip
    for one in with_population(rows):
        row: Any = one
        seen = row.population
        yield [
            one.code, one.name_local, one.name_latin, ", ".join(one.aliases), one.district.name,
            one.district_id, *([seen.year, seen.women, seen.men, seen.working_women, seen.working_men,
            seen.source] if seen else [""] * 6), row.get_uxo_display(), one.uxo_on or "",
        ]  # fmt: skip
