"""The home of enrolment, the list of members, a member, the dated values."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from enrollment import listings, operations, pages
from enrollment.forms import EarningsForm, EndMembershipForm
from enrollment.models import Membership
from enrollment.views import tell_warnings, the_membership
from solar_cms.base.asking import carried_out
from solar_cms.base.exports import csv_of
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs


@needs("enrollment.view")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "enrollment/overview.html", listings.overview_context(request.user))


@needs("enrollment.view")
@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    return render(request, "enrollment/schemes.html", {"schemes": pages.parameters_context()})


@needs("enrollment.view")
@require_GET
def memberships(request: HttpRequest) -> HttpResponse:
    form, rows = listings.members_filtered(request.user, request.GET)
    page = keyset_page(
        rows,
        ["-valid_from", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    listings.with_unpaid(page.rows)
    return render(request, "enrollment/memberships.html", {"form": form, "page": page})


@needs("enrollment.view")
@require_GET
def memberships_csv(request: HttpRequest) -> HttpResponse:
    return csv_of("memberships", request.user, request.GET)


@needs("enrollment.view")
@require_GET
def membership(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_membership(request, pk)
    return render(
        request, "enrollment/membership.html", pages.membership_context(found, request.user)
    )


@needs("enrollment.enrol")
def earnings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_membership(request, pk, "enrollment.enrol")
    user: Any = request.user
    form = EarningsForm(request.POST or None, membership=found, version=found.version)
    if carried_out(
        request,
        form,
        lambda: operations.set_insured_earnings(
            found,
            amount=form.cleaned_data["insured_earnings"],
            valid_from=form.cleaned_data["valid_from"],
            by=user,
        ),
    ):
        tell_warnings(request, form.warnings)
        return redirect("membership", found.pk)
    return _act_page(request, found, form, _("Insure other earnings"), _("Save"))


@needs("enrollment.enrol")
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_membership(request, pk, "enrollment.enrol")
    user: Any = request.user
    form = EndMembershipForm(request.POST or None, membership=found, version=found.version)
    if carried_out(
        request,
        form,
        lambda: operations.end_membership(
            found,
            ended_on=form.cleaned_data["ended_on"],
            reason=form.cleaned_data["reason"],
            by=user,
        ),
    ):
        return redirect("membership", found.pk)
    title = _("End the membership")
    return _act_page(request, found, form, title, title, danger=True)


def _act_page(
    request: HttpRequest,
    found: Membership,
    form: Any,
    title: str,
    submit: str,
    danger: bool = False,
) -> HttpResponse:
    context = {
        "membership": found,
        "form": form,
        "title": title,
        "submit": submit,
        "danger": danger,
    }
    return render(request, "enrollment/membership_act.html", context)
