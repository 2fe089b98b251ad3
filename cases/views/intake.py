"""Complaints and new cases."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Func, TextField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import operations as do
from cases import procedure, triaging
from cases.forms import ComplaintForm, OpenForm, ReasonForm
from cases.models import Complaint
from cases.views.helpers import posted
from solar_cms.base.asking import carried_out
from solar_cms.base.models import uuid_or_none
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.registry.models import Workplace

FOUND = 20


def workplace_asked(request: HttpRequest, right: str) -> Workplace | None:
    """The workplace named in the address, among those the right reaches."""
    user: Any = request.user
    pk = uuid_or_none(request.GET.get("workplace", ""))
    if pk is None:
        return None
    allowed = Workplace.objects.visible_to(user).visible_to(user, right)
    return get_object_or_404(allowed.select_related("employer", "district"), pk=pk)


def workplaces_named(user: Any, words: str, right: str) -> list[Workplace]:
    if not words.strip():
        return []
    folded = Func(Value(words.strip()), function="solar_fold", output_field=TextField())
    return list(
        Workplace.objects.visible_to(user)
        .visible_to(user, right)
        .filter(search_key__contains=folded)
        .select_related("district", "employer", "village")
        .order_by("name_local", "id")[:FOUND]
    )


@needs("cases.open")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First the workplace is found, then the case is opened there."""
    user: Any = request.user
    complaint = None
    if pk := uuid_or_none(request.GET.get("complaint", "")):
        complaint = get_object_or_404(Complaint.objects.visible_to(user), pk=pk)
    workplace = workplace_asked(request, "cases.open")
    if workplace is None and complaint is not None:
        workplace = complaint.workplace
    if workplace is None:
        words = request.GET.get("q", "")[:100]
        context = {
            "words": words,
            "found": workplaces_named(user, words, "cases.open"),
            "complaint": complaint,
            "new_workplace": _url("workplace_new"),
        }
        return render(request, "cases/find_workplace.html", context)
    form = OpenForm(posted(request)[0], rules=procedure.current_or_empty(), complaint=complaint)
    if carried_out(
        request,
        form,
        lambda: do.open_case(
            workplace=workplace, complaint=complaint, by=user, **form.cleaned_data
        ),
    ):
        done = _("The case %(number)s is open.") % {"number": form.made.number}
        messages.success(request, done)
        return redirect("case", form.made.pk)
    context = {
        "form": form,
        "workplace": workplace,
        "complaint": complaint,
        "earlier": workplace.cases.visible_to(user).open()[:3],  # type: ignore[attr-defined]
        "crumbs": [(_("Cases"), reverse("cases"))],
    }
    return render(request, "cases/new.html", context)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@needs("complaints.record")
@require_http_methods(["GET", "POST"])
def complaint_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    workplace = workplace_asked(request, "complaints.record")
    form = ComplaintForm(posted(request)[0], user=user, workplace=workplace)
    if request.method == "POST" and form.is_valid():
        complainant = form.complainant()
        data = dict(form.cleaned_data)
        if workplace is not None:
            data |= {"workplace": workplace, "district": workplace.district}
        try:
            complaint = do.record_complaint(complainant=complainant, by=user, **data)
        except Refused as refused:
            form.cleaned_data.update(complainant)
            form.take(refused.problems)
        else:
            form.tell_notes(request)
            done = _("The complaint %(number)s is recorded.") % {"number": complaint.number}
            messages.success(request, done)
            return redirect("complaint", complaint.pk)
    crumbs = [(_("Complaints"), reverse("complaints"))]
    context = {"form": form, "workplace": workplace, "crumbs": crumbs}
    return render(request, "cases/complaint_new.html", context)


def _complaint(request: HttpRequest, pk: uuid.UUID) -> Complaint:
    user: Any = request.user
    found = Complaint.objects.visible_to(user).select_related(
        "workplace", "district", "village", "recorded_by", "case"
    )
    return get_object_or_404(found, pk=pk)


@needs("complaints.view")
@require_GET
def complaint(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _complaint(request, pk)
    context = {
        "complaint": found,
        "has_slip": bool(procedure.current_or_empty().acknowledgements),
        "crumbs": [(_("Complaints"), reverse("complaints"))],
        **triaging.shown(found, user),
    }
    return render(request, "cases/complaint.html", context)


@needs("complaints.view")
@require_GET
def slip(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What whoever complained takes away: the number, in each language of the country; no name."""
    found = _complaint(request, pk)
    context = {
        "complaint": found,
        "passages": list(triaging.passages(found)),
        "crumbs": [(found.number, reverse("complaint", args=[found.pk]))],
    }
    return render(request, "cases/slip.html", context)


@needs("complaints.reveal")
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for the reason, then show the sealed name once; the act keeps who read it and why."""
    user: Any = request.user
    complaint = _complaint(request, pk)
    form = ReasonForm(posted(request)[0])
    shown, is_revealed = None, False
    if request.method == "POST" and form.is_valid():
        try:
            shown = do.reveal_complainant(complaint, reason=form.cleaned_data["reason"], by=user)
            is_revealed = True
        except Refused as refused:
            form.take(refused.problems)
    back = reverse("complaint", args=[complaint.pk])
    context = {
        "complaint": complaint,
        "form": form,
        "shown": shown,
        "is_revealed": is_revealed,
        "crumbs": [(complaint.number, back)],
        "back": back,
    }
    return render(request, "cases/reveal.html", context)
