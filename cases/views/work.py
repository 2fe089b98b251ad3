"""Who holds what: open cases by inspector and province, workload, and giving cases to another."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases import pages, workload
from cases.filters import reaches_provinces
from cases.forms import ReassignManyForm
from cases.listing import PRESSING, in_order
from cases.models import Assignment, Case
from cases.operations import reassign_cases
from cases.states import TeamRole
from cases.tabs import tabs_of
from cases.views.helpers import posted
from solar_cms.accounts.models import User
from solar_cms.base.asking import carried_out
from solar_cms.base.exports import csv_of
from solar_cms.base.policy import needs

AT_ONCE = 200  # cases that are given to another in one go


@needs("cases.view")
@require_GET
def by_owner(request: HttpRequest) -> HttpResponse:
    """Open, late and urgent cases by inspector, and by province where there are several."""
    user: Any = request.user
    held = workload.held_by(user)
    provinces = held.provinces if reaches_provinces(user) and len(held.provinces) > 1 else []
    return render(
        request,
        "cases/by_owner.html",
        {
            "held": held,
            "rows": held.rows,
            "provinces": provinces,
            "tabs": tabs_of(user, "cases_by_owner"),
        },
    )


@needs("cases.view")
@require_GET
def by_owner_export(request: HttpRequest) -> StreamingHttpResponse:
    return csv_of("cases_by_owner", request.user, request.GET)


@needs("cases.view")
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """What each inspector has in hand and has done this quarter."""
    user: Any = request.user
    return render(
        request,
        "cases/workload.html",
        {
            "rows": workload.work_of(user),
            "tabs": tabs_of(user, "cases_workload"),
            "may_reassign": user.may("cases.assign"),
        },
    )


@needs("cases.view")
@require_GET
def work_export(request: HttpRequest) -> StreamingHttpResponse:
    return csv_of("cases_workload", request.user, request.GET)


@needs("cases.assign")
@require_http_methods(["GET", "POST"])
def reassign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give cases that one inspector leads to another: those that are ticked, all or none."""
    user: Any = request.user
    owner = get_object_or_404(User, pk=pk)
    led = Assignment.objects.filter(user=owner, role=TeamRole.LEAD, ended_on__isnull=True)
    found = Case.objects.visible_to(user, "cases.assign").open().filter(pk__in=led.values("case"))
    rows, _order = in_order(pages.for_lists(found), "due", only_open=True)
    cases = list(rows.order_by(*PRESSING)[:AT_ONCE])
    data = posted(request)[0]
    picked = set(data.getlist("pick")) if data else {str(case.pk) for case in cases}
    chosen = [case for case in cases if str(case.pk) in picked]
    form = ReassignManyForm(data, user=user, record=chosen or cases)
    if data and not chosen:
        form.add_error(None, _("Tick at least one case."))
    back = reverse("cases_workload")

    def verb() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return reassign_cases(chosen, by=user, **given)

    if carried_out(request, form, verb):
        number = len(chosen)
        told = ngettext("%(n)s case is reassigned.", "%(n)s cases are reassigned.", number)
        messages.success(request, told % {"n": number})
        return redirect(back)
    return render(
        request,
        "cases/reassign_many.html",
        {
            "owner": owner,
            "rows": [(row, str(row.case.pk) in picked) for row in pages.rows_of(cases, user)],
            "form": form,
            "cancel": back,
            "is_cut": len(cases) == AT_ONCE,
            "crumbs": [(_("Cases"), reverse("cases")), (_("Workload"), back)],
        },
    )
