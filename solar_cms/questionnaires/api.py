"""Forms, their versions and the answers in the API, to be read."""

from __future__ import annotations

import django_filters

from solar_cms.exchange.api import ReadViewSet
from solar_cms.questionnaires.models import Form, FormVersion, Response
from solar_cms.questionnaires.serializers import (
    FormSerializer,
    ResponseSerializer,
    VersionSerializer,
)


class FormFilter(django_filters.FilterSet):
    class Meta:
        model = Form
        fields = ["key", "purpose"]


class FormViewSet(ReadViewSet):
    """Checklists, tests and surveys."""

    model_queryset = Form.objects.all()
    serializer_class = FormSerializer
    filterset_class = FormFilter
    ordering = ["key", "id"]
    rights = {"list": "forms.view", "retrieve": "forms.view"}


class VersionFilter(django_filters.FilterSet):
    valid_from = django_filters.DateFromToRangeFilter()

    class Meta:
        model = FormVersion
        fields = ["form", "number", "valid_from"]


class VersionViewSet(ReadViewSet):
    """Published versions with what they ask; never changed. Latest first."""

    model_queryset = FormVersion.objects.all()
    serializer_class = VersionSerializer
    filterset_class = VersionFilter
    ordering = ["-valid_from", "-id"]
    rights = {"list": "forms.view", "retrieve": "forms.view"}


class ResponseFilter(django_filters.FilterSet):
    answered_on = django_filters.DateFromToRangeFilter()
    form = django_filters.UUIDFilter(field_name="form_version__form")

    class Meta:
        model = Response
        fields = ["form_version", "district", "answered_on"]


class ResponseViewSet(ReadViewSet):
    """Sets of answers whose record (a visit, a test) the reader may open, latest first."""

    model_queryset = Response.objects.select_related("form_version").prefetch_related("answers")
    serializer_class = ResponseSerializer
    filterset_class = ResponseFilter
    ordering = ["-answered_on", "-id"]
    rights = {"list": "forms.view", "retrieve": "forms.view"}
