"""People in the API."""

from __future__ import annotations

import django_filters

from solar_cms.exchange.api import ReadViewSet
from solar_cms.registry.models import Person
from solar_cms.registry.serializers import PersonSerializer


class PersonFilter(django_filters.FilterSet):
    class Meta:
        model = Person
        fields = ["district", "village", "sex", "birth_year"]


class PersonViewSet(ReadViewSet):
    """People of the reader's districts, in the order of the Lao alphabet."""

    model_queryset = Person.objects.all()
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    ordering = ["sort_name", "id"]
    rights = {"list": "people.view", "retrieve": "people.view"}
