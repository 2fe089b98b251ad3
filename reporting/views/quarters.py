"""Quarters: their list, locking, targets; baselines."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reporting import operations, pages, rules
from reporting.figures import definitions_on
from reporting.forms import BaselineForm, TargetsForm, without_zeros
from reporting.models import Indicator, Period, Target
from reporting.quarters import say_quarter
from reporting.scope import reaches
from reporting.views.common import Place, parts, period_or_404
from solar_cms.base.asking import carried_out
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused


@needs("figures.view")
@require_GET
def periods(request: HttpRequest) -> HttpResponse:
    """All quarters, the newest first; the oldest open one that is over can be locked."""
    user: Any = request.user
    rows = list(Period.objects.select_related("locked_by").order_by("-code"))
    waiting = [p for p in rows if not p.is_locked]
    return render(
        request,
        "reporting/periods.html",
        {
            "rows": pages.period_rows(rows),
            "next": waiting[-1] if waiting else None,
            "may_lock": reaches(user, "periods.lock", None),
            "parts": parts(user, "periods"),
        },
    )


@needs("periods.lock")
def period_lock(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then freeze the quarter."""
    user: Any = request.user
    if not reaches(user, "periods.lock", None):
        raise PermissionDenied("periods.lock")
    period = period_or_404(code)
    earlier = Period.objects.filter(locked_at=None, ends_on__lt=period.starts_on)
    problems = rules.problems_with_locking(
        period, earlier_open=earlier.values_list("code", flat=True)
    )
    if request.method == "POST":
        try:
            operations.lock_period(period, by=user)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(
                request, _("%(quarter)s is locked.") % {"quarter": say_quarter(period.code)}
            )
            return redirect("periods")
    return render(
        request,
        "components/confirm_page.html",
        {
            "title": _("Lock %(quarter)s") % {"quarter": say_quarter(period.code)},
            "text": _(
                "All figures of the quarter are frozen with the records behind them. This is not "
                "undone: later changes are shown as restatements."
            ),
            "facts": [(_("Quarter"), say_quarter(period.code))],
            "problems": problems,
            "submit": "" if problems else _("Lock the quarter"),
            "cancel": reverse("periods"),
        },
    )


@needs("targets.set")
def targets(request: HttpRequest, code: str, place: str) -> HttpResponse:
    """The targets of a quarter and place, one number per indicator."""
    user: Any = request.user
    period, where = period_or_404(code), Place(place)
    if where.district or not reaches(user, "targets.set", where.province or None):
        raise PermissionDenied("targets.set")
    definitions = [
        by_period[period.code]
        for by_period in definitions_on([period]).values()
        if period.code in by_period and not by_period[period.code].indicator.objective.is_activities
    ]
    there = Target.objects.filter(period=period, province=where.province or None)
    form = TargetsForm(
        request.POST or None,
        definitions=definitions,
        set_already=dict(there.values_list("definition", "value")),
    )
    if carried_out(
        request,
        form,
        lambda: operations.set_targets(period, where.record, form.values(), by=user),
    ):
        messages.success(request, _("%(count)s targets changed.") % {"count": form.made})
        return redirect(f"{reverse('reporting')}?period={period.code}&place={where.address}")
    return render(
        request,
        "reporting/targets.html",
        {
            "form": form,
            "quarter": say_quarter(period.code),
            "place": where,
            "back": f"{reverse('reporting')}?period={period.code}&place={where.address}",
        },
    )


@needs("targets.set")
def baseline(request: HttpRequest, key: str) -> HttpResponse:
    """The baseline of an indicator's latest definition: for the whole country's office."""
    user: Any = request.user
    if not reaches(user, "targets.set", None):
        raise PermissionDenied("targets.set")
    indicator = get_object_or_404(Indicator, key=key)
    definition = indicator.versions.order_by("-valid_from").first()
    if definition is None:
        raise Http404(key)
    form = BaselineForm(
        request.POST or None,
        version=definition.version,
        initial={"baseline": without_zeros(definition.baseline)},
    )
    if carried_out(
        request,
        form,
        lambda: operations.set_baseline(definition, form.cleaned_data["baseline"], by=user),
    ):
        return redirect("indicator", key)
    return render(
        request,
        "reporting/reported_form.html",
        {
            "form": form,
            "title": _("Baseline"),
            "note": str(indicator),
            "back": reverse("indicator", args=[key]),
        },
    )
