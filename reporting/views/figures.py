"""The table of indicators, and the page of one figure: definition, breakdown, records."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from reporting import layout, mapping, pages, records, report_data
from reporting import overview as tables
from reporting.figures import WHOLE, Shown, dataset_of, records_of
from reporting.forms import FilterForm
from reporting.home import current_period, own_province
from reporting.models import Indicator
from reporting.scope import reaches
from reporting.views.common import Place, parts, tables_here
from solar_cms.base.exports import csv_response
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs


@needs("figures.view")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The indicators of the project for a quarter and place, with targets; where there are none, the
    key figures of the field."""
    here = tables_here()
    return _table(request, "reporting" if here["reporting"] else "key_figures", here)


@needs("figures.view")
@require_GET
def key_figures(request: HttpRequest) -> HttpResponse:
    """The key figures of the field: many, so counted on a page of their own."""
    return _table(request, "key_figures", tables_here())


def _table(request: HttpRequest, name: str, here: dict[str, bool]) -> HttpResponse:
    user: Any = request.user
    shown_first = {"period": current_period(), "place": own_province(user) or WHOLE}
    form = FilterForm(request.GET or None, user=user, initial=shown_first)
    chosen = form.cleaned_data if form.is_valid() else {}
    period = chosen.get("period") or shown_first["period"]
    place = Place(chosen.get("place") or shown_first["place"])
    context: dict[str, Any] = {"form": form, "period": period, "place": place}
    if period is not None:
        view = tables.overview(
            period,
            province=place.province,
            district=place.district,
            in_reports=name == "reporting",
        )
        data = report_data.table_of(view)
        sections = [layout.indicators_section(data), layout.activities_section(data)]
        context["sections"] = [s for s in sections if s is not None and s.blocks[0].lines]  # type: ignore[union-attr]
        if not place.district:
            wanted, query = request.GET.get("map", ""), request.GET.dict()
            context["map"] = mapping.map_of_overview(view, place.province, wanted, query)
        context["off_track"] = view.off_track
        context["may_set_targets"] = pages.may_set_targets(user, place)
    context["parts"] = parts(user, name, here)
    return render(request, "reporting/overview.html", context)


@needs("figures.view")
@require_GET
def figure(request: HttpRequest, key: str, period: str, place: str) -> HttpResponse:
    """A figure's definition and breakdown for all readers, its records by the reader's rights."""
    user: Any = request.user
    row, where = records.shown(key, period, place)
    context = pages.figure_context(row, where, user) | {"of": f"{key}/{period}/{place}"}
    if not row.shown.is_reported and not row.shown.error:
        also = records.chosen_cells(request.GET, row.shown)
        try:
            context |= _records(request, row.shown, where, also)
        except (ValueError, TypeError) as error:  # a value of the address that no record can have
            raise Http404(str(error)) from error
    return render(request, "reporting/figure.html", context)


def _records(
    request: HttpRequest, shown: Shown, where: Place, also: dict[str, Any]
) -> dict[str, Any]:
    user: Any = request.user
    everything = records_of(
        shown.definition, shown.period, province=where.province, district=where.district, also=also
    )
    rows = records_of(
        shown.definition,
        shown.period,
        province=where.province,
        district=where.district,
        also=also,
        user=user,
    )
    dataset = dataset_of(shown.definition)
    rows = rows.select_related(*dataset.select_related).annotate(**pages.column_paths(dataset))
    page = keyset_page(
        rows,
        ["-figure_day", "-id"],
        cursor=request.GET.get("cursor", ""),
        size=25,
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    total = everything.order_by().count()
    hidden = total - rows.count() if total else 0
    return {
        "page": page,
        "records": pages.record_lines(dataset, page.rows),
        "columns": [heading for heading, _path in dataset.columns.values()],
        "show_day": not pages.day_shown_already(shown, dataset),
        "total": total,
        "hidden": hidden,
        "ask": pages.offices_to_ask(where) if hidden else [],
        "narrowed": pages.narrowed_words(dataset, also, request.path),
        "csv_url": f"{request.path}records.csv",
    }


@needs("figures.view")
@require_GET
def figure_csv(request: HttpRequest, key: str, period: str, place: str) -> StreamingHttpResponse:
    """The records behind a figure that this reader may open, exactly as the page lists them."""
    query = request.GET.copy()
    query["of"] = f"{key}/{period}/{place}"
    _total, lines = records.export(request.user, query)
    return csv_response(f"{key}-{period}-{place}.csv", lines)


@needs("figures.view")
@require_GET
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """An indicator's definitions over time."""
    found = get_object_or_404(Indicator.objects.select_related("objective"), key=key)
    period = current_period()
    return render(
        request,
        "reporting/indicator.html",
        {
            "indicator": found,
            "versions": pages.definition_facts(found),
            "may_set_baseline": reaches(request.user, "targets.set", None),
            "period": period,
            "parts": parts(request.user, pages.part_of(found)),
        },
    )


@needs("figures.view")
@require_GET
def figure_short(request: HttpRequest, key: str) -> HttpResponse:
    """/reporting/figures/<indicator>/ leads to the current quarter of the reader's place."""
    period = current_period()
    if period is None:
        raise Http404(key)
    return redirect("figure", key, period.code, own_province(request.user) or WHOLE)
