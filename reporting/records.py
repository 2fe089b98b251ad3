"""The records behind a figure as a list that can be taken out, by the reader's rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from reporting import counting, pages
from reporting import overview as tables
from reporting.figures import Shown, dataset_of, records_of
from reporting.models import Indicator
from reporting.views.common import Place, period_or_404

BATCH = 500


def shown(key: str, period_code: str, place_code: str) -> tuple[tables.Row, Place]:
    """One figure with its row of the table; 404 where there is no such indicator then."""
    get_object_or_404(Indicator, key=key)
    period, place = period_or_404(period_code), Place(place_code)
    view = tables.overview(period, province=place.province, district=place.district, keys=[key])
    if not view.rows:
        raise Http404(key)
    return view.rows[0], place


def chosen_cells(query: QueryDict, figure: Shown) -> dict[str, Any]:
    """The cell of the breakdown asked for by the address (?sex=F&channel=mobile)."""
    names = [*counting.dimensions_of(figure.definition)]
    wanted = {name: query[name] for name in names if name in query}
    return {name: (value or None) for name, value in wanted.items()}


def export(user: Any, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """The records that this reader may open; `of` names the figure: indicator/quarter/place."""
    key, _gap, rest = query.get("of", "").partition("/")
    row, where = shown(key, *(f"{rest}/".split("/")[:2]))
    figure = row.shown
    if figure.is_reported or figure.error:
        raise Http404(key)
    dataset = dataset_of(figure.definition)
    rows = (
        records_of(
            figure.definition,
            figure.period,
            province=where.province,
            district=where.district,
            also=chosen_cells(query, figure),
            user=user,
        )
        .select_related(*dataset.select_related)
        .annotate(**pages.column_paths(dataset))
        .order_by("-figure_day", "-id")
    )
    return rows.count(), _lines(dataset, rows)


def _lines(dataset: Any, rows: Any) -> Iterator[list[Any]]:
    yield [_("Record"), _("Date"), *[str(h) for h, _p in dataset.columns.values()]]
    batch: list[Any] = []
    for record in rows.iterator(chunk_size=BATCH):
        batch.append(record)
        if len(batch) == BATCH:
            yield from pages.csv_lines(dataset, batch)
            batch = []
    yield from pages.csv_lines(dataset, batch)
