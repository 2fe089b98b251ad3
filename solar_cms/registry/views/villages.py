"""Villages: list, page with everything that is in them, and what is known of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import ask
from solar_cms.base.exports import csv_of
from solar_cms.base.face import Tag
from solar_cms.base.forms import Form
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.places import village_facts
from solar_cms.places.forms import PopulationForm, RoadsForm, UxoForm
from solar_cms.places.models import Village
from solar_cms.places.states import RoadState, Uxo
from solar_cms.registry import pages, village_list

ROAD_TAGS = {
    RoadState.ALL: "done",
    RoadState.FOUR_WHEEL: "soon",
    RoadState.MOTORBIKE: "soon",
    RoadState.CLOSED: "refused",
}
UXO_TAGS = {Uxo.NONE: "done", Uxo.PRESENT: "refused", Uxo.CLEARED: "done"}


def _village(request: HttpRequest, code: str, right: str = "") -> Village:
    user: Any = request.user
    rows = Village.objects.visible_to(user).select_related("district__province", "successor")
    found = get_object_or_404(rows, pk=code)
    if right and not user.scope.may_in(right, found.district_id):
        raise PermissionDenied(right)
    return found


def _crumbs(village: Village) -> list[tuple[str, str]]:
    return [*pages.crumbs_to("villages"), (village.name, reverse("village", args=[village.pk]))]


@needs("places.view")
@require_GET
def villages(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form, rows, order = village_list.filtered(user, request.GET)
    page = keyset_page(
        rows,
        order,
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    page.rows = village_list.with_population(page.rows)
    context = {
        "form": form,
        "page": page,
        "tabs": pages.tabs_for(user, "villages"),
        "csv_url": reverse("villages_csv"),
    }
    return render(request, "registry/villages.html", context)


@needs("places.view")
@require_GET
def villages_csv(request: HttpRequest) -> HttpResponseBase:
    return csv_of("villages", request.user, request.GET)


@needs("places.view")
@require_GET
def village(request: HttpRequest, code: str) -> HttpResponse:
    user: Any = request.user
    found = _village(request, code)
    known = {road.month: RoadState(road.state) for road in found.roads.all()}  # type: ignore[attr-defined]
    months = [
        {
            "name": MONTHS_3[month].capitalize(),
            "tag": Tag(ROAD_TAGS[known[month]], known[month].label) if month in known else None,
            "now": month == today().month,
        }
        for month in range(1, 13)
    ]
    context = {
        "village": found,
        "crumbs": pages.crumbs_to("villages"),
        "state": Tag("closed", _("Ended")) if found.valid_to else None,
        "uxo": Tag(UXO_TAGS.get(Uxo(found.uxo), "assumed"), Uxo(found.uxo).label),
        "populations": found.populations.order_by("-year"),  # type: ignore[attr-defined]
        "months": months if known else [],
        "panels": pages.panels_of(user, found),
        "may_keep": user.scope.may_in("places.keep", found.district_id),
    }
    return render(request, "registry/village.html", context)


def _ask(
    request: HttpRequest, village: Village, form: Form, verb: Any, **words: Any
) -> HttpResponse:
    back = reverse("village", args=[village.pk])
    return ask(request, form, verb, back=back, crumbs=_crumbs(village), submit=_("Record"), **words)


@needs("places.keep")
def population(request: HttpRequest, code: str) -> HttpResponse:
    found = _village(request, code, "places.keep")
    form = PopulationForm(request.POST or None)
    return _ask(
        request,
        found,
        form,
        lambda: village_facts.record_population(found, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("The population is recorded."),
        title=_("Record the population of a year"),
        text=_("A year recorded again is corrected."),
    )


@needs("places.keep")
def roads(request: HttpRequest, code: str) -> HttpResponse:
    found = _village(request, code, "places.keep")
    states = {road.month: road.state for road in found.roads.all()}  # type: ignore[attr-defined]
    form = RoadsForm(request.POST or None, states=states)
    return _ask(
        request,
        found,
        form,
        lambda: village_facts.set_roads(found, by=request.user, states=form.states()),  # type: ignore[arg-type]
        done=_("The roads are recorded."),
        title=_("How the village can be reached"),
        text=_("In an ordinary year, month by month."),
    )


@needs("places.keep")
def uxo(request: HttpRequest, code: str) -> HttpResponse:
    found = _village(request, code, "places.keep")
    names = ("uxo", "uxo_on", "uxo_source")
    form = UxoForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    return _ask(
        request,
        found,
        form,
        lambda: village_facts.set_uxo(found, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("It is recorded."),
        title=_("Unexploded ordnance (UXO)"),
    )
