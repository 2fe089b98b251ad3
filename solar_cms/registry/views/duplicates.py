"""The queue of records that may be one person, and the decision on each pair."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from solar_cms.base.asking import ask
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.said import say_number
from solar_cms.registry import pages
from solar_cms.registry.duplicates import deciding
from solar_cms.registry.duplicates.comparing import compared, row_of, side_of
from solar_cms.registry.duplicates.words import said
from solar_cms.registry.filters import PairFilter
from solar_cms.registry.forms import LaterForm, ReasonForm
from solar_cms.registry.models import DuplicatePair
from solar_cms.registry.states import UNDECIDED, PairState


@needs("people.keep")
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = PairFilter(request.GET, user=user, right="people.keep")
    rows, order = form.applied(DuplicatePair.objects.visible_to(user).with_people())
    page = keyset_page(
        rows,
        order,
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    total = page.total or 0
    shown = say_number(total) + ("+" if page.total_is_capped else "")
    context = {
        "form": form,
        "page": page,
        "rows": [row_of(pair, user) for pair in page.rows],
        "summary": ngettext("%(n)s pair", "%(n)s pairs", total) % {"n": shown},
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "tabs": pages.tabs_for(user, "duplicates"),
    }
    return render(request, "registry/duplicates.html", context)


def _pair(request: HttpRequest, pk: uuid.UUID) -> DuplicatePair:
    user: Any = request.user
    return get_object_or_404(DuplicatePair.objects.visible_to(user).with_people(), pk=pk)


@needs("people.keep")
@require_GET
def duplicate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Both records side by side, and what can be decided."""
    user: Any = request.user
    pair = _pair(request, pk)
    sides = [side_of(pair.first, user), side_of(pair.second, user)]
    problems = deciding.problems_with_deciding(pair, user)
    evidence = said(pair.evidence)
    context = {
        "pair": pair,
        "crumbs": pages.crumbs_to("duplicates"),
        "row": row_of(pair, user),
        "evidence": [one for one in evidence if one.speaks_for],
        "against": [one for one in evidence if not one.speaks_for],
        "sides": sides,
        "lines": compared(*sides),
        "panels": [pages.panels_of(user, s.person) if s.visible else [] for s in sides],
        "problems": problems,
        "is_undecided": pair.state in UNDECIDED,
        "is_open": pair.state == PairState.OPEN,
        "may_ask_again": pair.state in (PairState.LATER, PairState.DIFFERENT),
        "merge_url": "" if problems else _merge_url(pair, user),
    }
    return render(request, "registry/duplicate.html", context)


def _merge_url(pair: DuplicatePair, user: Any) -> str:
    """The page that merges the two, the record that is known longer kept; for who may merge both."""
    if not all(user.scope.may_in("people.merge", p.district_id) for p in (pair.first, pair.second)):
        return ""
    return reverse("person_merge", args=[pair.first_id, pair.second_id])


def _crumbs(pair: DuplicatePair, user: Any) -> list[tuple[str, str]]:
    return [
        *pages.crumbs_to("duplicates"),
        (row_of(pair, user).names, reverse("duplicate", args=[pair.pk])),
    ]


@needs("people.keep")
def duplicate_apart(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    pair, user = _pair(request, pk), request.user
    form = ReasonForm(request.POST or None, version=pair.version)
    return ask(
        request,
        form,
        lambda: deciding.tell_apart(pair, by=user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("Noted: these are two people."),
        back=reverse("duplicates"),
        title=_("Not the same person"),
        text=_(
            "The two are not asked about again unless their facts change and become more alike."
        ),
        submit=_("These are two people"),
        crumbs=_crumbs(pair, user),
    )


@needs("people.keep")
def duplicate_later(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    pair, user = _pair(request, pk), request.user
    form = LaterForm(request.POST or None, version=pair.version)
    return ask(
        request,
        form,
        lambda: deciding.put_off(pair, by=user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("The pair comes back on that day."),
        back=reverse("duplicates"),
        title=_("Decide later"),
        text=_("Ask in the village or at the office first; the pair comes back by itself."),
        submit=_("Put off"),
        crumbs=_crumbs(pair, user),
    )


@needs("people.keep")
@require_POST
def duplicate_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    pair = _pair(request, pk)
    deciding.ask_again(pair, by=request.user)  # type: ignore[arg-type]
    return redirect("duplicate", pair.pk)
