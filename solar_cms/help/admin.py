"""Help texts in the administration: the list of pages; a text is written on its own page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.help.models import HelpText
from solar_cms.panel.records import RecordAdmin, register


@register(HelpText)
class HelpTextAdmin(RecordAdmin):
    """The country's texts, one a page; what an office adds stands on the page of the text."""

    section = "setup"
    order = 90
    about = _("What stands under “Help” on each page; every office may add its own words")
    view_right = "help.edit"
    list_display = ("name", "words")
    labels = {"name": _("Page"), "words": _("Text")}
    classes = {"words": "more"}
    ordering = ("page", "id")
    search_fields = ("page", "titles", "shipped", "texts")
    search_words = _("A word of the page or its text")

    def rows(self, user: Any, right: str = "") -> Any:
        return HelpText.objects.visible_to(user).filter(office=None)

    def name(self, text: HelpText) -> str:
        return str(text)

    def words(self, text: HelpText) -> str:
        return text.said if len(text.said) < 120 else f"{text.said[:119]}…"

    def page_url(self, request: HttpRequest, record: HelpText) -> str:
        return reverse("help_edit", args=[record.page])
