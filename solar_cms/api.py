"""The REST API's addresses: /api/v1/, /api/schema/, /api/docs/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from cases.api import CaseViewSet
from cases.clocks.api import ClockViewSet
from cases.complaints_api import ComplaintViewSet
from cases.findings_api import CaseStepViewSet, EvidenceViewSet, FindingViewSet, VisitViewSet
from cases.money_api import AppealViewSet, LedgerViewSet, SanctionViewSet
from cases.notices_api import NoticeViewSet
from enrollment.api import MembershipViewSet
from reporting.api import FigureViewSet
from solar_cms.base.policy import public, signed_in
from solar_cms.base.problems import Problem
from solar_cms.exchange.places_api import DistrictViewSet, ProvinceViewSet, VillageViewSet
from solar_cms.exchange.rest import PROBLEM_JSON
from solar_cms.exchange.sync.api import SyncViewSet
from solar_cms.questionnaires.api import FormViewSet, ResponseViewSet, VersionViewSet
from solar_cms.registry.api import PersonViewSet
from solar_cms.registry.labour_api import (
    CollectiveViewSet,
    HazardViewSet,
    UnionViewSet,
    WorkforceViewSet,
    WorkplaceViewSet,
)
from solar_cms.registry.records_api import EmployerViewSet, HouseholdViewSet
from solar_cms.registry.trade_api import (
    AgreementViewSet,
    GroupViewSet,
    RoundViewSet,
    SavingsViewSet,
    StepViewSet,
    SupplyViewSet,
)
from trainings.api import SessionViewSet

router = SimpleRouter(use_regex_path=False)
router.register("provinces", ProvinceViewSet, "api-province")
router.register("districts", DistrictViewSet, "api-district")
router.register("villages", VillageViewSet, "api-village")
router.register("people", PersonViewSet, "api-person")
router.register("households", HouseholdViewSet, "api-household")
router.register("groups", GroupViewSet, "api-group")
router.register("employers", EmployerViewSet, "api-employer")
router.register("workplaces", WorkplaceViewSet, "api-workplace")
router.register("agreements", AgreementViewSet, "api-agreement")
router.register("founding-steps", StepViewSet, "api-founding-step")
router.register("savings", SavingsViewSet, "api-savings")
router.register("supply-links", SupplyViewSet, "api-supply-link")
router.register("bargaining-rounds", RoundViewSet, "api-bargaining-round")
router.register("workforce", WorkforceViewSet, "api-workforce")
router.register("hazards", HazardViewSet, "api-hazard")
router.register("unions", UnionViewSet, "api-union")
router.register("collective-agreements", CollectiveViewSet, "api-collective-agreement")
router.register("cases", CaseViewSet, "api-case")
router.register("complaints", ComplaintViewSet, "api-complaint")
router.register("case-steps", CaseStepViewSet, "api-case-step")
router.register("visits", VisitViewSet, "api-visit")
router.register("findings", FindingViewSet, "api-finding")
router.register("evidence", EvidenceViewSet, "api-evidence")
router.register("sanctions", SanctionViewSet, "api-sanction")
router.register("appeals", AppealViewSet, "api-appeal")
router.register("ledger", LedgerViewSet, "api-ledger")
router.register("clocks", ClockViewSet, "api-clock")
router.register("notices", NoticeViewSet, "api-notice")
router.register("memberships", MembershipViewSet, "api-membership")
router.register("sessions", SessionViewSet, "api-session")
router.register("forms", FormViewSet, "api-form")
router.register("form-versions", VersionViewSet, "api-form-version")
router.register("responses", ResponseViewSet, "api-response")
router.register("figures", FigureViewSet, "api-figure")
router.register("sync", SyncViewSet, "api-sync")


@signed_in
class Schema(SpectacularAPIView):
    """The OpenAPI 3 description of all that is under /api/v1/."""

    permission_classes = [AllowAny]  # the middleware asks for a sign-in


@signed_in
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The API in words, from its own schema; no script."""
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    operations = [
        {"method": method.upper(), "path": address, **operation}
        for address, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api_docs.html", {"operations": operations, "info": schema["info"]})


@public("an address that does not exist tells nothing")
@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address under /api/ that does not exist, in the API's form."""
    words = _("Nothing is here.")
    problem = Problem("not_found", words).as_dict()
    body = {"type": "about:blank", "title": words, "status": 404, "problems": [problem]}
    return JsonResponse(body, status=404, content_type=PROBLEM_JSON)


urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", docs, name="api_docs"),
    path("<path:rest>", nothing_here),
]
