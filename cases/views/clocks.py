"""The clocks of all cases in reach, and the extension of one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases import said
from cases.clocks.forms import ClockFilter, ExtendForm, week_end
from cases.clocks.lengths import extension_for
from cases.clocks.showing import about_words
from cases.models import ClockRun
from cases.models.case import lead_name
from cases.operations.clocks import extend_clock
from cases.pages import lead_of
from cases.procedure import procedure_of
from cases.rules.clocks import problems_with_extending
from cases.states import ClockUnit, OnExpiry
from cases.views.helpers import act_page, facts_for, posted
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.said import say_number
from solar_cms.work.calendar import Calendar, calendar_of

WEEK, LATE, ALL = "week", "late", "all"


@dataclass(frozen=True)
class Row:
    """A clock in the list."""

    run: ClockRun
    label: str
    about: str
    due: Tag | None
    lead: str
    follows: str


@needs("cases.view")
@require_GET
def clocks(request: HttpRequest) -> HttpResponse:
    """What runs, the first to end first: late and of this week, late only, or all."""
    user: Any = request.user
    chosen = ClockFilter(request.GET, queryset=ClockRun.objects.visible_to(user), user=user)
    shown = request.GET.get("due") or WEEK
    runs = _ending(chosen.qs.running(), shown)
    page = keyset_page(
        runs.select_related("case__workplace", "case__district", "notice", "finding").annotate(
            **lead_name("case__")
        ),
        ["due_on", "id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    calendar, total = calendar_of(), page.total or 0
    number = say_number(total) + ("+" if page.total_is_capped else "")
    return render(
        request,
        "cases/clocks.html",
        {
            "filter": chosen.form,
            "page": page,
            "rows": [_row(run, calendar) for run in page.rows],
            "summary": ngettext("%(n)s deadline", "%(n)s deadlines", total) % {"n": number},
            "tabs": _tabs(request, shown),
            "is_filtered": any(request.GET.get(name) for name in chosen.form.fields),
            "crumbs": [(_("Cases"), reverse("cases"))],
        },
    )


def _ending(runs: Any, shown: str) -> Any:
    day: date = today()
    if shown == LATE:
        return runs.filter(due_on__lt=day)
    return runs if shown == ALL else runs.filter(due_on__lte=week_end(day))


def _tabs(request: HttpRequest, shown: str) -> list[tuple[str, str, bool]]:
    """The three lists, each with the filters that are set."""
    kept = {k: v for k, v in request.GET.items() if v and k not in {"due", "cursor"}}
    words = ((WEEK, _("Late and this week")), (LATE, _("Late")), (ALL, _("All that run")))
    return [
        (label, f"{request.path}?{urlencode({**kept, 'due': name})}", shown == name)
        for name, label in words
    ]


def _row(run: Any, calendar: Calendar) -> Row:
    clock = procedure_of(run.case).clocks.get(run.kind)
    about = run.finding.mark if run.finding else run.notice.number if run.notice else ""
    effect = clock.on_expiry if clock else OnExpiry.OVERDUE
    in_hours = run.unit == ClockUnit.HOURS and run.due_at is not None
    return Row(
        run=run,
        label=clock.name if clock else run.kind,
        about=about,
        due=said.hours_tag(run.due_at, calendar)
        if in_hours
        else said.due_tag(run.due_on, calendar),
        lead=lead_of(run),
        follows="" if effect == OnExpiry.OVERDUE else str(OnExpiry(effect).label),
    )


@needs("cases.extend")
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a clock a later end, as its procedure lets this person."""
    user: Any = request.user
    run = get_object_or_404(
        ClockRun.objects.visible_to(user).select_related("case", "notice", "finding"), pk=pk
    )
    facts = facts_for(request, run.case_id, "cases.extend")
    clock = facts.rules.clocks.get(run.kind)
    form = ExtendForm(
        posted(request)[0], version=facts.case.version, extension=extension_for(run, facts)
    )
    words = (clock.name if clock else run.kind, about_words(facts, run))
    return act_page(
        request, facts, "", form, lambda **data: extend_clock(run, by=user, **data),
        title=_("Extend “%(clock)s”") % {"clock": " · ".join(p for p in words if p)},
        submit=_("Extend the deadline"), done=_("The deadline is extended."),
        problems=problems_with_extending(run, facts, user),
        then=lambda _made: reverse("case", args=[run.case_id]) + "#clocks",
    )  # fmt: skip
