"""Versions of the country's pack, laws and articles in the administration: read, and loaded anew."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.base.face import Act, Tag
from solar_cms.base.models import SourceStatus
from solar_cms.law.models import Article, Law, PackVersion
from solar_cms.panel.records import RecordAdmin, register

STATUS_TAGS = {SourceStatus.CONFIRMED: "done", SourceStatus.SECONDARY: "reported"}


def status_tag(row: Any) -> Tag:
    status = SourceStatus(row.status)
    return Tag(STATUS_TAGS.get(status, "assumed"), str(status.label))


@register(PackVersion)
class PackVersionAdmin(RecordAdmin):
    section, order = "setup", 50
    about = _("Law, procedure, rates, forms and indicators of the country, as loaded")
    view_right = "law.view"
    add_right = "law.load"
    ordering = ("-number", "-id")
    list_display = ("title_said", "loaded_at", "state", "loaded_by")
    labels = {"title_said": _("Version"), "state": _("State")}
    classes = {"state": "state"}
    joined = ("loaded_by",)
    add_page = "pack_new"

    def rows(self, user: Any, right: str = "") -> Any:
        return PackVersion.objects.filter(code=settings.SOLAR_PACK)

    def title_said(self, version: PackVersion) -> str:
        return str(version)

    def decorate(self, rows: list[Any]) -> None:
        newest = PackVersion.objects.filter(code=settings.SOLAR_PACK).order_by("-number").first()
        for row in rows:
            row.is_newest = newest is not None and row.pk == newest.pk

    def state(self, version: Any) -> Tag:
        if getattr(version, "is_newest", False):
            return Tag("done", gettext("In use for what is new"))
        return Tag("closed", gettext("Earlier records keep it"))

    def links(self, request: HttpRequest, record: Any) -> list[Act]:
        if not record.archive_id or not self._may(request, "law.load"):
            return []
        return [Act(gettext("Download this version"), reverse("pack_download", args=[record.pk]))]


class SourcedAdmin(DatedAdmin):
    """Read only: law comes from the pack."""

    section = "setup"
    view_right = "law.view"
    labels = {
        **DatedAdmin.labels, "title_said": _("Name"), "status_said": _("Status"), "law": _("Law"),
    }  # fmt: skip
    classes = {"standing": "more", "status_said": "state"}

    def rows(self, user: Any, right: str = "") -> Any:
        return self.model._default_manager.all()

    def title_said(self, row: Any) -> str:
        return str(row)

    def status_said(self, row: Any) -> Tag:
        return status_tag(row)


@register(Law)
class LawAdmin(SourcedAdmin):
    order = 51
    ordering = ("key", "id")
    list_display = ("title_said", "number", "status_said", "standing", "valid_from")
    filters = ("status", STANDING)
    search_fields = ("names__lo", "names__en", "number")
    search_words = _("Name or number")
    facts = ("title_said", "number", "status_said", "source", "valid_from", "valid_to")


@register(Article)
class ArticleAdmin(SourcedAdmin):
    order = 52
    about = _("Each with its source and how sure it is; unconfirmed ones are marked wherever cited")
    ordering = ("key", "id")
    list_display = ("title_said", "law", "status_said", "number_said", "standing")
    labels = {**SourcedAdmin.labels, "title_said": _("Title"), "number_said": _("Article")}
    joined = ("law",)
    filters = ("law", "status", STANDING)
    search_fields = ("titles__lo", "titles__en", "number")
    search_words = _("Title or number")
    facts = (
        "title_said", "law", "number_said", "text_said", "status_said", "source", "valid_from",
        "valid_to",
    )  # fmt: skip

    def title_said(self, row: Any) -> str:
        return row.title

    def number_said(self, row: Any) -> str:
        return row.number or gettext("not known")

    def text_said(self, row: Any) -> str:
        return row.text

    text_said.short_description = _("Text")  # type: ignore[attr-defined]

    def choices_for(self, request: HttpRequest, name: str) -> Any:
        return Law.objects.order_by("key")
