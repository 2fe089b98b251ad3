"""What the base layout needs on every page: the menu, the office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import nav_items
from solar_cms.base.texts import text_in


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Menu lines the user has a right to, with the current one marked."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "office_name": ""}
    lines = []
    for item in sorted(nav_items, key=lambda i: i.order):
        if not user.may(item.right):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:  # an app that is switched off has no pages
            continue
        lines.append({"label": item.label, "url": url, "current": request.path.startswith(url)})
    home = reverse("home")
    lines.insert(0, {"label": _("Home"), "url": home, "current": request.path == home})
    return {
        "nav": lines,
        "office_name": text_in(user.scope.office_names),
        "user_label": user.name,
        "printed": timezone.now(),  # the page as it stood then
    }
