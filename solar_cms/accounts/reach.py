"""Provinces, districts and offices that a right of a user reaches, for choosing and listing."""

from __future__ import annotations

from django.db.models import QuerySet

from solar_cms.accounts.models import Office, User
from solar_cms.places.models import District, Province


def districts_of(user: User, right: str) -> QuerySet[District]:
    """Districts in which this right may be used today, by code."""
    reach = user.scope.reach(right)
    rows = District.objects.filter(valid_to=None).order_by("code")
    return rows if reach.whole_country else rows.filter(pk__in=sorted(reach.districts))


def provinces_of(user: User, right: str) -> QuerySet[Province]:
    """Provinces in which this right reaches a district, by code."""
    reach = user.scope.reach(right)
    rows = Province.objects.order_by("code")
    if reach.whole_country:
        return rows
    within = District.objects.filter(pk__in=sorted(reach.districts)).values("province")
    return rows.filter(pk__in=within)


def offices_of(user: User, right: str) -> QuerySet[Office]:
    """Offices of these provinces; all of them for the whole country."""
    if user.scope.reach(right).whole_country:
        return Office.objects.all()
    return Office.objects.filter(province__in=provinces_of(user, right))
