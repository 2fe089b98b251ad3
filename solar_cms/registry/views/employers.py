"""Employers and workplaces: lists, pages, registering and correcting."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from solar_cms.audit.history import timeline
from solar_cms.base.models import uuid_or_none
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.registry import operations
from solar_cms.registry.finding import alike
from solar_cms.registry.forms import (
    EmployerForm,
    Filter,
    NewWorkplaceForm,
    WorkplaceFilter,
    WorkplaceForm,
)
from solar_cms.registry.models import Employer, Workplace
from solar_cms.registry.views.common import allow, panels_of, tabs_for
from solar_cms.registry.views.people import people_found

OF_EMPLOYER = {
    "employer_name": "name_local", "employer_latin": "name_latin", "phone": "phone",
    "registration_number": "registration_number",
}  # fmt: skip


@needs("employers.view")
@require_GET
def workplaces(request: HttpRequest) -> HttpResponse:
    """Sites that can be inspected."""
    user: Any = request.user
    form = WorkplaceFilter(request.GET, user=user, right="employers.view")
    rows: Any = Workplace.objects.visible_to(user)
    order = ["name_local", "id"]
    if form.is_valid():
        data = form.cleaned_data
        if data.get("district"):
            rows = rows.filter(district=data["district"])
        if data.get("kind"):
            rows = rows.filter(kind=data["kind"])
        if data.get("q"):
            rows, order = alike(rows, data["q"]), ["-likeness", "-id"]
    page = keyset_page(
        rows.select_related("district", "village", "employer"), order, count=True,
        cursor=request.GET.get("cursor", ""), path=request.path, query=request.GET.dict(),
    )  # fmt: skip
    context = {
        "form": form, "page": page, "summary": people_found(page),
        "tabs": tabs_for(user, "workplaces"), "may_keep": user.may("employers.keep"),
    }  # fmt: skip
    return render(request, "registry/workplaces.html", context)


def _visible_employers(user: Any) -> Any:
    return Employer.objects.filter(pk__in=Employer.objects.visible_to(user).values("pk"))


@needs("employers.view")
@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    """Employers with a workplace in one's districts."""
    user: Any = request.user
    form = Filter(request.GET, user=user, right="employers.view")
    rows = _visible_employers(user)
    order = ["name_local", "id"]
    if form.is_valid():
        data = form.cleaned_data
        if data.get("district"):
            inside = Workplace.objects.visible_to(user).filter(district=data["district"])  # type: ignore[attr-defined]
            rows = rows.filter(pk__in=inside.values("employer"))
        if data.get("q"):
            rows, order = alike(rows, data["q"]), ["-likeness", "-id"]
    page = keyset_page(
        rows, order, count=True, cursor=request.GET.get("cursor", ""), path=request.path,
        query=request.GET.dict(),
    )  # fmt: skip
    context = {
        "form": form, "page": page, "summary": people_found(page),
        "tabs": tabs_for(user, "employers"), "may_keep": user.may("employers.keep"),
    }  # fmt: skip
    return render(request, "registry/employers.html", context)


def _workplace(request: HttpRequest, pk: uuid.UUID) -> Workplace:
    rows = Workplace.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("district", "village", "employer", "group"), pk=pk)


def _employer(request: HttpRequest, pk: uuid.UUID) -> Employer:
    return get_object_or_404(_visible_employers(request.user), pk=pk)


@needs("employers.view")
@require_GET
def workplace(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _workplace(request, pk)
    context = {
        "workplace": found, "panels": panels_of(user, found), "entries": timeline(found),
        "may_keep": user.scope.may_in("employers.keep", found.district_id),
        "crumbs": [(_("Workplaces"), reverse("workplaces"))],
    }  # fmt: skip
    return render(request, "registry/workplace.html", context)


@needs("employers.view")
@require_GET
def employer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _employer(request, pk)
    places = Workplace.objects.visible_to(user).filter(employer=found)
    context = {
        "employer": found,
        "workplaces": places.select_related("district", "village").order_by("name_local", "id")[:50],
        "panels": panels_of(user, found), "entries": timeline(found),
        "may_keep": user.may("employers.keep"), "crumbs": [(_("Employers"), reverse("employers"))],
    }  # fmt: skip
    return render(request, "registry/employer.html", context)


@needs("employers.keep")
@require_http_methods(["GET", "POST"])
def workplace_new(request: HttpRequest) -> HttpResponse:
    """A workplace with its employer: one known (?employer=) or registered in the same act."""
    user: Any = request.user
    mine = _visible_employers(user)
    key = uuid_or_none(request.POST.get("employer") or request.GET.get("employer", ""))
    known = mine.filter(pk=key).first() if key else None
    form = NewWorkplaceForm(
        request.POST or None, user=user, right="employers.keep", employers=mine, known=known
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        allow(request, "employers.keep", data["district"].code)
        try:
            made = _register(data, known, user)
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect(made)
    context = {
        "title": _("New workplace"), "form": form, "submit": _("Register the workplace"),
        "facts": [(_("Employer"), known.name)] if known else [], "cancel": reverse("workplaces"),
        "crumbs": [(_("Workplaces"), reverse("workplaces"))],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)


def _register(data: dict[str, Any], known: Employer | None, user: Any) -> str:
    """One verb: the workplace, or the employer with it. Returns the address of what was made."""
    names = WorkplaceForm.base_fields.keys()
    place = {name: data[name] for name in names} | {"district": data["district"].code}
    if known is None and data.get("employer_name"):
        facts = {verb: data.get(name) or "" for name, verb in OF_EMPLOYER.items()}
        made = operations.create_employer(by=user, **facts, workplace=place)
        return reverse("employer", args=[made.pk])
    workplace_made = operations.create_workplace(by=user, employer=known, **place)
    return reverse("workplace", args=[workplace_made.pk])


@needs("employers.keep")
@require_http_methods(["GET", "POST"])
def workplace_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _workplace(request, pk)
    allow(request, "employers.keep", found.district_id)
    initial = {name: getattr(found, name) for name in WorkplaceForm.base_fields}
    initial |= {"district": found.district_id, "village": found.village_id}
    form = WorkplaceForm(
        request.POST or None, user=request.user, right="employers.keep", initial=initial,
        version=found.version,
    )  # fmt: skip
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        allow(request, "employers.keep", data["district"].code)
        try:
            operations.correct_workplace(found, by=request.user, **data)
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect("workplace", pk=pk)
    context = {
        "title": _("Correct"), "form": form, "submit": _("Save"), "cancel": reverse("workplace", args=[pk]),
        "crumbs": [(_("Workplaces"), reverse("workplaces")), (found.name, reverse("workplace", args=[pk]))],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)


@needs("employers.keep")
@require_http_methods(["GET", "POST"])
def employer_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _employer(request, pk)
    initial = {name: getattr(found, name) for name in EmployerForm.base_fields}
    form = EmployerForm(request.POST or None, initial=initial, version=found.version)
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            operations.correct_employer(found, by=request.user, **data)
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect("employer", pk=pk)
    context = {
        "title": _("Correct"), "form": form, "submit": _("Save"), "cancel": reverse("employer", args=[pk]),
        "crumbs": [(_("Employers"), reverse("employers")), (found.name, reverse("employer", args=[pk]))],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)
