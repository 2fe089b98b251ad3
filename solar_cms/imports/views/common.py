"""What the pages of the desk share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from solar_cms.base.problems import Refused
from solar_cms.imports.models import Batch


def crumbs(batch: Batch | None = None) -> list[tuple[str, str]]:
    """The way here; with a batch, through its desk."""
    way = [(_("Imports"), reverse("imports"))]
    if batch is not None:
        way.append((batch.file_name, reverse("import_batch", args=[batch.pk])))
    return way


def batch_for(request: HttpRequest, pk: uuid.UUID) -> Batch:
    rows = Batch.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(rows.select_related("uploaded_by", "asked_by", "district"), pk=pk)


def may_work(user: Any, batch: Batch) -> bool:
    """May this user change rows of the batch and import them?"""
    right = batch.importer.right
    return user.scope.may_in(right, batch.district_id) if batch.district_id else user.may(right)


def working_batch(request: HttpRequest, pk: uuid.UUID) -> Batch:
    batch = batch_for(request, pk)
    if not may_work(request.user, batch):
        raise PermissionDenied(batch.importer.right)
    return batch


def do(
    request: HttpRequest, pk: uuid.UUID, verb: Callable[[Batch], Any], said: str = ""
) -> HttpResponse:
    """Fetch, check the right, carry out one verb, say how it went, go back to the desk."""
    batch = working_batch(request, pk)
    try:
        verb(batch)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.message))
    else:
        if said:
            messages.success(request, said)
    query = {name: request.POST[name] for name in ("show", "reason") if request.POST.get(name)}
    target = reverse("import_batch", args=[pk])
    return redirect(f"{target}?{urlencode(query)}#rows" if query else target)


def number_of(text: str) -> int:
    """A row's number from the address or a form, 0 when it is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def numbers_of(request: HttpRequest, name: str) -> list[int]:
    return [number for text in request.POST.getlist(name) if (number := number_of(text))]
