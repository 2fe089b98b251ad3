"""The pages of one record: facts, form, acts, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.audit.changes import page_of_changes
from solar_cms.audit.history import timeline
from solar_cms.base import face
from solar_cms.base.asking import carried_out
from solar_cms.base.forms import Form
from solar_cms.base.hooks import record_kinds
from solar_cms.panel.acts import Act, named
from solar_cms.panel.options import Options
from solar_cms.panel.values import column, said


class RecordPages(Options):
    # --- one record -------------------------------------------------------------------------

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the form is made with besides the data; record is None for a new one."""
        if record is None:
            return {}
        return {"initial": self.initial_of(record), "version": record.version}

    def initial_of(self, record: Any) -> dict[str, Any]:
        names = getattr(self.change_form, "base_fields", {})
        return {name: getattr(record, name) for name in names if hasattr(record, name)}

    def make_form(self, request: HttpRequest, record: Any = None) -> Form:
        cls: Any = self.add_form if record is None else self.change_form
        sent = request.method == "POST"
        data, files = (request.POST, request.FILES) if sent else (None, None)
        return cls(data, files, **self.form_options(request, record))

    def add_verb(self, by: Any, given: dict[str, Any]) -> Any:
        """Call the app's verb; returns the new record."""
        raise NotImplementedError

    def change_verb(self, by: Any, record: Any, given: dict[str, Any]) -> Any:
        """Call the app's verb."""
        raise NotImplementedError

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied(self.add_right)
        form = self.make_form(request)
        if carried_out(request, form, lambda: self.add_verb(request.user, dict(form.cleaned_data))):
            messages.success(request, _("Saved."))
            return redirect(self.url("change", form.made.pk) if form.made else self.url())
        context = {
            "form": form, "title": _("Add: %(what)s") % {"what": self.opts.verbose_name},
            "crumbs": self.crumbs(), "cancel": self.url(), "submit": _("Save"),
        }  # fmt: skip
        return render(request, "components/confirm_page.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The record: its facts, the form of those that may change them, its acts and history."""
        record = self.get_record(request, object_id)
        self.decorate([record])
        form = None
        if self.has_change_permission(request, record):
            form = self.make_form(request, record)
            if carried_out(
                request,
                form,
                lambda: self.change_verb(request.user, record, dict(form.cleaned_data)),
            ):
                messages.success(request, _("Saved."))
                return redirect(self.url("change", record.pk))
        elif request.method == "POST":
            raise PermissionDenied(self.change_right)
        context = {
            "admin": self, "record": record, "title": said(record), "form": form,
            "crumbs": self.crumbs(), "page_url": self.page_url(request, record),
            "facts": self.facts_of(record, form), "next": self.next_of(request, record),
            "parts": [_said(part) for part in self.parts(request, record)], "entries": timeline(record, limit=8),
            "history_url": self.url("history", record.pk), "back": self.url(),
        }  # fmt: skip
        return render(request, "admin/change_form.html", context)

    def facts_of(self, record: Any, form: Form | None) -> list[tuple[Any, Any]]:
        """(heading, value) of what is shown and not in the form."""
        names = [n for n in (self.facts or self.list_display) if not form or n not in form.fields]
        columns = [column(self, str(name)) for name in names]
        return [(one.label, said(one.value(record))) for one in columns]

    def parts(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        """Small tables under the facts: {"title", "head": [words], "rows": [[values]]}."""
        return []

    def page_url(self, request: HttpRequest, record: Any) -> str:
        """The record's own page outside of the administration."""
        return reverse(self.page, args=[record.pk]) if self.page else ""

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        """Acts that have pages of their own."""
        return []

    def acts_for(self, request: HttpRequest, record: Any) -> list[Act]:
        return [
            act
            for act in self.acts
            if self._may(request, act.right, record) and (act.when is None or act.when(record))
        ]

    def next_of(self, request: HttpRequest, record: Any) -> face.Next | None:
        found = [
            face.Act(str(act.label), self.url("act", record.pk, act.name), danger=act.danger)
            for act in self.acts_for(request, record)
        ]
        found += self.links(request, record)
        return face.Next(others=found) if found else None

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """Ask once more, then call the verb."""
        record = self.get_record(request, object_id)
        wanted = named(self.acts, act)
        if wanted is None:
            raise Http404
        if not self._may(request, wanted.right, record):
            raise PermissionDenied(wanted.right)
        back = self.url("change", record.pk)
        if wanted.when is not None and not wanted.when(record):
            messages.warning(request, _("This cannot be done now."))
            return redirect(back)
        form = wanted.make_form(request, record, sent=request.method == "POST")
        if carried_out(
            request, form, lambda: wanted.verb(request.user, record, dict(form.cleaned_data))
        ):
            messages.success(request, str(wanted.done))
            gone = not self.model._base_manager.filter(pk=object_id).exists()
            return redirect(self.url() if gone else back)
        context = {
            "form": form, "title": wanted.label, "text": wanted.text, "submit": wanted.label,
            "cancel": back, "danger": wanted.danger, "crumbs": self.crumbs(record),
        }  # fmt: skip
        return render(request, "components/confirm_page.html", context)

    # --- history ----------------------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every change of the record, field by field, newest first."""
        record = self.get_record(request, object_id)
        kind = record_kinds.get(self.opts.db_table)
        context = page_of_changes(request, record, kind)
        context |= {"record": said(record), "crumbs": self.crumbs(record)}
        return render(request, "admin/object_history.html", context)


def _said(part: dict[str, Any]) -> dict[str, Any]:
    """A small table with its values in words."""
    rows = [[(label, said(value), url) for label, value, url in row] for row in part["rows"]]
    return {**part, "rows": rows}
