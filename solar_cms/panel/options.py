"""What an admin says about its kind of record: rows, rights, addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from solar_cms.base.forms import Form
from solar_cms.base.hooks import Text, importers
from solar_cms.panel.acts import Act
from solar_cms.panel.listing import Filter, by_fields
from solar_cms.panel.values import said


class Options(ModelAdmin):
    """What a subclass says:

    section, order: where it stands on the home of the administration. about: a line under it.
    view_right, add_right, change_right: rights of ours; without one the thing is not offered.
    district_path: where a record's district is, asked when a right is used on it ("" is: nowhere).
    list_display, ordering: as Django's; the order runs one way and ends in the key.
    sorts: {column: order}. classes: {column: class of its cells}. labels: {name: heading}.
    filters: fields, or listing.Filter. search_fields, search_words: what the search box looks at.
    facts: what stands on a record's page. acts, bulk_acts: verbs, see acts.Act.
    add_form, change_form: forms of ours; add_verb, change_verb call the app's verbs with them.
    joined: relations that are read with a list or record.
    page, add_page: names of the addresses of the record's own page, and where one is added. import_kind: a kind of the repair desk.
    """

    section = "setup"
    order = 100
    about: Text = ""
    view_right = ""
    add_right = ""
    change_right = ""
    export_right = ""
    district_path = ""
    labels: Mapping[str, Any] = {}
    classes: Mapping[str, str] = {}
    sorts: Mapping[str, Sequence[str]] = {}
    filters: Sequence[str | Filter] = ()
    search_words: Text = ""
    facts: Sequence[str] = ()
    acts: Sequence[Act] = ()
    bulk_acts: Sequence[Act] = ()
    add_form: type[Form] | None = None
    change_form: type[Form] | None = None
    page = ""
    add_page = ""
    import_kind = ""
    joined: Sequence[str] = ()
    show_full_result_count = False
    actions = None

    # --- rows and rights --------------------------------------------------------------------

    def rows(self, user: Any, right: str = "") -> Any:
        """The records this user may see (or use another right on)."""
        rows: Any = self.model._default_manager.all()
        return rows.visible_to(user, right) if right else rows.visible_to(user)

    def decorate(self, rows: list[Any]) -> None:
        """Add to the rows of a page what their columns need, in a constant number of queries."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.rows(request.user)

    def _may(self, request: HttpRequest, right: str, record: Any = None) -> bool:
        user: Any = request.user
        if not right or not user.is_authenticated or not user.may("panel.use"):
            return False
        if record is None or not self.district_path:
            return user.may(right)
        return user.scope.may_in(right, _follow(record, self.district_path))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.view_right)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.add_form is not None and self._may(request, self.add_right)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.change_form is not None and self._may(request, self.change_right, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here: records are ended or cancelled by acts."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_record(self, request: HttpRequest, pk: str) -> Any:
        """The record, if the reader may see it; otherwise it is missing."""
        try:
            rows = (
                self.get_queryset(request).select_related(*self.joined)
                if self.joined
                else self.get_queryset(request)
            )
            return rows.get(pk=pk)
        except (self.model.DoesNotExist, ValidationError, ValueError) as error:
            raise Http404 from error

    def choices_for(self, request: HttpRequest, name: str) -> Any:
        """What a relation may be filtered by or set to: rows the reader sees."""
        related: Any = self.model._meta.get_field(name).related_model
        admin: Any = self.admin_site._registry.get(related)
        if admin is not None and admin.has_view_permission(request):
            return admin.get_queryset(request).order_by(*admin.order_by)
        rows = related._default_manager.all()
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def search(self, rows: Any, words: str) -> Any:
        return by_fields(rows, self.search_fields, words)

    # --- addresses --------------------------------------------------------------------------

    @property
    def order_by(self) -> list[str]:
        return [str(name) for name in self.ordering or ("pk",)]

    @property
    def title(self) -> Any:
        """What the list is called."""
        return self.opts.verbose_name_plural

    def url(self, name: str = "changelist", *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def crumbs(self, record: Any = None) -> list[tuple[Any, str]]:
        found = [*self.admin_site.crumbs(self.section), (self.title, self.url())]  # type: ignore[attr-defined]
        if record is not None:
            found.append((said(record), self.url("change", record.pk)))
        return found

    def add_url(self, request: HttpRequest) -> str:
        """Where a new one is added: here, or on a page of its own; empty where it may not be."""
        if self.add_page and self._may(request, self.add_right):
            return reverse(self.add_page)
        return self.url("add") if self.has_add_permission(request) else ""

    def may_export(self, request: HttpRequest) -> bool:
        return self._may(request, self.export_right or self.view_right)

    def import_url(self, request: HttpRequest) -> str:
        """The repair desk, where this kind of record can be brought by file and this user may."""
        importer = importers.get(self.import_kind) if self.import_kind else None
        if importer is None or not self._may(request, importer.right):
            return ""
        return reverse("import_new", args=[self.import_kind])


def _follow(record: Any, path: str) -> Any:
    for name in path.split("__"):
        record = getattr(record, name) if record is not None else None
    return record
