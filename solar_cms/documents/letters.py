"""What stands at the head of an office's letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from solar_cms.accounts.models import Office
from solar_cms.documents.models import Letterhead


def head_of(office: Office | None, day: date) -> dict[str, Any]:
    """The letterhead of an office on a day, to be frozen into a letter.

    {"state": {lang: [lines]}, "office": {lang: [lines]}, "address": {lang: text},
    "place": {lang: text}, "logo": sha256 or ""}. The state's lines come from the pack; without a
    letterhead the office's own name stands there.
    """
    state = settings.PACK.get("letterhead", {}).get("state", {})
    head: dict[str, Any] = {"state": state, "office": {}, "address": {}, "place": {}, "logo": ""}
    if office is None:
        return head
    head["office"] = {code: [name] for code, name in office.names.items()}
    found = Letterhead.objects.on(day).filter(office=office).select_related("logo").first()
    if found is not None:
        head |= {
            "office": found.lines or head["office"],
            "address": found.address,
            "place": found.place,
            "logo": found.logo.sha256 if found.logo else "",
        }
    return head
