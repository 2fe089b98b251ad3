"""Households: list, page, and who moves in and out."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import ask, carried_out
from solar_cms.base.exports import csv_of
from solar_cms.base.models import today, uuid_or_none
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.registry import household_list, operations, pages
from solar_cms.registry.group_forms import LeaveForm
from solar_cms.registry.models import Household, HouseholdMember, Person
from solar_cms.registry.record_forms import (
    CorrectHouseholdForm,
    HouseholdForm,
    HouseholdRoleForm,
    MoveInForm,
)


def _household(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Household:
    """The household, if the reader sees it; 403 when they see it but lack the right there."""
    user: Any = request.user
    found = get_object_or_404(
        Household.objects.visible_to(user).select_related("district__province", "village"), pk=pk
    )
    if right and not user.scope.may_in(right, found.district_id):
        raise PermissionDenied(right)
    household_list.with_heads([found])
    return found


def _crumbs(household: Household) -> list[tuple[str, str]]:
    return [
        *pages.crumbs_to("households"),
        (household_list.title(household), reverse("household", args=[household.pk])),
    ]


@needs("people.view")
@require_GET
def households(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form, rows, order = household_list.filtered(user, request.GET)
    page = keyset_page(
        rows,
        order,
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    page.rows = household_list.with_heads(page.rows)
    context = {
        "form": form,
        "page": page,
        "tabs": pages.tabs_for(user, "households"),
        "may_keep": user.may("people.keep"),
        "csv_url": reverse("households_csv") if user.may("people.export") else "",
    }
    return render(request, "registry/households.html", context)


@needs("people.export")
@require_GET
def households_csv(request: HttpRequest) -> HttpResponseBase:
    return csv_of("households", request.user, request.GET)


@needs("people.view")
@require_GET
def household(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _household(request, pk)
    members = list(
        found.members.select_related("person__village", "person__district").order_by(  # type: ignore[attr-defined]
            "-valid_from", "id"
        )
    )
    open_to = set(
        Person.objects.visible_to(user)
        .filter(pk__in=[m.person_id for m in members])
        .values_list("pk", flat=True)
    )
    for member in members:
        member.is_open = member.person_id in open_to
    day = today()
    here = [m for m in members if m.is_valid_on(day)]
    here.sort(key=lambda m: (household_list.ROLES.index(m.role), m.valid_from))
    context = {
        "household": found,
        "title": household_list.title(found),
        "crumbs": pages.crumbs_to("households"),
        "here": here,
        "gone": [m for m in members if m not in here],
        "panels": pages.panels_of(user, found),
        "may_keep": user.scope.may_in("people.keep", found.district_id),
    }
    return render(request, "registry/household.html", context)


@needs("people.keep")
def household_new(request: HttpRequest) -> HttpResponse:
    """A new household; `?person=` names its head."""
    user: Any = request.user
    wanted = uuid_or_none(request.GET.get("person", ""))
    person = Person.objects.visible_to(user).filter(pk=wanted).first() if wanted else None
    initial = (
        {"head": person, "district": person.district_id, "village": person.village}
        if person
        else {}
    )
    form = HouseholdForm(request.POST or None, user=user, initial=initial)
    if carried_out(
        request,
        form,
        lambda: operations.create_household(by=user, **form.cleaned_data),
    ):
        return redirect("household", form.made.pk)
    context = {
        "form": form,
        "title": _("Register a household"),
        "submit": _("Register the household"),
        "crumbs": pages.crumbs_to("households"),
        "back": reverse("households"),
    }
    return render(request, "registry/form.html", context)


@needs("people.keep")
def household_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _household(request, pk, "people.keep")
    user: Any = request.user
    form = CorrectHouseholdForm(
        request.POST or None,
        user=user,
        household=found,
        initial=CorrectHouseholdForm.facts_of(found),
        version=found.version,
    )
    if carried_out(
        request, form, lambda: operations.correct_household(found, by=user, **form.changes())
    ):
        return redirect("household", found.pk)
    context = {
        "form": form,
        "title": _("Correct the facts"),
        "crumbs": _crumbs(found),
        "back": reverse("household", args=[found.pk]),
    }
    return render(request, "registry/form.html", context)


@needs("people.keep")
def household_join(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _household(request, pk, "people.keep")
    user: Any = request.user
    form = MoveInForm(request.POST or None, user=user, initial={"role": "other"})
    return ask(
        request,
        form,
        lambda: operations.join_household(found, by=user, **form.cleaned_data),
        done=_("The household is changed."),
        back=reverse("household", args=[found.pk]),
        title=_("Somebody moves in"),
        text=_("Where the person lived before, their last day becomes the day before."),
        submit=_("Add to the household"),
        crumbs=_crumbs(found),
    )


def _member(request: HttpRequest, pk: uuid.UUID) -> HouseholdMember:
    user: Any = request.user
    rows = HouseholdMember.objects.visible_to(user).select_related("household", "person")
    found = get_object_or_404(rows, pk=pk)
    if not user.scope.may_in("people.keep", found.household.district_id):
        raise PermissionDenied("people.keep")
    household_list.with_heads([found.household])
    return found


def _facts(member: HouseholdMember) -> list[tuple[str, Any]]:
    return [(_("Person"), member.person.name), (_("Role now"), member.get_role_display())]


@needs("people.keep")
def household_leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    member = _member(request, pk)
    user: Any = request.user
    form = LeaveForm(request.POST or None, label=_("Last day"))
    return ask(
        request,
        form,
        lambda: operations.leave_household(member, by=user, **form.cleaned_data),
        done=_("%(person)s has moved out.") % {"person": member.person.name},
        back=reverse("household", args=[member.household_id]),
        title=_("Somebody moves out"),
        facts=_facts(member),
        submit=_("Record the last day"),
        crumbs=_crumbs(member.household),
    )


@needs("people.keep")
def household_role(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    member = _member(request, pk)
    user: Any = request.user
    form = HouseholdRoleForm(request.POST or None, initial={"role": member.role})
    return ask(
        request,
        form,
        lambda: operations.change_household_role(member, by=user, **form.cleaned_data),
        done=_("The role of %(person)s is changed.") % {"person": member.person.name},
        back=reverse("household", args=[member.household_id]),
        title=_("Change the role"),
        facts=_facts(member),
        submit=_("Change the role"),
        crumbs=_crumbs(member.household),
    )
