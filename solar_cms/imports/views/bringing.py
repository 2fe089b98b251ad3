"""Files brought in so far, a new one, and which of its columns is which."""

from __future__ import annotations

import io
import tempfile
import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from solar_cms.base.hooks import Importer, importers
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.imports import desk as shown
from solar_cms.imports import operations
from solar_cms.imports.columns import ColumnsForm, columns_of
from solar_cms.imports.filters import HistoryFilter
from solar_cms.imports.forms import upload_form
from solar_cms.imports.models import Batch, LinkRequest
from solar_cms.imports.states import BatchState, RequestState
from solar_cms.imports.views.common import batch_for, crumbs, working_batch
from solar_cms.imports.workbook import write_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("imports.view")
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """All files brought in, newest first: who, when, what came of them."""
    user: Any = request.user
    form = HistoryFilter(request.GET, user=user)
    rows = form.applied(Batch.objects.visible_to(user).select_related("uploaded_by", "district"))
    page = keyset_page(
        rows, ["-uploaded_at", "-id"], cursor=request.GET.get("cursor", ""), size=25,
        path=request.path, query=request.GET.dict(), count=True,
    )  # fmt: skip
    page.rows = [{"batch": batch, "tag": shown.state_tag(batch)} for batch in page.rows]
    kinds = [importer for _name, importer in importers.items() if user.may(importer.right)]
    questions = 0
    if user.may("imports.answer"):
        asked = LinkRequest.objects.visible_to(user).filter(state=RequestState.ASKED)
        questions = asked.count()
    return render(
        request, "imports/history.html",
        {"page": page, "kinds": kinds, "form": form, "questions": questions,
         "may_limit": user.may("imports.set_limit")},
    )  # fmt: skip


def _importer(request: HttpRequest, kind: str) -> Importer:
    importer = importers.get(kind)
    user: Any = request.user
    if importer is None:
        raise Http404(kind)
    if not user.may(importer.right):
        raise PermissionDenied(importer.right)
    return importer


@needs("imports.view")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file and say what it belongs to; then its desk opens."""
    importer = _importer(request, kind)
    given = {k: v for k, v in request.GET.items() if k != "cursor"}
    extra: dict[str, Any] = {"user": request.user} if importer.context_form else {}
    form = upload_form(importer.context_form)(
        request.POST or None, request.FILES or None, initial=given, **extra
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch, new = _read(form, kind, request.user)
        except Refused as refused:
            form.take(refused.problems)
        else:
            if not new:
                messages.info(request, _known_file(batch))
            if batch.state == BatchState.MATCHING:
                return redirect("import_columns", pk=batch.pk)
            return redirect("import_batch", pk=batch.pk)
    columns = [(c.label, c.headers[0], c.example) for c in importer.columns]
    context = {"form": form, "importer": importer, "columns": columns, "crumbs": crumbs()}
    return render(request, "imports/upload.html", context)


def _read(form: Any, kind: str, user: Any) -> tuple[Batch, bool]:
    file = form.cleaned_data["file"]
    context = {
        name: str(getattr(value, "pk", None) or value or "")
        for name, value in form.cleaned_data.items()
        if name not in {"file", "sheet", "version"}
    }
    with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return operations.read_file(
            Path(kept.name),
            kind=kind,
            context=context,
            by=user,
            file_name=file.name,
            sheet=form.cleaned_data["sheet"],
        )


def _known_file(batch: Batch) -> str:
    if batch.state == BatchState.IMPORTED:
        return _("This file has already been imported; nothing was done a second time.")
    return _("This file has already been read; here it is, as you left it.")


@needs("imports.view")
@require_GET
def empty_form(request: HttpRequest, kind: str) -> HttpResponse:
    """A workbook with the headings that are understood."""
    importer = _importer(request, kind)
    out = io.BytesIO()
    write_form(importer, out)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(kind)}.xlsx"'
    return response


@needs("imports.view")
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Which column of the file is which of ours; the office remembers what is said here."""
    batch = working_batch(request, pk) if request.method == "POST" else batch_for(request, pk)
    rows = columns_of(batch)
    form = ColumnsForm(request.POST or None, batch=batch, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            operations.name_columns(batch, form.names(), by=request.user)
        except Refused as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("The columns are named; your office will remember them."))
            return redirect("import_batch", pk=pk)
    table = [(row, form[row.field]) for row in rows]
    context = {
        "batch": batch, "form": form, "table": table, "crumbs": crumbs(batch),
        "changeable": batch.state in {BatchState.MATCHING, BatchState.READY},
    }  # fmt: skip
    return render(request, "imports/columns.html", context)
