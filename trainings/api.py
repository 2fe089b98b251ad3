"""Training sessions in the API."""

from __future__ import annotations

import django_filters
from django.db.models import Count, Q

from solar_cms.exchange.api import ReadViewSet
from trainings.models import Session
from trainings.serializers import SessionSerializer
from trainings.states import Presence


class SessionFilter(django_filters.FilterSet):
    starts_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Session
        fields = ["district", "state", "curriculum", "group", "starts_on"]


class SessionViewSet(ReadViewSet):
    """Training sessions of the reader's districts or organisation, latest first."""

    model_queryset = Session.objects.annotate(
        present=Count("attendances", Q(attendances__presence=Presence.PRESENT))
    )
    serializer_class = SessionSerializer
    filterset_class = SessionFilter
    ordering = ["-starts_on", "-id"]
    rights = {"list": "trainings.view", "retrieve": "trainings.view"}
