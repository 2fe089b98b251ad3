"""Checklists, tests and surveys in the administration: the versions there are, to be read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.base.texts import text_in
from solar_cms.panel.records import RecordAdmin, register
from solar_cms.questionnaires.models import FormVersion


@register(FormVersion)
class FormVersionAdmin(RecordAdmin):
    section, order = "setup", 60
    about = _("Checklists, tests and surveys; a published wording is never changed")
    view_right = "forms.view"
    ordering = ("-valid_from", "-id")
    list_display = ("title_said", "number_said", "valid_from", "questions_said")
    labels = {
        "title_said": _("Title"), "number_said": _("Version"), "questions_said": _("Questions"),
    }  # fmt: skip
    classes = {"questions_said": "num more", "number_said": "sub", "valid_from": "state"}
    joined = ("form",)

    def rows(self, user: Any, right: str = "") -> Any:
        return FormVersion.objects.visible_to(user)

    def title_said(self, version: FormVersion) -> str:
        return str(version.form)

    def number_said(self, version: FormVersion) -> str:
        return str(version.number)

    def questions_said(self, version: FormVersion) -> int:
        return len(version.questions())

    def page_url(self, request: HttpRequest, record: Any) -> str:
        return reverse("form_version", args=[record.form_id, record.number])

    def parts(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        head = [gettext("Question"), gettext("Hint")]
        return [
            {
                "title": text_in(section.get("titles")) or gettext("Questions"),
                "head": head,
                "rows": [
                    [
                        (head[0], text_in(question.get("texts")), ""),
                        (head[1], text_in(question.get("hints")) or "–", ""),
                    ]
                    for question in section["questions"]
                ],
            }
            for section in record.definition["sections"]
        ]
