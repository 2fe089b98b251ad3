"""Help for the page that is asked for: a context processor, asked by the page head only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from solar_cms.accounts.models import User
from solar_cms.help.models import HelpText
from solar_cms.help.texts import paragraphs


def help_here(request: HttpRequest) -> dict[str, Any]:
    """`page_help`: {"name", "parts": [html], "may_edit"} of this page, None where there is none."""
    return {"page_help": SimpleLazyObject(lambda: _help_of(request))}


def _help_of(request: HttpRequest) -> dict[str, Any] | None:
    match = getattr(request, "resolver_match", None)
    user: Any = getattr(request, "user", None)
    if match is None or user is None or not user.is_authenticated or not match.url_name:
        return None
    parts = parts_of(match.url_name, user)
    return (
        {"name": match.url_name, "parts": parts, "may_edit": user.may("help.edit")}
        if parts
        else None
    )


def parts_of(page: str, user: User) -> list[dict[str, Any]]:
    """The texts of a page for this reader, the country's first, then the office's own."""
    rows = HelpText.objects.visible_to(user).filter(page=page).select_related("office")
    return [
        {"office": row.office, "html": paragraphs(row.said)}
        for row in sorted(rows, key=lambda row: row.office_id is not None)
        if row.said
    ]
