"""Places in the API. They live below this floor, so their views stand here."""

from __future__ import annotations

import django_filters

from solar_cms.exchange.api import ReadViewSet
from solar_cms.places.models import District, Province, Village
from solar_cms.places.serializers import DistrictSerializer, ProvinceSerializer, VillageSerializer

READ = {"list": "places.view", "retrieve": "places.view"}


class ProvinceViewSet(ReadViewSet):
    """Provinces by their official code."""

    model_queryset = Province.objects.all()
    serializer_class = ProvinceSerializer
    ordering = ["code"]
    rights = READ


class DistrictFilter(django_filters.FilterSet):
    class Meta:
        model = District
        fields = ["province"]


class DistrictViewSet(ReadViewSet):
    """Districts by their official code."""

    model_queryset = District.objects.all()
    serializer_class = DistrictSerializer
    filterset_class = DistrictFilter
    ordering = ["code"]
    rights = READ


class VillageFilter(django_filters.FilterSet):
    class Meta:
        model = Village
        fields = ["district"]


class VillageViewSet(ReadViewSet):
    """Villages by their official code."""

    model_queryset = Village.objects.prefetch_related("populations", "roads")
    serializer_class = VillageSerializer
    filterset_class = VillageFilter
    ordering = ["code"]
    rights = READ
