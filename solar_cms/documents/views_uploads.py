"""Files in pieces, in the manner of tus: begin, add at an offset, ask how much has come."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from solar_cms.base.policy import signed_in
from solar_cms.base.problems import Problem, Refused
from solar_cms.documents import uploads as do
from solar_cms.documents.models import Upload

SHA256 = re.compile(r"^[0-9a-f]{64}$")
OFFSET, LENGTH = "Upload-Offset", "Upload-Length"


@signed_in
@require_POST
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin, or find what broke off: name, size (bytes), sha256 of the whole. 201 with Location."""
    user: Any = request.user
    size, sha256 = request.POST.get("size", ""), request.POST.get("sha256", "")
    if not (size.isascii() and size.isdecimal()) or len(size) > 12 or not SHA256.match(sha256):
        words = _("Send the file's name, its size in bytes and its SHA-256.")
        return _problems([Problem("upload.announced", words)], 400)
    try:
        made = do.begin(name=request.POST.get("name", ""), size=int(size), sha256=sha256, by=user)
    except Refused as refused:
        return _problems(refused.problems, 409)
    response = JsonResponse({"id": str(made.pk), "offset": made.received}, status=201)
    response.headers["Location"] = reverse("upload", args=[made.pk])
    response.headers[OFFSET] = str(made.received)
    return response


@signed_in
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """HEAD says how much has come; PATCH adds the piece at Upload-Offset (409 where it does not fit,
    with the offset that does); DELETE when it is no longer needed."""
    user: Any = request.user
    found = get_object_or_404(Upload.objects.filter(by=user), pk=pk)
    if request.method == "HEAD":
        return _at(HttpResponse(), found.received, found.size)
    if request.method == "DELETE":
        do.drop(found)
        return HttpResponse(status=204)
    offset, length = request.headers.get(OFFSET, ""), request.META.get("CONTENT_LENGTH") or ""
    if not (offset.isascii() and offset.isdecimal() and length.isdecimal()) or len(offset) > 12:
        words = _("Send where the piece begins in Upload-Offset.")
        return _problems([Problem("upload.offset", words)], 400)
    if int(length) > do.MOST_PART:
        return _problems([Problem("upload.piece", _("The piece is too large."))], 413)
    if len(content := request.body) != int(length):
        return _problems([Problem("upload.cut", _("The piece was cut off."))], 400)
    try:
        return _at(HttpResponse(status=204), do.add(found, int(offset), content), found.size)
    except do.OutOfPlace as error:
        words = _("The piece does not begin where the last one ended.")
        answer = _problems([Problem("upload.out_of_place", words)], 409)
        return _at(answer, error.offset, found.size)
    except Refused as refused:
        return _problems(refused.problems, 422)


def _at(response: HttpResponse, offset: int, size: int) -> HttpResponse:
    response.headers[OFFSET], response.headers[LENGTH] = str(offset), str(size)
    response.headers["Cache-Control"] = "no-store"
    return response


def _problems(problems: list[Problem], status: int) -> HttpResponse:
    return JsonResponse({"problems": [problem.as_dict() for problem in problems]}, status=status)
