"""The repair desk: bring a file, mend its rows, import them, undo."""

from __future__ import annotations

import io
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from solar_cms.audit.history import timeline
from solar_cms.base.hooks import Importer, importers
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.base.said import say_number
from solar_cms.imports import desk as shown
from solar_cms.imports import operations
from solar_cms.imports.forms import upload_form
from solar_cms.imports.models import Batch
from solar_cms.imports.states import OPEN, BatchState
from solar_cms.imports.workbook import stream_errors, write_errors, write_form
from solar_cms.work.models import Job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("imports.view")
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """All files brought in, newest first."""
    user: Any = request.user
    page = keyset_page(
        Batch.objects.visible_to(user).select_related("uploaded_by", "district"),
        ["-uploaded_at", "-id"], cursor=request.GET.get("cursor", ""), size=25,
        path=request.path, query=request.GET.dict(), count=True,
    )  # fmt: skip
    page.rows = [{"batch": batch, "tag": shown.state_tag(batch)} for batch in page.rows]
    kinds = [importer for _name, importer in importers.items() if user.may(importer.right)]
    return render(request, "imports/history.html", {"page": page, "kinds": kinds})


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
            return redirect("import_batch", pk=batch.pk)
    columns = [(c.label, c.headers[0], c.example) for c in importer.columns]
    context = {"form": form, "importer": importer, "columns": columns, "crumbs": _crumbs()}
    return render(request, "imports/upload.html", context)


def _read(form: Any, kind: str, user: Any) -> tuple[Batch, bool]:
    file = form.cleaned_data["file"]
    context = {
        name: str(getattr(value, "pk", None) or value or "")
        for name, value in form.cleaned_data.items()
        if name not in {"file", "version"}
    }
    with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return operations.read_file(
            Path(kept.name), kind=kind, context=context, by=user, file_name=file.name
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


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Imports"), reverse("imports"))]


def _batch(request: HttpRequest, pk: uuid.UUID) -> Batch:
    rows = Batch.objects.visible_to(request.user).select_related("uploaded_by", "district")
    return get_object_or_404(rows, pk=pk)


def _may_work(user: Any, batch: Batch) -> bool:
    right = batch.importer.right
    return user.scope.may_in(right, batch.district_id) if batch.district_id else user.may(right)


@needs("imports.view")
@require_GET
def desk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The batch: totals, what is to be mended with its reasons, who to decide, what to do next."""
    batch = _batch(request, pk)
    found = shown.counts(batch)
    show = request.GET.get("show", "")
    show = show if show in shown.SHOWN else shown.first_shown(found)
    reason = request.GET.get("reason", "")
    after = request.GET.get("after", "")
    rows = list(
        shown.rows_of(
            batch,
            show,
            reason=reason,
            after=int(after) if after.isdecimal() and len(after) < 9 else 0,
        )[: shown.PAGE + 1]
    )
    headings, table = shown.table(batch, rows[: shown.PAGE])
    links, offers = shown.reasons(batch, reason) if show == "mend" else ([], [])
    query = {"show": show, **({"reason": reason} if reason else {})}
    may_work = _may_work(request.user, batch)
    job = None
    if batch.state in {BatchState.CHECKING, BatchState.IMPORTING} and batch.job_id:
        job = Job.objects.filter(pk=batch.job_id).first()
    context = {
        "batch": batch, "tag": shown.state_tag(batch), "groups": shown.groups(batch, found, show),
        "show": show, "word": shown.WORDS[show], "headings": headings, "rows": table, "reasons": links, "offers": offers,
        "more_url": f"?{urlencode({**query, 'after': rows[shown.PAGE - 1].number})}#rows" if len(rows) > shown.PAGE else "",
        "here": f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path,
        "may_work": may_work and batch.state in OPEN, "may_undo": may_work and batch.state == BatchState.IMPORTED and batch.importer.undo is not None,
        "may_check": may_work and batch.state in OPEN | {BatchState.CHECKING},
        "may_drop": may_work and batch.state in {BatchState.READY, BatchState.CHECKING},
        "job": job, "job_url": reverse("job", args=[job.pk]) if job else "", "crumbs": _crumbs(), "subtitle": _subtitle(batch), "entries": timeline(batch, limit=10),
        "ignored": [heading for heading, name in batch.headers if heading and not name],
        "wide": len(headings) + 2,
    }  # fmt: skip
    return render(request, "imports/desk.html", context)


def _subtitle(batch: Batch) -> str:
    title = batch.context.get("title") or ""
    words = [
        ngettext("%(n)s row", "%(n)s rows", batch.rows) % {"n": say_number(batch.rows)},
        str(batch.importer.label),
        shown.text_in(title) if isinstance(title, dict) else title,
    ]
    return " · ".join(word for word in words if word)


def _do(
    request: HttpRequest, pk: uuid.UUID, verb: Callable[[Batch], Any], said: str = ""
) -> HttpResponse:
    """Fetch, check the right, carry out one verb, say how it went, go back to the desk."""
    batch = _batch(request, pk)
    if not _may_work(request.user, batch):
        raise PermissionDenied(batch.importer.right)
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


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(v) for v in request.POST.getlist(name) if v.isdecimal() and len(v) < 9]


@needs("imports.view")
@require_POST
def mend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Texts written into bad cells, or one suggestion taken ("use" = row|column|text)."""
    changes: dict[int, dict[str, str]] = {}
    if use := request.POST.get("use"):
        number, _bar, rest = use.partition("|")
        column, _bar, text = rest.partition("|")
        if number.isdecimal() and len(number) < 9:
            changes[int(number)] = {column: text}
    else:
        posted: dict[str, str] = request.POST.dict()
        for name, text in posted.items():
            parts = name.split(".", 2)
            if len(parts) == 3 and parts[0] == "cell" and parts[1].isdecimal():
                changes.setdefault(int(parts[1]), {})[parts[2]] = text
    return _do(
        request,
        pk,
        lambda b: operations.mend_rows(b, changes, by=request.user) if changes else None,
    )


@needs("imports.view")
@require_POST
def mend_all_alike(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One suggestion for every row with the same text in that column."""
    post = request.POST
    return _do(
        request, pk,
        lambda b: operations.mend_alike(
            b, column=post.get("column", ""), text=post.get("text", ""), new_text=post.get("new", ""),
            by=request.user,
        ),
        _("Set alike in all these rows."),
    )  # fmt: skip


@needs("imports.view")
@require_POST
def put_aside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave rows out, or take them back."""
    out, back = _numbers(request, "leave_out"), _numbers(request, "take_back")
    if back:
        return _do(request, pk, lambda b: operations.take_back(b, back, by=request.user))
    return _do(request, pk, lambda b: operations.leave_out(b, out, by=request.user))


@needs("imports.view")
@require_POST
def decide_row(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """ "row|new" or "row|link:<id>"."""
    number, _bar, decision = request.POST.get("decision", "").partition("|")
    if not number.isdecimal() or len(number) > 8:
        raise Http404("row")

    def verb(batch: Batch) -> None:
        if not batch.staged.filter(number=int(number)).exists():  # type: ignore[attr-defined]
            raise Http404("row")
        operations.decide(batch, int(number), decision, by=request.user)

    return _do(request, pk, verb)


@needs("imports.view")
@require_POST
def check_now(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _do(
        request,
        pk,
        lambda b: operations.check_batch(b, by=request.user),
        _("All open rows were checked again."),
    )


@needs("imports.view")
@require_POST
def import_now(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _do(request, pk, lambda b: operations.import_ready(b, by=request.user))


@needs("imports.view")
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more, then take back what the import made."""
    batch = _batch(request, pk)
    if not _may_work(request.user, batch):
        raise PermissionDenied(batch.importer.right)
    problems: list[Any] = []
    if request.method == "POST":
        try:
            operations.undo_import(batch, by=request.user)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(
                request, _("The import was undone; nothing of it is left in the records.")
            )
            return redirect("import_batch", pk=pk)
    context = {
        "title": _("Undo this import?"),
        "text": _("Everything it made is taken out again. The file and its rows stay in the history."),
        "facts": [(_("File"), batch.file_name), (_("Newly registered"), say_number(batch.created)),
                  (_("Linked"), say_number(batch.linked))],
        "problems": problems, "submit": _("Undo the import"), "danger": True,
        "cancel": reverse("import_batch", args=[pk]), "crumbs": [*_crumbs(), (batch.file_name, reverse("import_batch", args=[pk]))],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)


@needs("imports.view")
@require_POST
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _do(
        request,
        pk,
        lambda b: operations.drop_batch(b, by=request.user),
        _("The file was given up; nothing was written."),
    )


@needs("imports.view")
@require_GET
def errors(request: HttpRequest, pk: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """Rows not imported, reasons in the last column: XLSX, beyond 2,000 rows CSV."""
    batch = _batch(request, pk)
    name = f"{slugify(Path(batch.file_name).stem) or 'rows'}-{batch.rejected}"
    if batch.rejected > operations.DIRECT_ROWS:
        stream = StreamingHttpResponse(stream_errors(batch), content_type="text/csv; charset=utf-8")
        stream.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return stream
    out = io.BytesIO()
    write_errors(batch, out)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
