"""From a set of answers to the record that asked for it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from solar_cms.base.hooks import answers_owners
from solar_cms.base.policy import needs
from solar_cms.questionnaires.models import Response


@needs("forms.view")
@require_GET
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The page of the visit, test or survey these answers were given in, if the reader may open it."""
    found = get_object_or_404(Response.objects.visible_to(request.user), pk=pk)
    for owner in answers_owners:
        known = owner.records([found.pk]).get(found.pk)
        if known is not None:
            return redirect(known[1])
    raise Http404(pk)
