"""The lists of groups, workplaces and employers, as filtered and permitted, to take out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from solar_cms.registry import pages
from solar_cms.registry.filters import EmployerFilter, GroupFilter, WorkplaceFilter
from solar_cms.registry.models import Employer, ProducerGroup, Workplace
from solar_cms.registry.states import Crop
from solar_cms.registry.terms import names

CHUNK = 1000
Rows = tuple[int, Iterable[list[Any]]]


def _place(record: Any) -> list[Any]:
    village = record.village
    return [
        village.name if village else "", record.village_id or "", record.district.name,
        record.district_id,
    ]  # fmt: skip


def _place_heads() -> list[str]:
    return [_("Village"), _("Village code"), _("District"), _("District code")]


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield chunk


def groups(user: Any, query: QueryDict) -> Rows:
    """Groups with their members, women and leader's sex of today; names of people are not in it."""
    form = GroupFilter(query, user=user, right="groups.view")
    rows, order = form.applied(
        ProducerGroup.objects.visible_to(user).select_related("village", "district")
    )
    return rows.count(), _group_lines(rows.order_by(*order))


def _group_lines(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    yield [
        _("Name"), _("Latin name"), _("Kind"), _("Crops"), *_place_heads(), _("Founded on"),
        _("Ended on"), _("Members"), _("Women"), _("Leader"),
    ]  # fmt: skip
    for chunk in _chunks(rows):
        for group in pages.with_members(chunk):
            row: Any = group
            crops = [str(crop.label) for crop in Crop if crop in group.crops]
            yield [
                group.name_local, group.name_latin, row.get_kind_display(), ", ".join(crops),
                *_place(group), group.founded_on, group.ended_on, row.people, row.women,
                row.leader.get_sex_display() if row.leader else "",
            ]  # fmt: skip


def workplaces(user: Any, query: QueryDict) -> Rows:
    form = WorkplaceFilter(query, user=user, right="employers.view")
    rows, order = form.applied(
        Workplace.objects.visible_to(user).select_related("employer", "village", "district")
    )
    return rows.count(), _workplace_lines(rows.order_by(*order))


def _workplace_lines(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    yield [
        _("Name"), _("Latin name"), _("Kind"), _("Employer"), _("Enterprise registration number"),
        *_place_heads(), _("Sector (ISIC rev. 4)"), "", _("Women working here"), _("Men working here"),
        _("Closed on"),
    ]  # fmt: skip
    for chunk in _chunks(rows):
        sectors = names("isic", {one.isic[:2] for one in chunk if one.isic})
        for one in chunk:
            employer = one.employer
            yield [
                one.name_local, one.name_latin, one.get_kind_display(), employer.name if employer else "",
                employer.registration_number if employer else "", *_place(one), one.isic,
                sectors.get(one.isic[:2], ""), one.workers_women, one.workers_men,
                one.closed_on,
            ]  # fmt: skip


def employers(user: Any, query: QueryDict) -> Rows:
    form = EmployerFilter(query, user=user, right="employers.view")
    rows, order = form.applied(Employer.objects.visible_to(user))
    return rows.count(), _employer_lines(rows.order_by(*order))


def _employer_lines(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    yield [
        _("Name"), _("Latin name"), _("Enterprise registration number"), _("Represented by"),
        _("Phone"), _("Closed on"),
    ]  # fmt: skip
    for one in rows.iterator(chunk_size=CHUNK):
        yield [
            one.name_local, one.name_latin, one.registration_number, one.representative, one.phone,
            one.closed_on,
        ]  # fmt: skip
