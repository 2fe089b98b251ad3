"""Reported figures: list, report, correct, verify."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reporting import operations, rules
from reporting.figures import figure_url
from reporting.forms import ReportedFigureForm, without_zeros
from reporting.hooks import may_read_reported
from reporting.models import ReportedFigure
from reporting.quarters import say_quarter
from reporting.scope import reaches
from reporting.views.common import parts
from solar_cms.base.face import Tag
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused


def _found(request: HttpRequest, pk: uuid.UUID, right: str = "") -> ReportedFigure:
    user: Any = request.user
    row = get_object_or_404(
        ReportedFigure.objects.visible_to(user).select_related(
            "indicator", "period", "province", "document__file", "reported_by", "verified_by"
        ),
        pk=pk,
    )
    if right and not reaches(user, right, row.province_id):
        raise PermissionDenied(right)
    return row


def state_tag(row: ReportedFigure) -> Tag:
    if row.verified_on:
        return Tag("reported", _("Reported, verified"))
    return Tag("assumed", _("Reported, not verified"))


@needs("figures.view")
@require_GET
def reported_figures(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    rows = ReportedFigure.objects.visible_to(user).select_related(
        "indicator", "period", "province", "reported_by", "verified_by"
    )
    page = keyset_page(
        rows,
        ["-reported_on", "-id"],
        cursor=request.GET.get("cursor", ""),
        path=request.path,
        query=request.GET.dict(),
    )
    for row in page.rows:
        row.tag, row.quarter = state_tag(row), say_quarter(row.period.code)
    return render(
        request,
        "reporting/reported_figures.html",
        {
            "page": page,
            "may_report": user.may("figures.report"),
            "parts": parts(user, "reported_figures"),
        },
    )


@needs("figures.report")
def reported_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    initial = {name: request.GET[name] for name in ("period", "province") if name in request.GET}
    form = ReportedFigureForm(
        request.POST or None, request.FILES or None, user=user, initial=initial
    )
    if form.is_valid():
        upload = form.cleaned_data.pop("upload")
        try:
            row = operations.report_figure(
                **form.cleaned_data, upload=upload, upload_name=upload.name, by=user
            )
        except Refused as refused:
            form.take(refused.problems)
        else:
            form.tell_notes(request)
            return redirect("reported_figure", row.pk)
    return render(
        request,
        "reporting/reported_form.html",
        {"form": form, "title": _("Report a figure"), "back": reverse("reported_figures")},
    )


@needs("figures.view")
@require_GET
def reported_figure(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row, user = _found(request, pk), request.user
    place = row.province_id or ""
    may_verify = reaches(user, "figures.verify", row.province_id) and not row.verified_on
    return render(
        request,
        "reporting/reported_figure.html",
        {
            "row": row,
            "tag": state_tag(row),
            "quarter": say_quarter(row.period.code),
            "figure_url": figure_url(row.indicator.key, row.period.code, place),
            "may_read": may_read_reported(user, row.pk),
            "may_verify": may_verify,
            "problems": rules.problems_with_verifying(row, user) if may_verify else [],  # type: ignore[arg-type]
            "may_correct": reaches(user, "figures.report", row.province_id),
        },
    )


@needs("figures.report")
def reported_correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    row = _found(request, pk, "figures.report")
    form = ReportedFigureForm(
        request.POST or None,
        request.FILES or None,
        user=user,
        correcting=True,
        version=row.version,
        initial={
            "value": without_zeros(row.value),
            "source": row.source,
            "source_date": row.source_date,
        },
    )
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            operations.correct_reported_figure(
                row,
                value=form.cleaned_data["value"],
                source=form.cleaned_data["source"],
                source_date=form.cleaned_data["source_date"],
                upload=upload,
                upload_name=upload.name if upload else "",
                by=user,
            )
        except Refused as refused:
            form.take(refused.problems)
        else:
            form.tell_notes(request)
            return redirect("reported_figure", row.pk)
    return render(
        request,
        "reporting/reported_form.html",
        {
            "form": form,
            "title": _("Correct a reported figure"),
            "note": str(row.indicator),
            "back": reverse("reported_figure", args=[row.pk]),
        },
    )


@needs("figures.verify")
def reported_verify(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Compare with the document, then say that the figure stands in it."""
    user: Any = request.user
    row = _found(request, pk, "figures.verify")
    problems = rules.problems_with_verifying(row, user)
    if request.method == "POST":
        try:
            operations.verify_reported_figure(row, by=user)
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect("reported_figure", row.pk)
    return render(
        request,
        "components/confirm_page.html",
        {
            "title": _("Verify a reported figure"),
            "text": _(
                "Open the document and compare. Verifying says that the figure stands in it."
            ),
            "facts": [
                (_("Indicator"), row.indicator),
                (_("Quarter"), say_quarter(row.period.code)),
                (_("Place"), row.province or _("Whole country")),
                (_("Value"), row.value),
                (_("Document"), row.source),
            ],
            "problems": problems,
            "submit": "" if problems else _("The figure stands in the document"),
            "cancel": reverse("reported_figure", args=[row.pk]),
        },
    )
