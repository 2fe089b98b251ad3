"""Workplaces (where work is done) and employers (who is liable): lists, pages, acts."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import carried_out
from solar_cms.base.exports import csv_of
from solar_cms.base.models import uuid_or_none
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.registry import operations, pages
from solar_cms.registry.filters import EmployerFilter, ListFilter, WorkplaceFilter
from solar_cms.registry.group_forms import EmployerForm, NewWorkplaceForm, WorkplaceForm
from solar_cms.registry.models import Employer, Household, ProducerGroup, Workplace
from solar_cms.registry.terms import sector_name


def _list(request: HttpRequest, name: str, form: ListFilter, rows: QuerySet[Any]) -> HttpResponse:
    user: Any = request.user
    rows, order = form.applied(rows)
    page = keyset_page(
        rows,
        order,
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    context = {
        "form": form,
        "page": page,
        "tabs": pages.tabs_for(user, name),
        "may_keep": user.may("employers.keep"),
    }
    return render(request, f"registry/{name}.html", context)


@needs("employers.view")
@require_GET
def workplaces(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = WorkplaceFilter(request.GET, user=user, right="employers.view")
    rows = Workplace.objects.visible_to(user).select_related("employer", "village", "district")
    return _list(request, "workplaces", form, rows)


@needs("employers.view")
@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = EmployerFilter(request.GET, user=user, right="employers.view")
    return _list(request, "employers", form, Employer.objects.visible_to(user))


@needs("employers.view")
@require_GET
def workplaces_csv(request: HttpRequest) -> HttpResponseBase:
    return csv_of("workplaces", request.user, request.GET)


@needs("employers.view")
@require_GET
def employers_csv(request: HttpRequest) -> HttpResponseBase:
    return csv_of("employers", request.user, request.GET)


def _workplace(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Workplace:
    """The workplace, if the reader sees it; 403 when they see it but lack the right there."""
    user: Any = request.user
    found = get_object_or_404(
        Workplace.objects.visible_to(user).select_related(
            "employer", "group", "household", "district__province", "village"
        ),
        pk=pk,
    )
    if right and not user.scope.may_in(right, found.district_id):
        raise PermissionDenied(right)
    return found


def _employer(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Employer:
    """The employer, if the reader sees one of its workplaces (with a right: may use it there)."""
    user: Any = request.user
    found = get_object_or_404(Employer.objects.visible_to(user), pk=pk)
    if right and not Workplace.objects.visible_to(user, right).filter(employer=found).exists():
        raise PermissionDenied(right)
    return found


@needs("employers.view")
@require_GET
def workplace(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _workplace(request, pk)
    context = {
        "workplace": found,
        "crumbs": pages.crumbs_to("workplaces"),
        "group_url": reverse("group", args=[found.group_id])
        if found.group_id and user.may("groups.view")
        else "",
        "panels": pages.panels_of(user, found),
        "sector": sector_name(found.isic),
        "household_url": pages.page_of(user, "household", found.household),
        "may_keep": user.scope.may_in("employers.keep", found.district_id),
        "tag": pages.closed_tag(found),
    }
    return render(request, "registry/workplace.html", context)


@needs("employers.keep")
def workplace_new(request: HttpRequest) -> HttpResponse:
    """A new workplace: of an employer or a group given in the address, else with its employer."""
    user: Any = request.user
    employer = _given(request, "employer", Employer.objects.visible_to(user))
    group = _given(request, "group", ProducerGroup.objects.visible_to(user))
    household = _given(request, "household", Household.objects.visible_to(user))
    initial = {"district": group.district_id, "kind": "group"} if group else {}
    if household:
        initial = {
            "district": household.district_id,
            "village": household.village,
            "kind": "household",
        }
    known = bool(employer or group or household)
    form = NewWorkplaceForm(request.POST or None, user=user, known=known, initial=initial)

    def register() -> Employer | Workplace:
        facts = {**form.workplace_facts(), "group": group, "household": household}
        theirs = employer or (None if known else form.known_employer())
        if theirs is None and form.cleaned_data.get("employer_local"):
            return operations.create_employer(by=user, workplace=facts, **form.employer_facts())
        return operations.create_workplace(by=user, employer=theirs, **facts)

    if carried_out(request, form, register):
        name = "employer" if isinstance(form.made, Employer) else "workplace"
        return redirect(name, form.made.pk)
    context = {
        "form": form,
        "title": _("Register a workplace"),
        "subtitle": (employer or group or (_("Household plot") if household else "")),
        "submit": _("Register the workplace"),
        "crumbs": pages.crumbs_to("workplaces"),
        "back": reverse("workplaces"),
    }
    return render(request, "registry/form.html", context)


def _given(request: HttpRequest, name: str, rows: QuerySet[Any]) -> Any:
    wanted = uuid_or_none(request.GET.get(name, ""))
    return rows.filter(pk=wanted).first() if wanted else None


@needs("employers.keep")
def workplace_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _workplace(request, pk, "employers.keep")
    user: Any = request.user
    form = WorkplaceForm(
        request.POST or None,
        user=user,
        initial=WorkplaceForm.facts_of(found),
        version=found.version,
    )
    if carried_out(
        request, form, lambda: operations.correct_workplace(found, by=user, **form.cleaned_data)
    ):
        return redirect("workplace", found.pk)
    back = reverse("workplace", args=[found.pk])
    context = {
        "form": form,
        "title": _("Correct the facts"),
        "crumbs": [*pages.crumbs_to("workplaces"), (found.name, back)],
        "back": back,
    }
    return render(request, "registry/form.html", context)


@needs("employers.view")
@require_GET
def employer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _employer(request, pk)
    theirs = Workplace.objects.visible_to(user).filter(employer=found)
    page = keyset_page(
        theirs.select_related("district", "village"),
        ["name_local", "id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    keeps = Workplace.objects.visible_to(user, "employers.keep").filter(employer=found)
    context = {
        "employer": found,
        "page": page,
        "crumbs": pages.crumbs_to("employers"),
        "panels": pages.panels_of(user, found),
        "may_keep": keeps.exists(),
        "may_add": user.may("employers.keep") and not found.closed_on,
        "tag": pages.closed_tag(found),
    }
    return render(request, "registry/employer.html", context)


@needs("employers.keep")
def employer_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _employer(request, pk, "employers.keep")
    user: Any = request.user
    form = EmployerForm(
        request.POST or None, initial=EmployerForm.facts_of(found), version=found.version
    )
    if carried_out(
        request, form, lambda: operations.correct_employer(found, by=user, **form.cleaned_data)
    ):
        return redirect("employer", found.pk)
    back = reverse("employer", args=[found.pk])
    context = {
        "form": form,
        "title": _("Correct the facts"),
        "crumbs": [*pages.crumbs_to("employers"), (found.name, back)],
        "back": back,
    }
    return render(request, "registry/form.html", context)
