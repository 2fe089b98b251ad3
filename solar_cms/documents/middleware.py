"""A posted form may name files that came in pieces; to the view they are like any upload."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse

from solar_cms.base.models import uuid_or_none
from solar_cms.documents import uploads

FIELD = "in_pieces"  # "<name of the file field>:<id of the upload>", once for each file
MOST = 20


class SentInPieces:
    """Puts the files named in `in_pieces` among the uploads, in front of the view and its checks. One
    that has not come whole is left out: the form then says that its file is missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user: Any = request.user
        if request.method != "POST" or request.path.startswith("/api/"):
            return None
        if FIELD not in request.POST or not user.is_authenticated:
            return None
        for named in request.POST.getlist(FIELD)[:MOST]:
            field, _colon, pk = named.rpartition(":")
            upload_id = uuid_or_none(pk)
            found = uploads.whole(upload_id, user) if field and upload_id else None
            if found is not None:
                request.FILES.appendlist(field, SimpleUploadedFile(*found))
        return None
