"""Promoters: who serves, appoint, end."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from enrollment import operations
from enrollment.filters import PromoterFilter
from enrollment.forms import EndPromoterForm, PromoterForm
from enrollment.models import Promoter
from enrollment.views import the_person
from solar_cms.base.asking import carried_out
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.registry.models import Person


@needs("promoters.view")
@require_GET
def promoters(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = PromoterFilter(request.GET, user=user)
    rows = Promoter.objects.visible_to(user).select_related("person", "district", "organisation")
    page = keyset_page(
        form.apply(rows),
        ["-valid_from", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    return render(
        request,
        "enrollment/promoters.html",
        {"form": form, "page": page, "may_keep": user.may("promoters.keep")},
    )


@needs("promoters.keep")
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Find the person to be appointed."""
    user: Any = request.user
    words = request.GET.get("q", "").strip()[:80]
    people = (
        Person.objects.named(words)
        .visible_to(user)  # type: ignore[attr-defined]
        .select_related("village", "district")
        .order_by("-rank", "sort_name", "id")[:20]
        if words
        else []
    )
    return render(request, "enrollment/promoter_choose.html", {"words": words, "people": people})


@needs("promoters.keep")
def new(request: HttpRequest, person_pk: uuid.UUID) -> HttpResponse:
    person = the_person(request, person_pk, "promoters.keep")
    user: Any = request.user
    form = PromoterForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: operations.appoint_promoter(person, by=user, **form.cleaned_data),
    ):
        return redirect("promoters")
    return render(request, "enrollment/promoter_new.html", {"form": form, "person": person})


@needs("promoters.keep")
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = get_object_or_404(
        Promoter.objects.visible_to(user, "promoters.keep").select_related("person"), pk=pk
    )
    form = EndPromoterForm(request.POST or None, version=found.version)
    if carried_out(
        request,
        form,
        lambda: operations.end_promoter(
            found,
            ended_on=form.cleaned_data["ended_on"],
            reason=form.cleaned_data["reason"],
            by=user,
        ),
    ):
        return redirect("promoters")
    return render(request, "enrollment/promoter_end.html", {"form": form, "promoter": found})
