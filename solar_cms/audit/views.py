"""Every change of one record, field by field, for those who may see the record."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from solar_cms.audit.changes import page_of_changes
from solar_cms.base.hooks import record_kinds
from solar_cms.base.policy import signed_in


@signed_in
@require_GET
def history(request: HttpRequest, table: str, pk: str) -> HttpResponse:
    """Only kinds of record that are registered, and of those only the rows the reader may see."""
    kind = record_kinds.get(table)
    if kind is None:
        raise Http404
    try:
        record = get_object_or_404(kind.visible(request.user), pk=pk)
    except ValidationError as error:  # the key is not of this table's form
        raise Http404 from error
    context = page_of_changes(request, record, kind)
    context |= {"record": record, "crumbs": [(str(record), kind.url(record))] if kind.url else []}
    return render(request, "audit/changes.html", context)
