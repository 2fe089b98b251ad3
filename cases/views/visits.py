"""Visits: recorded with their checklist, and read afterwards."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import operations as do
from cases import scores
from cases.models import Case, Visit
from cases.rules import problems_with_act
from cases.states import Act
from cases.views.helpers import act_page, facts_for, posted
from cases.visiting import (
    checklist_for,
    may_read_restricted,
    restricted_in,
    sitting_for,
    visit_form,
)
from solar_cms.base.models import today
from solar_cms.base.policy import needs
from solar_cms.documents.panels import attachments_panel
from solar_cms.questionnaires.answering import read_answers, sit
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import versions_on
from solar_cms.questionnaires.states import Purpose


@needs("cases.visit")
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: uuid.UUID, key: str = "") -> HttpResponse:
    """The visit with the checklist of the kind of case, or with the one of this key. Once answered
    it may be answered again, so that two visits can be compared."""
    user: Any = request.user
    facts = facts_for(request, pk, "cases.visit")
    usual = checklist_for(facts)
    checklist = checklist_of(key) if key else usual
    form = visit_form(facts, posted(request)[0], checklist)
    title, done = _("Record the visit"), _("The visit is recorded.")
    if checklist is None:
        return act_page(
            request, facts, Act.VISIT, form,
            lambda **data: do.record_visit(facts.case, by=user, **data),
            title=title, submit=title, done=done,
        )  # fmt: skip

    def then(made: Visit) -> HttpResponse:
        messages.success(request, done)
        return redirect("case", facts.case.pk)

    case_url = reverse("case", args=[facts.case.pk])
    sitting = sitting_for(
        facts, user, form, checklist, then, key=key,
        subtitle=facts.case.workplace.name, note=_("A “no” drafts a finding"),
        crumbs=[(_("Cases"), reverse("cases")), (facts.case.number, case_url)],
        problems=[] if request.method == "POST" else problems_with_act(Act.VISIT, facts, user),
        paper_url=reverse("paper", args=[checklist.pk]),
        others=others(facts.case, checklist, usual),
    )  # fmt: skip
    return sit(request, sitting)


def checklist_of(key: str) -> FormVersion:
    return get_object_or_404(versions_on(today(), Purpose.CHECKLIST), form__key=key)


def others(case: Case, now: FormVersion, usual: FormVersion | None) -> list[tuple[str, str]]:
    """(title, address) of the other checklists that this visit may be made with."""
    found = []
    for version in versions_on(today(), Purpose.CHECKLIST).defer("definition"):
        if version.form_id == now.form_id:
            continue
        if usual and version.pk == usual.pk:
            address = reverse("case_visit", args=[case.pk])
        else:
            address = reverse("case_visit_with", args=[case.pk, version.form.key])
        found.append((str(version.form), address))
    return found


@needs("cases.view")
@require_GET
def visit_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was answered at a visit, its share in order by section, and what changed since before."""
    user: Any = request.user
    found = get_object_or_404(
        Visit.objects.filter(case__in=Case.objects.visible_to(user)).select_related(
            "case__workplace", "case__pack_version", "response__form_version__form", "recorded_by"
        ),
        pk=pk,
    )
    case = found.case
    if not user.scope.may_in("cases.view", case.district_id):
        raise PermissionDenied("cases.view")
    may_read = may_read_restricted(user, case)
    before = scores.visit_before(found, user)
    read = None
    if found.response is not None:
        sealed = set() if may_read else restricted_in(found.response.form_version, case)
        read = read_answers(found.response, user=user, sealed=sealed)
    case_url = reverse("case", args=[case.pk])
    context = {
        "visit": found,
        "case": case,
        "read": read,
        "before": before,
        "rows": scores.compared(found, before) if found.response else [],
        "total": scores.told(found, before),
        "panel": attachments_panel(user, "cases.visit", found.pk),
        "crumbs": [(_("Cases"), reverse("cases")), (case.number, case_url)],
    }
    return render(request, "cases/visit_read.html", context)
