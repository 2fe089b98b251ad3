"""Lists: cases, their export, complaints that wait for a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cases import pages
from cases.filters import CaseFilter
from cases.models import Case, Complaint
from cases.procedure import procedure_of
from solar_cms.base.exports import csv_response
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.said import say_number

ORDER = ["-opened_on", "-id"]


def filtered(request: HttpRequest) -> tuple[CaseFilter, Any]:
    """The filter and the cases it leaves, as far as the reader may see them."""
    user: Any = request.user
    cases = Case.objects.visible_to(user)
    if request.GET.get("mine"):
        cases = cases.of(user)
    chosen = CaseFilter(request.GET, queryset=cases, user=user)
    return chosen, chosen.qs


@needs("cases.view")
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    chosen, found = filtered(request)
    page = keyset_page(
        pages.for_lists(found),
        ORDER,
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    total = page.total or 0
    shown = say_number(total) + ("+" if page.total_is_capped else "")
    return render(
        request,
        "cases/cases.html",
        {
            "filter": chosen.form,
            "page": page,
            "rows": pages.rows_of(page.rows, user),
            "total": total,
            "summary": ngettext("%(n)s case", "%(n)s cases", total) % {"n": shown},
            "is_filtered": any(request.GET.get(name) for name in chosen.form.fields),
            "may_open": user.may("cases.open"),
            "may_see_complaints": user.may("complaints.view"),
        },
    )


@needs("cases.view")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly the list as filtered, all of it, streamed. No complainant, no restricted finding."""
    _chosen, found = filtered(request)
    return csv_response("cases.csv", _lines(pages.for_lists(found).order_by(*ORDER)))


def _lines(found: Any) -> Iterator[list[Any]]:
    yield [
        _("Number"), _("Kind"), _("Source"), _("Workplace"), _("Employer"), _("District"),
        _("Stage"), _("Opened on"), _("Closed on"), _("Reason for closing"), _("Inspector"),
        _("Next deadline"),
    ]  # fmt: skip
    for case in found.select_related("workplace", "employer", "district").iterator(chunk_size=500):
        rules = procedure_of(case)
        closure = rules.closures.get(case.closure_code)
        yield [
            case.number,
            rules.types[case.kind].name if case.kind in rules.types else case.kind,
            rules.sources[case.source].name if case.source in rules.sources else case.source,
            case.workplace.name,
            case.employer.name if case.employer else "",
            f"{case.district.name} {case.district_id}",
            rules.stages[case.stage].name if case.stage in rules.stages else case.stage,
            case.opened_on,
            case.closed_on,
            closure.name if closure else "",
            pages.lead_of(case),
            case.next_due,
        ]


@needs("complaints.view")
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints, those without a case first asked for; never the name of who complained."""
    user: Any = request.user
    found = Complaint.objects.visible_to(user).select_related("workplace", "district", "case")
    if not request.GET.get("all"):
        found = found.filter(case__isnull=True)
    page = keyset_page(
        found,
        ["-received_on", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    tabs = [
        (_("Without a case"), "?", not request.GET.get("all")),
        (_("All"), "?all=1", bool(request.GET.get("all"))),
    ]
    return render(request, "cases/complaints.html", {"page": page, "tabs": tabs})
