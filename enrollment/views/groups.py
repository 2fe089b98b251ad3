"""Producer groups as the way in: who of their members is registered, and who next."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from enrollment import listings
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.registry.models import ProducerGroup


@needs("enrollment.view")
@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    words = request.GET.get("q", "").strip()[:80]
    rows = (
        ProducerGroup.objects.visible_to(user)
        .filter(ended_on__isnull=True)
        .select_related("district", "village")
    )
    if words:
        rows = rows.filter(search_key__contains=listings.Folded(words))
    page = keyset_page(
        rows,
        ["name_local", "id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    listings.with_registered(page.rows)
    return render(request, "enrollment/groups.html", {"page": page, "words": words})


@needs("enrollment.view")
@require_GET
def group(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The members of a group with their standing, to be enrolled one after another."""
    user: Any = request.user
    found = get_object_or_404(
        ProducerGroup.objects.visible_to(user).select_related("district__province", "village"),
        pk=pk,
    )
    candidates = listings.candidates_of(found, user)
    return render(
        request,
        "enrollment/group.html",
        {
            "group": found,
            "candidates": candidates,
            "registered": sum(c.membership is not None for c in candidates),
            "may_enrol": user.scope.may_in("enrollment.enrol", found.district_id),
            "following": next(
                (c for c in candidates if not c.membership and not c.application), None
            ),
        },
    )
