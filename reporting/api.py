"""Figures in the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from reporting import figures
from reporting.home import current_period
from reporting.models import Period
from reporting.serializers import FigureSerializer
from solar_cms.base.policy import Policy
from solar_cms.places.models import Province


class FigureViewSet(viewsets.ViewSet):
    """The figures of a quarter, for the country or a province: sums only, open to all readers of
    figures. Their records are read from the lists of the apps, within the reader's scope."""

    policy = Policy("api")
    rights = {"list": "figures.view"}

    @extend_schema(
        operation_id="figures_list",
        parameters=[
            OpenApiParameter(
                "period", str, description="A quarter, 2023Q2. Empty: the current one."
            ),
            OpenApiParameter(
                "province", str, description="Code of a province. Empty: the country."
            ),
        ],
        responses=FigureSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        period, province = self._period(request), self._province(request)
        rows: list[Any] = []
        if period is not None:
            found = figures.figures_for([period], province=province, only_home=True)
            rows = [shown for (_k, _p, place), shown in found.items() if place == province]
        return Response({"next": None, "results": FigureSerializer(rows, many=True).data})

    def _period(self, request: Request) -> Period | None:
        code = request.query_params.get("period", "")
        if not code:
            return current_period()
        found = Period.objects.filter(code=code).first()
        if found is None:
            raise exceptions.ValidationError({"period": _("There is no such quarter.")})
        return found

    def _province(self, request: Request) -> str:
        code = request.query_params.get("province", "")
        if code and not Province.objects.filter(code=code).exists():
            raise exceptions.ValidationError({"province": _("There is no such province.")})
        return code
