"""What stands at the head of an office's letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from solar_cms.accounts.models import Office
from solar_cms.base.texts import local_language
from solar_cms.documents.models import Letterhead


def head_of(office: Office | None, day: date) -> dict[str, Any]:
    """The letterhead of an office on a day, to be frozen into a letter.

    {"state": {lang: [lines]}, "office": {lang: [lines]}, "address": {lang: text},
    "place": {lang: text}, "logo": sha256 or ""}. The state's lines come from the pack; an office
    without a letterhead of its own has its superior's and its own name, and its place.
    """
    state = settings.PACK.get("letterhead", {}).get("state", {})
    head: dict[str, Any] = {"state": state, "office": {}, "address": {}, "place": {}, "logo": ""}
    if office is None:
        return head
    above = office.parent.names if office.parent else {}
    head["office"] = {
        code: [line for line in (above.get(code), name) if line]
        for code, name in office.names.items()
    }
    if place := office.district or office.province:
        head["place"] = {local_language(): place.name_local, "en": place.name_latin}
    found = Letterhead.objects.on(day).filter(office=office).select_related("logo").first()
    if found is not None:
        head |= {
            "office": found.lines or head["office"],
            "address": found.address,
            "place": found.place or head["place"],
            "logo": found.logo.sha256 if found.logo else "",
        }
    return head
