"""The list of an admin: filters, page, file, and acts on the ticked rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from solar_cms.audit.acts import act as recorded
from solar_cms.base.asking import carried_out
from solar_cms.base.exports import csv_response
from solar_cms.panel.acts import Act, named
from solar_cms.panel.listing import ListForm, listing_for
from solar_cms.panel.options import Options
from solar_cms.panel.values import said


class ListPages(Options):
    # --- the list ---------------------------------------------------------------------------

    def list_rows(self, request: HttpRequest, right: str = "") -> Any:
        rows = self.rows(request.user, right) if right else self.get_queryset(request)
        return rows.select_related(*self.joined) if self.joined else rows

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST":
            return self.bulk_view(request)
        listing = listing_for(self, request, self.list_rows(request))
        page = listing.page(request)
        self.decorate(page.rows)
        acts = self.bulk_acts_for(request)
        everything = request.GET.copy()
        everything["all"] = "1"
        everything.pop("cursor", None)
        table = [
            {"record": row, "url": self.url("change", row.pk), "name": said(row),
             "cells": [(one, said(one.value(row))) for one in listing.columns]}
            for row in page.rows
        ]  # fmt: skip
        context = {
            "admin": self, "form": listing.form, "page": page, "columns": listing.columns,
            "table": table, "acts": acts, "all": bool(acts and request.GET.get("all")),
            "everything": f"?{everything.urlencode()}",
            "crumbs": self.admin_site.crumbs(self.section),  # type: ignore[attr-defined]
            "add_url": self.add_url(request),
            "csv_url": self.url("export") if self.may_export(request) else "",
            "xlsx": self.export_name if self.may_export(request) else "",
            "import_url": self.import_url(request),
        }  # fmt: skip
        return render(request, "admin/change_list.html", context)

    @property
    def export_name(self) -> str:
        """Its name among the lists that can be had as a workbook."""
        return f"admin.{self.opts.label_lower}"

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as filtered, as a file."""
        _total, rows = self.export_rows(request.user, request.GET)
        return csv_response(f"{self.opts.model_name}.csv", rows)

    def export_rows(self, user: Any, query: QueryDict) -> tuple[int, Iterator[list[Any]]]:
        """How many, and all rows with the header first; the reading is recorded."""
        asked = HttpRequest()
        asked.user, asked.GET = user, query  # type: ignore[assignment]
        if not self.may_export(asked):
            raise PermissionDenied(self.export_right)
        listing = listing_for(self, asked, self.list_rows(asked, self.export_right))
        given = {name: query[name][:40] for name in listing.form.steps if query.get(name)}
        with recorded("list.exported", by=user, reading=True, filters=given) as a:
            a.note(list=self.opts.db_table, searched=bool(query.get("q")))
        return listing.rows.count(), listing.file(self.decorate)

    # --- acts on many -----------------------------------------------------------------------

    def bulk_acts_for(self, request: HttpRequest) -> list[Act]:
        return [act for act in self.bulk_acts if self._may(request, act.right)]

    def bulk_view(self, request: HttpRequest) -> HttpResponse:
        """Ask once more, then call the plural verb with the rows that were ticked."""
        act = named(self.bulk_acts_for(request), request.POST.get("act", ""))
        if act is None:
            raise PermissionDenied("act")
        rows, picks = self._picked(request, act)
        back = f"{self.url()}?{request.GET.urlencode()}" if request.GET else self.url()
        if not rows:
            messages.warning(request, _("Tick the rows first."))
            return redirect(back)
        form = act.make_form(request, rows, sent=bool(request.POST.get("confirmed")))
        if carried_out(
            request, form, lambda: act.verb(request.user, rows, dict(form.cleaned_data))
        ):
            messages.success(request, str(act.done))
            return redirect(back)
        context = {
            "form": form, "title": act.label, "text": act.text, "submit": act.label, "cancel": back,
            "danger": act.danger, "crumbs": self.crumbs(), "act": act.name, "count": len(rows),
            "names": [said(row) for row in rows[:10]], "picks": picks,
            "all": bool(request.POST.get("all")),
        }  # fmt: skip
        return render(request, "admin/bulk.html", context)

    def _picked(self, request: HttpRequest, act: Act) -> tuple[list[Any], list[str]]:
        """The rows of the ticks, or all that the filters show, of those the right reaches."""
        allowed = (
            self.rows(request.user, act.right) if self.district_path else self.get_queryset(request)
        )
        if request.POST.get("all"):
            form = ListForm(request.GET, admin=self, request=request)
            return list(form.applied(allowed).order_by(*self.order_by)), []
        picks = request.POST.getlist("pick")
        try:
            return list(allowed.filter(pk__in=picks).order_by(*self.order_by)), picks
        except (ValidationError, ValueError) as error:
            raise Http404 from error
