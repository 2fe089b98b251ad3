"""Headers that hold for every page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; manifest-src 'self'"
)

# What is worth compressing; PDFs, workbooks and photos are compressed already.
COMPRESSED = {"text/html", "text/csv", "text/plain", "text/javascript", "application/json",
              "application/problem+json", "image/svg+xml"}  # fmt: skip


class Compress(GZipMiddleware):
    """Text goes compressed over the line. Against guessing secrets by length (BREACH), Django pads
    each answer by a random number of bytes, and masks the CSRF token anew on each page."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").split(";")[0].strip()
        return super().process_response(request, response) if kind in COMPRESSED else response


class ContentSecurityPolicy:
    """No script, style, font or request from anywhere but here; private pages are not cached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class UploadAnswer:
    """An upload sent by script (static/js/drop.js) is told where to go next instead of being sent
    there: the page is then opened by the browser itself, with the message that waits for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("X-Upload") and response.status_code in (301, 302, 303):
            response.headers["X-Location"] = response.headers["Location"]
            del response.headers["Location"]
            response.status_code = 204
        return response


class SiteLanguage:
    """The country's language first, whatever the browser asks for, until somebody chooses.

    The choice is kept in a cookie, and with the user once signed in (accounts/middleware.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response
