"""The list of households: filter, heads and sizes, export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solar_cms.audit.acts import act
from solar_cms.base.models import today
from solar_cms.places.fields import PlaceField
from solar_cms.registry.filters import ListFilter
from solar_cms.registry.finding import people_found
from solar_cms.registry.models import Household, HouseholdMember, Person
from solar_cms.registry.states import HouseholdRole, Sex

ROLES = [str(role) for role in HouseholdRole]
NEWEST_FIRST = ["-id"]


class HouseholdFilter(ListFilter):
    """People's names and house numbers; newest first."""

    equal = ("district", "village")

    village = PlaceField(label=gettext_lazy("Village"), within="district", required=False)

    def __init__(self, *args: Any, user: Any, right: str, **kwargs: Any) -> None:
        super().__init__(*args, user=user, right=right, **kwargs)
        self.user = user
        self.fields["q"].label = _("Name of a member, or house number")
        field: Any = self.fields["village"]
        field.reaching(user, right)

    def found(self, rows: QuerySet[Any], words: str) -> tuple[QuerySet[Any], list[str]]:
        if words.strip():
            people, order = people_found(Person.objects.visible_to(self.user), words)
            ids = list(people.order_by(*order).values_list("pk", flat=True)[:200])
            members = HouseholdMember.objects.filter(person__in=ids)
            rows = rows.filter(
                Q(pk__in=members.values("household")) | Q(house_number=words.strip())
            )
        return rows, NEWEST_FIRST


def filtered(
    user: Any, query: QueryDict, right: str = "people.view"
) -> tuple[HouseholdFilter, Any, list[str]]:
    form = HouseholdFilter(query, user=user, right=right)
    rows = Household.objects.visible_to(user, right).select_related("village", "district")
    return form, *form.applied(rows)


def with_heads(households: Iterable[Household]) -> list[Household]:
    """The households with `head` (a person or None), `people` and `women` of today. Two queries."""
    households = list(households)
    now = HouseholdMember.objects.filter(household__in=[h.pk for h in households]).on(today())
    counts = {
        row["household"]: row
        for row in now.order_by()
        .values("household")
        .annotate(people=Count("id"), women=Count("id", Q(person__sex=Sex.FEMALE)))
    }
    heads = {
        one.household_id: one.person
        for one in now.filter(role=HouseholdRole.HEAD).select_related("person")
    }
    for household in households:
        row = counts.get(household.pk, {})
        household.people_now = row.get("people", 0)  # type: ignore[attr-defined]
        household.women_now = row.get("women", 0)  # type: ignore[attr-defined]
        household.head = heads.get(household.pk)  # type: ignore[attr-defined]
    return households


def title(household: Household) -> str:
    """What a household is called: by its head, else by its number."""
    head = getattr(household, "head", None)
    if head is not None:
        return _("Household of %(name)s") % {"name": head.name}
    if household.house_number:
        return _("House %(number)s") % {"number": household.house_number}
    return _("Household without a head")


def export(user: Any, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """The households of the list as filtered, where the reader may export people."""
    _form, rows, order = filtered(user, query, "people.export")
    names = ("district", "village")
    filters = {name: query[name][:80] for name in names if query.get(name)}
    total = rows.count()
    with act("households.exported", by=user, reading=True, filters=filters) as recording:
        recording.note(searched=bool(query.get("q")), households=total)
    return total, _lines(rows.order_by(*order))


def _lines(rows: QuerySet[Household]) -> Iterator[list[Any]]:
    yield [
        _("Head of the household"), _("House number"), _("Village"), _("Village code"), _("District"),
        _("District code"), _("Members"), _("Women"),
    ]  # fmt: skip
    chunk: list[Household] = []
    for household in rows.iterator(chunk_size=1000):
        chunk.append(household)
        if len(chunk) == 1000:
            yield from _of(chunk)
            chunk = []
    yield from _of(chunk)


def _of(chunk: list[Household]) -> Iterator[list[Any]]:
    for one in with_heads(chunk):
        row: Any = one
        yield [
            row.head.name if row.head else "", one.house_number,
            one.village.name if one.village else "", one.village_id or "", one.district.name,
            one.district_id, row.people_now, row.women_now,
        ]  # fmt: skip
