"""Letterheads in the administration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.accounts.reach import offices_of
from solar_cms.base.texts import text_in
from solar_cms.documents.forms import LetterheadForm
from solar_cms.documents.models import Letterhead
from solar_cms.documents.operations import set_letterhead
from solar_cms.panel.records import register


@register(Letterhead)
class LetterheadAdmin(DatedAdmin):
    section, order = "setup", 21
    about = _("What stands at the head of an office's letters; a new one ends the one before")
    view_right = "panel.use"
    add_right = "letterheads.keep"
    ordering = ("-valid_from", "-id")
    list_display = ("office", "head", "standing", "valid_from", "valid_to")
    labels = {**DatedAdmin.labels, "head": _("Lines at the head"), "office": _("Office")}
    joined = ("office",)
    filters = ("office", STANDING)
    facts = ("office", "valid_from", "valid_to", "standing")
    add_form = LetterheadForm

    def rows(self, user: Any, right: str = "") -> Any:
        return Letterhead.objects.filter(office__in=offices_of(user, right or self.view_right))

    def head(self, letterhead: Letterhead) -> str:
        return " · ".join(text_in(letterhead.lines) or ())  # type: ignore[arg-type]

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {"user": request.user}

    def add_verb(self, by: Any, given: dict[str, Any]) -> Letterhead:
        return set_letterhead(**given, by=by)

    def parts(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        """What is printed, language by language."""
        head = [
            gettext("Language"),
            gettext("Lines at the head"),
            gettext("Address"),
            gettext("Place of issue"),
        ]
        rows = [
            [
                (head[0], code, ""),
                (head[1], " · ".join(record.lines.get(code, [])), ""),
                (head[2], record.address.get(code, "–"), ""),
                (head[3], record.place.get(code, "–"), ""),
            ]
            for code in record.lines
        ]
        return [{"title": gettext("As printed"), "head": head, "rows": rows}]
