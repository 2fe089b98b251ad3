"""Memberships in the API."""

from __future__ import annotations

import django_filters

from enrollment.models import Membership
from enrollment.serializers import MembershipSerializer
from solar_cms.exchange.api import ReadViewSet


class MembershipFilter(django_filters.FilterSet):
    valid_from = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Membership
        fields = ["district", "person", "group", "member_number", "valid_from"]


class MembershipViewSet(ReadViewSet):
    """Memberships in social security schemes of the reader's districts, latest first."""

    model_queryset = Membership.objects.select_related("scheme", "channel")
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter
    ordering = ["-valid_from", "-id"]
    rights = {"list": "enrollment.view", "retrieve": "enrollment.view"}
