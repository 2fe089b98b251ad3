"""The list that opens while somebody writes the name of a place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from solar_cms.base.picking import choices_response
from solar_cms.base.policy import needs
from solar_cms.places import finding


@needs("places.view")
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Places of `level` like `q`, where `right` reaches, within the place that `within` names."""
    level = request.GET.get("level", "")
    if level not in finding.LEVELS:
        raise Http404(level)
    rows = finding.places_of(
        level,
        request.user,
        request.GET.get("right", "")[:60],
        within=finding.code_in(request.GET.get("within", "")[:200]),
    )
    found = finding.found(rows, level, request.GET.get("q", "")[:100])
    return choices_response(request, [finding.choice_of(place) for place in found])
