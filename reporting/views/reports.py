"""Reports: list, build, page with downloads, sign-off."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reporting import operations, rules
from reporting.forms import BuildForm
from reporting.jobs import languages
from reporting.kinds import lay_out
from reporting.models import Report
from reporting.quarters import say_months, say_quarter
from reporting.scope import reaches
from reporting.states import YEARLY, FileFormat, ReportState
from reporting.views.common import parts
from solar_cms.base.asking import carried_out
from solar_cms.base.face import Tag
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused


def state_tag(report: Report) -> Tag:
    if report.signed_on:
        return Tag("done", _("Signed"))
    return {
        ReportState.BUILDING: Tag("under_way", _("Being prepared")),
        ReportState.READY: Tag("done", _("Ready")),
        ReportState.FAILED: Tag("refused", _("Could not be built")),
    }[ReportState(report.state)]


@needs("reports.view")
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    page = keyset_page(
        Report.objects.visible_to(user).select_related("period", "province").defer("data"),
        ["-created_at", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    for row in page.rows:
        row.tag, row.quarter = state_tag(row), say_quarter(row.span)
    return render(
        request,
        "reporting/reports.html",
        {"page": page, "may_build": user.may("reports.build"), "parts": parts(user, "reports")},
    )


@needs("reports.build")
def report_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    initial = {
        name: request.GET[name] for name in ("kind", "period", "province") if name in request.GET
    }
    form = BuildForm(request.POST or None, user=user, initial=initial)
    if carried_out(
        request,
        form,
        lambda: operations.build_report(**form.cleaned_data, by=user),
    ):
        return redirect("report", form.made.pk)
    return render(request, "reporting/report_new.html", {"form": form, "back": reverse("reports")})


def _found(request: HttpRequest, pk: uuid.UUID) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(request.user).select_related(
            "period", "province", "created_by", "signed_by", "job"
        ),
        pk=pk,
    )


@needs("reports.view")
@require_GET
def report(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The report's own page: progress while it is built, then what it says and its documents."""
    found, user = _found(request, pk), request.user
    context: dict[str, Any] = {
        "report": found,
        "tag": state_tag(found),
        "months": say_months(found.span),
        "quarter": say_quarter(found.span),
        "yearly": found.kind in YEARLY,
        "crumbs": [(_("Reports"), reverse("reports"))],
    }
    if found.state == ReportState.READY and found.data:
        language = get_language() or "en"
        laid_out = lay_out(found.data, language, digest=found.hash)
        may_sign = reaches(user, "reports.sign", found.province_id)
        context |= {
            "layout": laid_out,
            "tabs": [
                (f"{n} {s.title}", f"#{s.key}", False) for n, s in enumerate(laid_out.sections, 1)
            ],
            "files": _files(found),
            "may_sign": may_sign,
            "not_yet": rules.problems_with_signing(found) if may_sign else [],
            "may_build": reaches(user, "reports.build", found.province_id),
        }
    elif found.job is not None:
        job = found.job
        context["progress"] = SimpleNamespace(
            pk=job.pk,
            state="failed" if found.state == ReportState.FAILED else job.state,
            done=job.done,
            total=job.total,
            message=job.message,
            url=request.path,
            result_url=request.path,
        )
    return render(request, "reporting/report.html", context)


def _files(found: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    """Language → (format, address), in the order of the pack's languages."""
    by_language: dict[str, list[tuple[str, str]]] = {}
    order = FileFormat.values
    rows = sorted(found.files.select_related("file"), key=lambda r: (order.index(r.format), r.pk))
    for row in rows:
        by_language.setdefault(row.language, []).append(
            (row.get_format_display(), reverse("file", args=[row.file_id]))
        )
    words = {"lo": _("Lao"), "en": _("English")}
    return [
        (words.get(code, code), by_language[code]) for code in languages() if code in by_language
    ]


@needs("reports.sign")
@require_POST
def report_sign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found, user = _found(request, pk), request.user
    if not reaches(user, "reports.sign", found.province_id):
        raise PermissionDenied("reports.sign")
    try:
        operations.sign_report(found, by=user)  # type: ignore[arg-type]
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.message))
    else:
        messages.success(request, _("The report is signed."))
    return redirect("report", found.pk)
