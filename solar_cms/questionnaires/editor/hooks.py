"""What the pages about forms give to the menu, the search and the histories."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import (
    Hit,
    NavItem,
    RecordKind,
    SearchSource,
    act_words,
    nav_items,
    record_kinds,
    search_sources,
)
from solar_cms.questionnaires.editor.pages import filtered, searched
from solar_cms.questionnaires.models import Form

nav_items.add("forms", NavItem(_("Forms"), "forms", "forms.edit", order=60))

for _name, _words in {
    "form.draft_begun": _("Draft begun"),
    "form.draft_replaced": _("Draft replaced by a workbook"),
    "form.draft_retitled": _("Title or purpose changed"),
    "form.section_added": _("Section added"),
    "form.section_changed": _("Section changed"),
    "form.section_moved": _("Section moved"),
    "form.section_removed": _("Section taken out"),
    "form.question_added": _("Question added"),
    "form.question_changed": _("Question changed"),
    "form.question_renamed": _("Question renamed"),
    "form.question_moved": _("Question moved"),
    "form.question_copied": _("Question copied"),
    "form.question_removed": _("Question taken out"),
    "form.choices_set": _("List of choices changed"),
    "form.choices_removed": _("List of choices taken out"),
}.items():
    act_words.add(_name, _words)


def search(user: Any, words: str, limit: int) -> list[Hit]:
    """Forms by title or name."""
    found = filtered(searched(Form.objects.visible_to(user)), {"q": words}).order_by("key")[:limit]
    return [
        Hit(str(form), reverse("form", args=[form.pk]), str(form.get_purpose_display()))
        for form in found
    ]


search_sources.add("forms", SearchSource(_("Forms"), "forms.view", search, 80, list_name="forms"))
record_kinds.add(
    Form._meta.db_table,
    RecordKind(
        "questionnaires.Form",
        visible=lambda user: Form.objects.visible_to(user),
        url=lambda record: reverse("form", args=[record.pk]),
    ),
)
