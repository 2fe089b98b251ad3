"""Cases in the API."""

from __future__ import annotations

import django_filters

from cases import operations as do
from cases import pages
from cases.acts_api import ACTS, CaseActs, OpenCall, data_of
from cases.models import Case
from cases.money_api import CaseMoneyActs
from cases.serializers import CaseDetailSerializer, CaseSerializer
from solar_cms.exchange.acting import ActViewSet, making


class CaseFilter(django_filters.FilterSet):
    is_open = django_filters.BooleanFilter(field_name="closed_on", lookup_expr="isnull")
    opened_on = django_filters.DateFromToRangeFilter()
    closed_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Case
        fields = ["district", "kind", "source", "stage", "closure_code", "workplace", "employer"]


class CaseViewSet(CaseMoneyActs, CaseActs, ActViewSet):
    """Inspection cases of the reader's districts, newest first; with findings in the detail."""

    model_queryset = pages.for_lists(Case.objects.select_related("pack_version"))
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    ordering = ["-opened_on", "-id"]
    rights = {
        "list": "cases.view", "retrieve": "cases.view", "create": "cases.open",
        **{name: one.right for name, one in ACTS.items()}, **CaseMoneyActs.money_rights,
    }  # fmt: skip

    create = making(
        lambda user, none, data: OpenCall(data, user=user),
        lambda none, by, form: do.open_case(by=by, **data_of(form)),
        fields=["workplace", "kind", "source", "opened_on", "summary", "is_back_entered",
                "paper_number", "complaint"],
        about="Open a case at a workplace under the newest version of the procedure.",
    )  # fmt: skip

    def get_serializer_class(self) -> type[CaseSerializer]:
        return CaseDetailSerializer if self.action == "retrieve" else CaseSerializer
