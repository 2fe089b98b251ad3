"""Help texts in the administration: which pages have one, and where it is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.help.models import HelpText
from solar_cms.panel.records import RecordAdmin, register


@register(HelpText)
class HelpTextAdmin(RecordAdmin):
    section, order = "setup", 65
    about = _("What stands under “Help” on each page; an office may add to it")
    view_right = "help.edit"
    ordering = ("page", "id")
    list_display = ("title_said", "whose", "text_said")
    labels = {"title_said": _("Page"), "whose": _("Office"), "text_said": _("Text")}
    classes = {"text_said": "more"}
    joined = ("office",)
    facts = ("title_said", "whose", "text_said")

    def title_said(self, row: HelpText) -> str:
        return str(row)

    def whose(self, row: HelpText) -> str:
        return str(row.office) if row.office else gettext("Whole country")

    def text_said(self, row: HelpText) -> str:
        return row.said

    def page_url(self, request: HttpRequest, record: Any) -> str:
        return reverse("help_edit", args=[record.page])
