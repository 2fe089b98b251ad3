"""A form that carries a key is carried out once, however often a bad line makes people send it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from solar_cms.audit.acts import AlreadyDone, InFlight, KeyReused, once
from solar_cms.audit.models import IdempotencyKey

FIELD = "once"
COOKIE = "sent"  # tells the page that its form has arrived; read and emptied by static/js/keep.js
KEY = re.compile(r"^[0-9a-fA-F-]{32,36}$")
NOT_TOLD = {FIELD, "csrfmiddlewaretoken"}
PATIENCE = 6.0  # seconds to wait for the same form that is being carried out


class SentOnce:
    """Carries out a posted form with a key in one transaction together with the key.

    Sent again, the same form leads to where it led the first time, and nothing is done twice; with
    other content a page says so. A form that comes back with problems has used no key up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or request.path.startswith("/api/"):
            return None
        key = request.POST.get(FIELD, "")
        if not KEY.match(key) or not request.user.is_authenticated:
            return None
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._carry_out(request, key, lambda: view(request, *args, **kwargs))
            except InFlight:
                if time.monotonic() > until:
                    return _told(request, key)
                time.sleep(0.2)

    def _carry_out(
        self, request: HttpRequest, key: str, view: Callable[[], HttpResponse]
    ) -> HttpResponse:
        user: Any = request.user
        try:
            with once(f"form:{key}", by=user, fingerprint=fingerprint(request)) as kept:
                response = view()
                done = 300 <= response.status_code < 400
                kept.result = {"to": response.headers["Location"]} if done else None
        except AlreadyDone as known:
            response, done = redirect(known.result["to"]), True
        except KeyReused:
            return _told(request, key)
        if done:
            response.set_cookie(
                COOKIE, key, max_age=600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response


def fingerprint(request: HttpRequest) -> str:
    """What was sent and where to: fields, and files by name and size."""
    told = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_TOLD:
            told.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        told.update(repr((name, [(file.name, file.size) for file in files])).encode())
    return told.hexdigest()


def _told(request: HttpRequest, key: str) -> HttpResponse:
    """A page that says what became of this form when it was sent before."""
    user: Any = request.user
    known = IdempotencyKey.objects.filter(actor_id=user.actor().id, key=f"form:{key}").first()
    values = {"known": known, "again": request.get_full_path()}
    return render(request, "audit/sent_before.html", values, status=409)
