"""Lists of the administration: filters in the address, keyset pages, the same rows as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import DateField, Form
from solar_cms.base.hooks import Text
from solar_cms.base.paging import Page, keyset_page
from solar_cms.panel.values import Column, column, label_of, plain, said

PAGE = 50
BATCH = 1000


@dataclass(frozen=True)
class Filter:
    """A filter of its own: choices (user) -> [(value, words)]; apply (rows, value) -> rows."""

    name: str
    label: Text
    choices: Callable[[Any], Sequence[tuple[str, Any]]]
    apply: Callable[[Any, str], Any]


class RowField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(said(obj))


class ListForm(Form):
    """What a list is narrowed to; read from the address. Made for one admin and one reader."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    def __init__(self, data: Any, *, admin: Any, request: HttpRequest) -> None:
        super().__init__(data)
        self.admin = admin
        if not admin.search_words:
            del self.fields["q"]
        else:
            self.fields["q"].label = admin.search_words
        self.steps: dict[str, Callable[[Any, Any], Any]] = {}
        for one in admin.filters:
            if isinstance(one, Filter):
                self._add_own(one, request)
            else:
                self._add_field(one, request)

    def _add_own(self, one: Filter, request: HttpRequest) -> None:
        choices = [("", _("Any")), *one.choices(request.user)]
        field = forms.ChoiceField(choices=choices, required=False)
        field.label = one.label  # type: ignore[assignment]
        self.fields[one.name] = field
        self.steps[one.name] = one.apply

    def _add_field(self, name: str, request: HttpRequest) -> None:
        model_field: Any = self.admin.model._meta.get_field(name)
        label = self.admin.labels.get(name) or label_of(self.admin.model, name)
        self.steps[name] = lambda rows, value: rows.filter(**{name: value})
        if model_field.is_relation:
            choices = self.admin.choices_for(request, name)
            self.fields[name] = RowField(choices, label=label, required=False, empty_label=_("Any"))
        elif isinstance(model_field, models.BooleanField):
            yes_no = [("", _("Any")), ("yes", _("yes")), ("no", _("no"))]
            self.fields[name] = forms.ChoiceField(label=label, choices=yes_no, required=False)
            self.steps[name] = lambda rows, value: rows.filter(**{name: value == "yes"})
        elif isinstance(model_field, models.DateField):
            self._add_since(name, label)
        else:
            choices = [("", _("Any")), *model_field.flatchoices]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def _add_since(self, name: str, label: Any) -> None:
        self.fields[name] = DateField(
            label=_("%(what)s since") % {"what": label}, required=False, help_text=""
        )
        self.steps[name] = lambda rows, value: rows.filter(**{f"{name}__gte": value})

    def applied(self, rows: Any) -> Any:
        """The rows wanted. A filter that is not understood shows its error and filters nothing."""
        self.is_valid()
        data = self.cleaned_data
        for name, step in self.steps.items():
            if data.get(name) not in (None, ""):
                rows = step(rows, data[name])
        if words := (data.get("q") or "").strip():
            rows = self.admin.search(rows, words)
        return rows


def by_fields(rows: Any, names: Sequence[str], words: str) -> Any:
    """Rows in one of whose fields every word stands."""
    for word in words.split()[:6]:
        condition = Q()
        for name in names:
            condition |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(condition)
    return rows


@dataclass
class Listing:
    """One list as asked for by one request."""

    form: ListForm
    rows: QuerySet
    order: list[str]
    columns: list[Column]

    def page(self, request: HttpRequest) -> Page:
        return keyset_page(
            self.rows,
            self.order,
            cursor=request.GET.get("cursor", ""),
            size=PAGE,
            count=True,
            path=request.path,
            query=request.GET.dict(),
        )

    def file(self, decorate: Callable[[list[Any]], None]) -> Iterator[list[Any]]:
        """Every row, header first, page by page so that little memory is needed."""
        yield [str(one.label) for one in self.columns]
        cursor = ""
        while True:
            page = keyset_page(self.rows, self.order, cursor=cursor, size=BATCH)
            decorate(page.rows)
            for row in page.rows:
                yield [plain(one.value(row)) for one in self.columns]
            cursor = page.next_cursor
            if not cursor:
                return


def listing_for(admin: Any, request: HttpRequest, rows: QuerySet) -> Listing:
    form = ListForm(request.GET, admin=admin, request=request)
    asked = request.GET.get("sort", "")
    order = list(admin.order_by)
    if (columns := admin.sorts.get(asked.lstrip("-"))) is not None:
        order = [f"-{name}" if asked.startswith("-") else name for name in columns]
    return Listing(form, form.applied(rows), order, columns_of(admin))


def columns_of(admin: Any) -> list[Column]:
    """The list's columns; on a phone the first leads the card, the second stands under it."""
    found = []
    for at, name in enumerate(admin.list_display):
        default = {0: "lead", 1: "sub"}.get(at, "more")
        found.append(
            column(
                admin,
                name,
                cls=admin.classes.get(name, default),
                sort=name if name in admin.sorts else "",
            )
        )
    return found
