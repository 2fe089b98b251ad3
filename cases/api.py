"""Cases in the API."""

from __future__ import annotations

import django_filters

from cases import pages
from cases.models import Case
from cases.money_api import CaseMoneyActs
from cases.serializers import CaseDetailSerializer, CaseSerializer
from solar_cms.exchange.acting import ActViewSet


class CaseFilter(django_filters.FilterSet):
    is_open = django_filters.BooleanFilter(field_name="closed_on", lookup_expr="isnull")
    opened_on = django_filters.DateFromToRangeFilter()
    closed_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Case
        fields = ["district", "kind", "source", "stage", "closure_code", "workplace", "employer"]


class CaseViewSet(CaseMoneyActs, ActViewSet):
    """Inspection cases of the reader's districts, newest first; with findings in the detail."""

    model_queryset = pages.for_lists(Case.objects.select_related("pack_version"))
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    ordering = ["-opened_on", "-id"]
    rights = {"list": "cases.view", "retrieve": "cases.view"} | CaseMoneyActs.money_rights

    def get_serializer_class(self) -> type[CaseSerializer]:
        return CaseDetailSerializer if self.action == "retrieve" else CaseSerializer
