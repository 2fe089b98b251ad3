"""The home page, language switch, search and health."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from solar_cms.accounts.operations import choose_language
from solar_cms.base.hooks import SearchSource, home_cards, search_sources
from solar_cms.base.policy import public, signed_in
from solar_cms.base.reading import plain_digits
from solar_cms.home import health

OFFLINE_ASSETS = ("css/solar.css", "img/mark.svg", "img/favicon.svg", "fonts/noto-sans-lao-400.woff2",
                  "fonts/noto-sans-lao-700.woff2")  # fmt: skip
OFFLINE_VERSION = "1"  # raised when the words of templates/offline.html change


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this person should do next: the cards of their roles that have something to show."""
    user: Any = request.user
    columns: list[dict[str, Any]] = []
    wide: list[dict[str, Any]] = []
    for card in sorted(home_cards, key=lambda c: c.order):
        mine = not card.kinds or user.scope.kinds & set(card.kinds)
        if mine and user.may(card.right) and (context := card.context(user)) is not None:
            shown = {"template": card.template, "context": context}
            (wide if card.wide else columns).append(shown)
    subtitle = " · ".join(
        part for part in (user.name, ", ".join(str(role) for role in user.scope.roles)) if part
    )
    context = {"cards": columns, "wide": wide, "subtitle": subtitle}
    return render(request, "home/home.html", context)


@public("the switch stands on the sign-in page too")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language with the user and in a cookie; go back to the page it was asked from."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    if language in dict(settings.LANGUAGES):
        user: Any = request.user
        if user.is_authenticated and user.language != language:
            choose_language(user, language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31536000, samesite="Lax", httponly=True
        )
    return response


SHOWN, SUGGESTED, SHORTEST = 20, 4, 2


@signed_in
@require_GET
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    """People, groups, workplaces, cases and numbers, as far as the reader may see them.

    An official number leads straight to its record. Asked by the search box while somebody types,
    it answers with the list under the box alone.
    """
    user: Any = request.user
    words = "".join(c for c in request.GET.get("q", "")[:200] if c.isprintable()).strip()[:100]
    typing = "HX-Request" in request.headers
    sources = [s for s in sorted(search_sources, key=lambda s: s.order) if user.may(s.right)]
    hit = exact(user, sources, words)
    if typing:
        found = groups(user, sources, words, SUGGESTED) if len(words) >= SHORTEST else []
        context = {"words": words, "found": found, "hit": hit, "box": request.GET.get("box", "")}
        return render(request, "home/search_list.html", context)
    if hit:
        return redirect(hit)
    found = groups(user, sources, words, SHOWN) if words else []
    context = {"words": words, "found": found, "labels": [source.label for source in sources]}
    return render(request, "home/search.html", context)


def exact(user: Any, sources: list[SearchSource], words: str) -> str:
    """The page of the one record with this official number, or ""."""
    number = plain_digits(words).upper()
    if len(number) < 4 or not any(c.isdigit() for c in number):
        return ""
    return next((url for s in sources if s.exact and (url := s.exact(user, number))), "")


def groups(user: Any, sources: list[SearchSource], words: str, limit: int) -> list[dict[str, Any]]:
    """What each source finds, and its own list where it may hold more."""
    found = []
    for source in sources:
        if hits := source.search(user, words, limit):
            more = ""
            if source.list_name and len(hits) == limit:
                more = f"{reverse(source.list_name)}?{urlencode({'q': words})}"
            found.append({"label": source.label, "hits": hits, "more": more})
    return found


@public("kept by the browser for the time without a connection; holds no data")
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the browser shows where there is no connection; in both languages, for it is kept once."""
    nobody = {"user": AnonymousUser(), "nav": [], "office_name": "", "user_label": ""}
    return render(request, "offline.html", nobody)


@public("the script that shows the page above; holds no data")
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, so that it is asked for every page; keeps no page but one."""
    assets = [static(name) for name in OFFLINE_ASSETS]
    version = hashlib.sha256(" ".join([*assets, OFFLINE_VERSION]).encode()).hexdigest()[:12]
    values = {"page": reverse("offline"), "assets": assets, "version": version}
    response = render(request, "sw.js", values, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@public("asked by the process supervisor")
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public("asked by the load balancer; names what is missing, no data")
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    missing = health.problems()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)
