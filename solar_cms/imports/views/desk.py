"""The desk of one file: its totals, its rows to mend, importing and undoing."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from solar_cms.audit.history import timeline
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.base.said import say_number
from solar_cms.imports import desk as shown
from solar_cms.imports import operations
from solar_cms.imports.models import Batch
from solar_cms.imports.operations import bringing
from solar_cms.imports.states import AT_WORK, OPEN, BatchState
from solar_cms.imports.views.common import (
    batch_for,
    crumbs,
    do,
    may_work,
    number_of,
    numbers_of,
)
from solar_cms.imports.workbook import stream_errors, write_errors
from solar_cms.work.models import Job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("imports.view")
@require_GET
def desk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The batch: totals, what is to be mended with its reasons, who to decide, what to do next."""
    batch = batch_for(request, pk)
    found = shown.counts(batch)
    show = request.GET.get("show", "")
    show = show if show in shown.SHOWN else shown.first_shown(found)
    reason = request.GET.get("reason", "")
    rows = list(
        shown.rows_of(
            batch,
            show,
            reason=reason,
            after=number_of(request.GET.get("after", "")),
        )[: shown.PAGE + 1]
    )
    headings, table = shown.table(batch, rows[: shown.PAGE])
    links, offers = shown.reasons(batch, reason) if show == "mend" else ([], [])
    query = {"show": show, **({"reason": reason} if reason else {})}
    context = {
        "batch": batch, "tag": shown.state_tag(batch), "groups": shown.groups(batch, found, show),
        "show": show, "word": shown.WORDS[show], "headings": headings, "rows": table,
        "reasons": links, "offers": offers, "crumbs": crumbs(), "subtitle": _subtitle(batch),
        "more_url": f"?{urlencode({**query, 'after': rows[shown.PAGE - 1].number})}#rows" if len(rows) > shown.PAGE else "",
        "entries": timeline(batch, limit=10), "record": batch.importer.record,
        "ignored": [heading for heading, name in batch.headers if heading and not name],
        "refusals": [shown.text_in(problem["texts"]) for problem in batch.refusal],
        "remembered": sum(why == "remembered" for why in batch.matched_by.values()),
        **_acts(request.user, batch),
    }  # fmt: skip
    return render(request, "imports/desk.html", context)


def _acts(user: Any, batch: Batch) -> dict[str, Any]:
    """What may be done with the batch as it stands, by this user."""
    mine = may_work(user, batch)
    job = None
    if batch.state in AT_WORK and batch.job_id:
        job = Job.objects.filter(pk=batch.job_id).first()
    waiting = batch.state == BatchState.WAITING
    return {
        "may_work": mine and batch.state in OPEN,
        "may_undo": mine and batch.state == BatchState.IMPORTED and batch.importer.undo is not None,
        "may_check": mine and batch.state in OPEN,
        "may_drop": mine and batch.state in {BatchState.MATCHING, BatchState.READY, BatchState.WAITING},
        "may_name": mine and batch.state in {BatchState.MATCHING, BatchState.READY},
        "may_reopen": mine and batch.state == BatchState.UNDONE,
        "may_stop": mine and batch.state in AT_WORK,
        "may_agree": mine and waiting and batch.asked_by_id != user.pk,
        "may_send_back": mine and waiting,
        "job": job,
        "job_url": reverse("job", args=[job.pk]) if job is not None and job.created_by_id == user.pk else "",
        "doubts": _doubts(user, batch),
        "limit": operations.limit_of(user) if mine and batch.state in OPEN else None,
    }  # fmt: skip


def _doubts(user: Any, batch: Batch) -> dict[str, Any] | None:
    """How many records of an import may be there twice, and where they are decided."""
    look = batch.importer.doubts
    if look is None or batch.state != BatchState.IMPORTED or not batch.created:
        return None
    found = look(batch.pk, user)
    return {"waits": True} if found is None else {"count": found[0], "url": found[1]}


def _subtitle(batch: Batch) -> str:
    title = batch.context.get("title") or ""
    rows = ngettext("%(n)s row", "%(n)s rows", batch.rows) % {"n": say_number(batch.rows)}
    words = [
        "" if batch.state == BatchState.READING else rows,
        str(batch.importer.label),
        shown.text_in(title) if isinstance(title, dict) else title,
    ]
    return " · ".join(word for word in words if word)


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
    return do(
        request,
        pk,
        lambda b: operations.mend_rows(b, changes, by=request.user) if changes else None,
    )


@needs("imports.view")
@require_POST
def mend_all_alike(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One suggestion for every row with the same text in that column."""
    post = request.POST
    return do(
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
    out, back = numbers_of(request, "leave_out"), numbers_of(request, "take_back")
    if back:
        return do(request, pk, lambda b: operations.take_back(b, back, by=request.user))
    return do(request, pk, lambda b: operations.leave_out(b, out, by=request.user))


@needs("imports.view")
@require_POST
def check_now(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return do(
        request,
        pk,
        lambda b: operations.check_all(b, by=request.user),
        _("All open rows are checked again."),
    )


@needs("imports.view")
@require_POST
def import_now(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return do(request, pk, lambda b: operations.import_ready(b, by=request.user))


@needs("imports.view")
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more, then take back what the import made."""
    batch = batch_for(request, pk)
    if not may_work(request.user, batch):
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
        "cancel": reverse("import_batch", args=[pk]), "crumbs": [*crumbs(batch)],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)


@needs("imports.view")
@require_POST
def reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The rows of an undone import come back to the desk, as they were mended."""
    return do(
        request,
        pk,
        lambda b: operations.reopen(b, by=request.user),
        _("The rows are back on the desk, as you mended them."),
    )


@needs("imports.view")
@require_POST
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return do(
        request,
        pk,
        lambda b: operations.drop_batch(b, by=request.user),
        _("The file was given up; nothing was written."),
    )


@needs("imports.view")
@require_GET
def errors(request: HttpRequest, pk: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """Rows not imported, reasons in the last column: XLSX, beyond 2,000 rows CSV."""
    batch = batch_for(request, pk)
    name = f"{slugify(Path(batch.file_name).stem) or 'rows'}-{batch.rejected}"
    if batch.rejected > bringing.DIRECT_ROWS:
        stream = StreamingHttpResponse(stream_errors(batch), content_type="text/csv; charset=utf-8")
        stream.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return stream
    out = io.BytesIO()
    write_errors(batch, out)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@needs("imports.view")
@require_POST
def stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop the check or the import under way."""
    said = _("It stops at its next step; nothing half done is left.")
    return do(request, pk, lambda b: operations.stop_work(b, by=request.user), said)
