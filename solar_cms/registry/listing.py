"""The list of people: its filter and its export, whose reading is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from solar_cms.audit.acts import act
from solar_cms.registry.filters import PeopleFilter
from solar_cms.registry.models import Person


def people_filtered(
    user: Any, query: QueryDict, right: str = "people.view"
) -> tuple[PeopleFilter, Any, list[str]]:
    """The filter, the people it leaves where the right reaches, and their order."""
    form = PeopleFilter(query, user=user, right=right)
    people = Person.objects.visible_to(user, right).filter(erased_on=None)
    people = people.select_related("village", "district")
    return form, *form.applied(people)


def export(user: Any, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """The people of the list as filtered, where the reader may export."""
    _form, rows, order = people_filtered(user, query, "people.export")
    names = ("district", "village", "sex")
    filters = {name: query[name][:80] for name in names if query.get(name)}
    total = rows.count()
    with act("people.exported", by=user, reading=True, filters=filters) as recording:
        recording.note(searched=bool(query.get("q")), people=total)
    return total, _lines(rows.order_by(*order))


def _lines(rows: QuerySet[Person]) -> Iterator[list[Any]]:
    yield [
        _("Name"), _("Latin name"), _("Sex"), _("Date of birth"), _("Year of birth"), _("Village"),
        _("Village code"), _("District"), _("District code"), _("Phone"),
    ]  # fmt: skip
    for person in rows.iterator(chunk_size=2000):
        village = person.village
        yield [
            person.local_name, person.latin_name, person.get_sex_display(), person.birth_date,
            person.birth_year, village.name if village else "", village.pk if village else "",
            person.district.name, person.district_id, person.phone,
        ]  # fmt: skip
