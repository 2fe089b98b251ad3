"""Forms as workbooks (XLSForm): read into a draft, written from a version or a draft."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.editor import operations, pages
from solar_cms.questionnaires.editor.forms import EditForm, UploadForm
from solar_cms.questionnaires.editor.views.drafts import draft_of, to_draft
from solar_cms.questionnaires.editor.views.forms import version_of
from solar_cms.questionnaires.xlsform import Parsed, read_xlsform, write_xlsform
from solar_cms.questionnaires.xlsform.writing import write_definition

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("forms.view")
@require_GET
def version_xlsx(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    found = version_of(request, pk, number)
    return _workbook(write_xlsform(found), f"{found.form.key}-v{found.number}.xlsx")


@needs("forms.edit")
@require_GET
def draft_xlsx(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = draft_of(request, pk)
    content = write_definition(found.key, found.titles, found.purpose, found.definition)
    return _workbook(content, f"{found.key}-draft.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return answer


@needs("forms.edit")
def upload(request: HttpRequest) -> HttpResponse:
    """A form from a workbook: a draft, or all its faults."""
    form = UploadForm(request.POST or None, request.FILES or None)
    parsed = _read(request, form)
    if parsed is not None and not parsed.is_refused:
        try:
            draft = operations.begin_from_workbook(
                key=parsed.key,
                titles=parsed.titles,
                purpose=parsed.purpose,
                definition=parsed.definition,
                by=request.user,  # type: ignore[arg-type]
            )
        except Refused as refused:
            form.take(refused.problems)
        else:
            return _taken_in(request, draft, parsed)
    context = {
        "form": form,
        "parsed": parsed,
        "title": _("A form from a workbook"),
        "back": reverse("forms"),
        "crumbs": pages.crumbs(),
    }
    return render(request, "questionnaires/editor/upload.html", context)


@needs("forms.edit")
def draft_upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A workbook in the place of what the draft holds."""
    found = draft_of(request, pk)
    asked = EditForm(request.POST or None, draft=found)
    form = UploadForm(request.POST or None, request.FILES or None)
    parsed = _read(request, form) if asked.is_valid() or not asked.is_bound else None
    if parsed is not None and not parsed.is_refused:
        try:
            draft = operations.replace_draft(
                found,
                definition=parsed.definition,
                by=request.user,  # type: ignore[arg-type]
                seen=asked.seen,
            )
        except Refused as refused:
            asked.take(refused.problems)
        else:
            return _taken_in(request, draft, parsed)
    context = {
        "form": form,
        "asked": asked,
        "parsed": parsed,
        "title": _("Replace the draft by a workbook"),
        "back": reverse("form_draft", args=[found.pk]),
        "crumbs": pages.draft_crumbs(found),
    }
    return render(request, "questionnaires/editor/upload.html", context)


def _read(request: HttpRequest, form: UploadForm) -> Parsed | None:
    """What the workbook says, with its faults; None where none came or it cannot be opened."""
    if request.method != "POST" or not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        return read_xlsform(file, size=file.size)
    except Refused as refused:
        form.take(refused.problems)
        return None


def _taken_in(request: HttpRequest, draft: Any, parsed: Parsed) -> HttpResponse:
    messages.success(request, _("The workbook is read. Look at it, then publish."))
    for problem in parsed.problems[:20]:
        messages.warning(request, str(problem.message))
    return to_draft(draft)
