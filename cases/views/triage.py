"""Triage: what waits for it, and the decisions on complaints."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import operations as do
from cases import pages, procedure
from cases.models import Case, Complaint
from cases.rules.triage import problems_with_triage
from cases.step_forms import ComplaintStepForm, WhyForm
from cases.views.helpers import posted
from solar_cms.accounts.models import User
from solar_cms.base.asking import ask
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.said import say_number

ASK = require_http_methods(["GET", "POST"])


def cases_waiting(user: User) -> Any:
    """Open cases at the first stage of the procedure they follow."""
    rows = Case.objects.visible_to(user).open()
    first = Q(pk__in=[])
    for version in rows.order_by().values_list("pack_version", flat=True).distinct():
        first |= Q(pack_version=version, stage=procedure.rules_of_version(version).first_stage)
    return rows.filter(first)


@needs("complaints.view")
@require_GET
def triage(request: HttpRequest) -> HttpResponse:
    """Complaints nothing was decided on, and cases nobody took up yet; the oldest first."""
    user: Any = request.user
    complaints = Complaint.objects.visible_to(user).waiting()
    cases = cases_waiting(user)
    shows_cases = request.GET.get("what") == "cases"
    rows: Any = (
        pages.for_lists(cases)
        if shows_cases
        else complaints.select_related("workplace", "district")
    )
    page = keyset_page(
        rows,
        ["opened_on", "id"] if shows_cases else ["received_on", "id"],
        cursor=request.GET.get("cursor", ""),
        path=request.path,
        query=request.GET.dict(),
    )
    counts = {"complaints": complaints.count(), "cases": cases.count()}
    names = {"complaints": _("Complaints"), "cases": _("Cases")}
    tabs = [
        (f"{names[what]} {say_number(n)}", f"?what={what}", shows_cases == (what == "cases"))
        for what, n in counts.items()
    ]
    context = {
        "page": page,
        "rows": pages.rows_of(page.rows, user) if shows_cases else page.rows,
        "shows_cases": shows_cases,
        "tabs": tabs,
        "steps": [] if shows_cases else procedure.current_or_empty().complaint_steps(),
        "may_decide": user.may("complaints.triage"),
        "crumbs": [(_("Cases"), reverse("cases"))],
    }
    return render(request, "cases/triage.html", context)


def _complaint(request: HttpRequest, pk: uuid.UUID) -> Complaint:
    user: Any = request.user
    found = Complaint.objects.visible_to(user).visible_to(user, "complaints.triage")
    return get_object_or_404(found.select_related("workplace", "district"), pk=pk)


@needs("complaints.triage")
@ASK
def decide(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """One of the decisions that the procedure offers for complaints."""
    user: Any = request.user
    complaint, rules = _complaint(request, pk), procedure.current_or_empty()
    step = next((one for one in rules.complaint_steps() if one.key == key), None)
    if step is None:
        raise Http404(key)
    form = ComplaintStepForm(
        posted(request)[0], complaint=complaint, step=step, rules=rules, user=user,
        version=complaint.version,
    )  # fmt: skip
    back = reverse("complaint", args=[complaint.pk])
    in_the_way = [] if request.method == "POST" else problems_with_triage(complaint, step, user)
    text = " ".join(str(problem.message) for problem in in_the_way)
    if step.is_assumed and not text:
        text = "≈ " + _("This step is assumed, not the ministry’s procedure.")
    return ask(
        request,
        form,
        lambda: do.decide_complaint(complaint, key=key, by=user, **form.values()),
        done=_("Saved: %(step)s") % {"step": step.name},
        back=back,
        title=step.name,
        text=text,
        facts=_about(complaint),
        submit=step.name,
        crumbs=[(_("Triage"), reverse("triage")), (complaint.number, back)],
    )


@needs("complaints.triage")
@ASK
def reconsider(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the decision back, with the reason."""
    user: Any = request.user
    complaint = _complaint(request, pk)
    form = WhyForm(posted(request)[0], version=complaint.version)
    back = reverse("complaint", args=[complaint.pk])
    return ask(
        request,
        form,
        lambda: do.reconsider_complaint(
            complaint, reason=form.cleaned_data["reason"], on=form.cleaned_data["on"], by=user
        ),
        done=_("The complaint waits for triage again."),
        back=back,
        title=_("Take the decision back"),
        facts=_about(complaint),
        submit=_("Take the decision back"),
        crumbs=[(_("Triage"), reverse("triage")), (complaint.number, back)],
    )


def _about(complaint: Complaint) -> list[tuple[str, Any]]:
    named = complaint.workplace.name if complaint.workplace else complaint.workplace_said
    return [(_("Complaint"), complaint.number), (_("Workplace"), named)]
