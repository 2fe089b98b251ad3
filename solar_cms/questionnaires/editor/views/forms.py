"""The list of forms, a form with its versions, a version to be read; a first draft."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from solar_cms.base.asking import carried_out
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.questionnaires.editor import changing, operations, pages
from solar_cms.questionnaires.editor.forms import ListForm, TitleForm
from solar_cms.questionnaires.models import Form, FormDraft, FormVersion
from solar_cms.questionnaires.states import Purpose


@needs("forms.view")
@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ListForm(request.GET)
    rows = pages.searched(Form.objects.visible_to(user))
    if form.is_valid():
        rows = pages.filtered(rows, form.cleaned_data)
    page = keyset_page(
        rows,
        ["key", "id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    pages.decorate(page.rows)
    may_edit = user.may("forms.edit")
    known = Form.objects.values("key")
    context = {
        "form": form,
        "page": page,
        "may_edit": may_edit,
        "begun": FormDraft.objects.exclude(key__in=known).order_by("key")[:50] if may_edit else [],
    }
    return render(request, "questionnaires/editor/forms.html", context)


def form_of(request: HttpRequest, pk: uuid.UUID) -> Form:
    user: Any = request.user
    return get_object_or_404(Form.objects.visible_to(user), pk=pk)


@needs("forms.view")
@require_GET
def form(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Versions with dates and state, how many answers each has, who uses the form."""
    found, user = form_of(request, pk), request.user
    versions = pages.versions_of(found)
    context = {
        "record": found,
        "versions": versions,
        "current": next((v for v in versions if v.tag.kind == "done"), None),
        "uses": pages.uses_of(found.key),
        "draft": FormDraft.objects.filter(key=found.key).first(),
        "may_edit": user.may("forms.edit"),  # type: ignore[union-attr]
        "crumbs": pages.crumbs(),
    }
    return render(request, "questionnaires/editor/form.html", context)


def version_of(request: HttpRequest, pk: uuid.UUID, number: int) -> FormVersion:
    found = form_of(request, pk)
    return get_object_or_404(found.versions.select_related("form"), number=number)


@needs("forms.view")
@require_GET
def version(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """One published version, for ever readable."""
    found = version_of(request, pk, number)
    only = section_shown(request, found.definition)
    context = {
        "version": found,
        "sections": pages.reading(found.definition, only),
        "answers": found.responses.count(),
        "one_by_one": bool(only),
        "crumbs": pages.crumbs((str(found.form), reverse("form", args=[found.form_id]))),
    }
    return render(request, "questionnaires/editor/version.html", context)


def section_shown(request: HttpRequest, definition: dict[str, Any]) -> str:
    """Of a long form the one section that is shown; "" for all of a short one."""
    names = [section["key"] for section in definition["sections"]]
    if len(changing.keys_of(definition)) <= pages.AT_ONCE or len(names) < 2:
        return ""
    wanted = request.GET.get("section", "")
    return wanted if wanted in names else names[0]


@needs("forms.edit")
@require_POST
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the next version as the last one stands, or go on with the draft there is."""
    draft = operations.begin_draft(form_of(request, pk), by=request.user)  # type: ignore[arg-type]
    return redirect("form_draft", draft.pk)


@needs("forms.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A form that is not there yet."""
    form = TitleForm(
        request.POST or None, draft=FormDraft(definition={}, titles={}, purpose=Purpose.CHECKLIST)
    )

    def verb() -> FormDraft:
        titles, purpose = form.texts("title"), form.cleaned_data["purpose"]
        return operations.begin_form(titles=titles, purpose=purpose, by=request.user)  # type: ignore[arg-type]

    if carried_out(request, form, verb):
        return redirect("form_draft", form.made.pk)
    context = {
        "form": form,
        "title": _("A new form"),
        "submit": _("Begin the form"),
        "back": reverse("forms"),
        "crumbs": pages.crumbs(),
    }
    return render(request, "questionnaires/editor/part.html", context)
