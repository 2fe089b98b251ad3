"""RecordAdmin: one kind of record in the administration.

Django's ModelAdmin in name and place; what it shows is what `visible_to` gives, what it may is what
our rights say, what it does is a verb of the app.
"""

from __future__ import annotations

from typing import Any

from django.urls import path

from solar_cms.panel.acts import Act
from solar_cms.panel.list_pages import ListPages
from solar_cms.panel.listing import Filter
from solar_cms.panel.record_pages import RecordPages
from solar_cms.panel.site import register


class RecordAdmin(ListPages, RecordPages):
    """See options.Options for what a subclass says."""

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str, right: str = "") -> Any:
            full = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            guarded = self.admin_site.guarded(view, right or self.view_right)  # type: ignore[attr-defined]
            return path(route, guarded, name=full)

        urls = [
            at("", self.changelist_view, "changelist"),
            at("export.csv", self.export_view, "export", self.export_right),
        ]
        if self.add_form is not None:
            urls.append(at("add/", self.add_view, "add", self.add_right))
        urls += [
            at("<str:object_id>/history/", self.history_view, "history"),
            at("<str:object_id>/change/", self.change_view, "change"),
        ]
        if self.acts:
            urls.append(at("<str:object_id>/<slug:act>/", self.act_view, "act"))
        return urls


__all__ = ["Act", "Filter", "RecordAdmin", "register"]
