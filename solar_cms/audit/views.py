"""Every change of one record, field by field, for those who may see the record."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.audit.history import NEVER_SHOWN, changes_of, field_changes, said_by, words_for
from solar_cms.base.hooks import RecordKind, record_kinds
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import signed_in
from solar_cms.base.said import say_day


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
    page = keyset_page(
        changes_of(record, kind),
        ["-id"],
        cursor=request.GET.get("cursor", ""),
        size=100,
        path=request.path,
        query=request.GET.dict(),
    )
    by = said_by({change.act_id: change.act for change in page.rows}.values())
    acts = [
        (_act(act, by[act.pk]), [_change(change, kind) for change in changes])
        for act, changes in groupby(page.rows, key=lambda change: change.act)
    ]
    crumbs = [(str(record), kind.url(record))] if kind.url else []
    context = {"record": record, "acts": acts, "page": page, "crumbs": crumbs}
    return render(request, "audit/changes.html", context)


def _act(act: Any, by: str) -> dict[str, Any]:
    return {"words": words_for(act.name), "when": say_day(act.at), "by": by, "channel": act.channel}


def _change(change: Any, kind: RecordKind) -> dict[str, Any]:
    model = next(
        (m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == change.table),
        None,
    )
    fields = field_changes(change, model, NEVER_SHOWN | set(kind.sealed)) if model else []
    operations = {"i": _("entered"), "u": _("changed"), "d": _("deleted")}
    return {
        "title": model._meta.verbose_name if model else change.table,
        "operation": operations.get(change.operation, change.operation),
        "fields": fields,
    }
