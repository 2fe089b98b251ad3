"""Which provinces a right of a user reaches."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from solar_cms.places.models import Province


def provinces_of(user: Any, right: str) -> QuerySet[Province]:
    """Provinces in which this user has a district (all, for the whole country), by code."""
    reach = user.scope.reach(right)
    provinces = Province.objects.filter(valid_to__isnull=True).order_by("code")
    if reach.whole_country:
        return provinces
    if not user.may(right):
        return provinces.none()
    return provinces.filter(districts__in=sorted(reach.districts)).distinct()


def reaches(user: Any, right: str, province: str | None) -> bool:
    """May this right be used for a province (None: for the whole country)?"""
    reach = user.scope.reach(right)
    if reach.whole_country:
        return True
    if not province:
        return False
    return provinces_of(user, right).filter(code=province).exists()
