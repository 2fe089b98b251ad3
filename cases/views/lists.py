"""Lists: cases, their export, complaints that wait for a case."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cases import listing, pages
from cases.models import Complaint, ComplaintDecision
from cases.tabs import tabs_of
from solar_cms.base.exports import csv_of
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.said import say_number

PAGES = {listing.ALL: "cases", listing.MINE: "cases_mine", listing.CLOSING: "cases_closing"}


@needs("cases.view")
@require_GET
def cases(request: HttpRequest, show: str = listing.ALL) -> HttpResponse:
    """All cases, one's own open ones, or those that could be closed."""
    user: Any = request.user
    chosen, found = listing.filtered(user, request.GET, show)
    sort = request.GET.get("sort", "")
    is_open = listing.is_open(request.GET)
    rows, order = listing.in_order(pages.for_lists(found), sort, show, only_open=is_open)
    page = keyset_page(
        rows,
        order,
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
            "note": listing.order_words(sort, show),
            "show": show,
            "list": PAGES[show],
            "csv_url": reverse(f"{PAGES[show]}_export"),
            "tabs": tabs_of(user, PAGES[show]),
            "may_open": user.may("cases.open"),
            "may_close": user.may("cases.close"),
            "may_move": user.may("cases.move_version"),
        },
    )


@needs("cases.view")
@require_GET
def export(request: HttpRequest, show: str = listing.ALL) -> StreamingHttpResponse:
    """Exactly the list as filtered, all of it, streamed. No complainant, no restricted finding."""
    return csv_of(PAGES[show], request.user, request.GET)


@needs("complaints.view")
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints, those that wait for a decision first asked for; never the name of who complained."""
    user: Any = request.user
    found = Complaint.objects.visible_to(user)
    if not request.GET.get("all"):
        found = found.waiting()
    decided = ComplaintDecision.objects.standing().filter(complaint=OuterRef("pk"))
    found = found.select_related("workplace", "district", "case").annotate(
        is_decided=Exists(decided)
    )
    page = keyset_page(
        found,
        ["-received_on", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    tabs = [
        (_("To be decided"), "?", not request.GET.get("all")),
        (_("All"), "?all=1", bool(request.GET.get("all"))),
    ]
    return render(request, "cases/complaints.html", {"page": page, "tabs": tabs})
