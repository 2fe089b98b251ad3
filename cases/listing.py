"""The lists of cases: whose they are, their filters, their orders, their exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import closing, pages
from cases.filters import CaseFilter
from cases.models import Case
from cases.procedure import procedure_of
from solar_cms.work.models import NO_DATE

ALL, MINE, CLOSING = "", "mine", "closing"
NEWEST = ["-opened_on", "-id"]
PRESSING = ["due_order", "opened_on", "id"]
OLDEST = ["opened_on", "id"]
ORDERS = {
    "opened": OLDEST,
    "-opened": NEWEST,
    "number": ["number", "id"],
    "-number": ["-number", "-id"],
    "due": ["due_order", "id"],
    "-due": ["-due_order", "-id"],
}
ORDER_WORDS = {
    "opened": gettext_lazy("oldest first"),
    "-opened": gettext_lazy("newest first"),
    "number": gettext_lazy("by number"),
    "-number": gettext_lazy("by number, the last first"),
    "due": gettext_lazy("next deadline first"),
    "-due": gettext_lazy("without a deadline first"),
}
# What each list is ordered by until somebody sorts it.
FIRST_ORDERS = {
    ALL: (NEWEST, gettext_lazy("newest first")),
    MINE: (PRESSING, gettext_lazy("what presses first: deadline, then age")),
    CLOSING: (OLDEST, gettext_lazy("oldest first")),
}


def filtered(user: Any, query: QueryDict, show: str = ALL) -> tuple[CaseFilter, Any]:
    """The filter and the cases it leaves, as far as the reader may see them."""
    cases: Any = Case.objects.visible_to(user)
    if show == MINE:
        cases = cases.open().of(user)
    elif show == CLOSING:
        cases = closing.ready(cases)
    chosen = CaseFilter(query, queryset=cases, user=user, show=show)
    return chosen, chosen.qs


def in_order(
    rows: Any, sort: str, show: str = ALL, *, only_open: bool = False
) -> tuple[Any, list[str]]:
    """Rows of pages.for_lists with what `?sort=` orders by; no deadline counts as the last day.

    only_open: none of the rows is closed, so that the index of deadlines orders them.
    """
    order = ORDERS.get(sort, FIRST_ORDERS[show][0])
    if order[0].lstrip("-") == "due_order":
        if only_open or show != ALL:
            rows = rows.filter(now__isnull=False)
        rows = rows.annotate(due_order=Coalesce("next_due", Value(NO_DATE)))
    return rows, order


def is_open(query: QueryDict) -> bool:
    return query.get("stage") == "open"


def order_words(sort: str, show: str = ALL) -> Any:
    return ORDER_WORDS.get(sort, FIRST_ORDERS[show][1])


def export(user: Any, query: QueryDict, show: str = ALL) -> tuple[int, Iterable[list[Any]]]:
    """All cases of a list as filtered, in its order."""
    _chosen, found = filtered(user, query, show)
    rows, order = in_order(
        pages.for_lists(found), query.get("sort", ""), show, only_open=is_open(query)
    )
    return found.count(), _lines(rows.order_by(*order))


export_mine = partial(export, show=MINE)
export_closing = partial(export, show=CLOSING)


def _lines(found: Any) -> Iterator[list[Any]]:
    yield [
        _("Number"), _("Kind"), _("Source"), _("Workplace"), _("Employer"), _("District"),
        _("Stage"), _("Opened on"), _("Closed on"), _("Reason for closing"), _("Inspector"),
        _("Next deadline"), _("Clock"),
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
            pages.clock_name(case, rules),
        ]
