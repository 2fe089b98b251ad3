"""Gives every request an id and tells the audit through which channel it came."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from solar_cms.audit.context import channel

REQUEST_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


def channel_of(path: str) -> str:
    if path.startswith("/api/v1/sync/"):
        return "sync"
    if path.startswith("/api/"):
        return "api"
    return "admin" if path.startswith("/admin/") else "page"


class RequestContext:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.match(given) else uuid.uuid4().hex
        with channel(channel_of(request.path), request_id, request.method or ""):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response
