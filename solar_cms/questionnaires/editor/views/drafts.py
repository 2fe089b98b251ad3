"""A draft as a whole: its page, its title, a workbook in its place, throwing it away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.asking import carried_out
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.editor import changing, operations, pages
from solar_cms.questionnaires.editor.forms import EditForm, TitleForm
from solar_cms.questionnaires.editor.views.forms import section_shown
from solar_cms.questionnaires.models import Form, FormDraft
from solar_cms.questionnaires.reading import problems_with_definition


def draft_of(request: HttpRequest, pk: uuid.UUID) -> FormDraft:
    user: Any = request.user
    rows = FormDraft.objects.visible_to(user).select_related("based_on__form")
    return get_object_or_404(rows, pk=pk)


def to_draft(draft: FormDraft, part: str = "", section: str = "") -> HttpResponse:
    """Back to the draft's page, at the part that was changed."""
    url = reverse("form_draft", args=[draft.pk])
    if section:
        url += f"?section={section}"
    return redirect(f"{url}#{part}" if part else url)


@needs("forms.edit")
def draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form as it is being written. Buttons move what they stand beside."""
    found = draft_of(request, pk)
    problems: list[Any] = []
    if request.method == "POST":
        try:
            part, section = _moved(request, found)
        except Refused as refused:
            problems = refused.problems
            found = draft_of(request, pk)
        else:
            return to_draft(found, part, section)
    faults = problems_with_definition(found.definition)
    only = section_shown(request, found.definition)
    context = {
        "draft": found,
        "problems": problems,
        "faults": [_placed(found, fault) for fault in faults],
        "sections": pages.reading(found.definition, only),
        "one_by_one": bool(only),
        "form_record": Form.objects.filter(key=found.key).first(),
        "may_publish": request.user.may("forms.publish"),  # type: ignore[union-attr]
        "lists": len(found.definition.get("choices", {})),
        "edits": pages.edits_of(found),
        "crumbs": pages.crumbs(),
    }
    return render(request, "questionnaires/editor/draft.html", context)


def _moved(request: HttpRequest, found: FormDraft) -> tuple[str, str]:
    """Carry out the button that was pressed; gives what to go back to."""
    user: Any = request.user
    for name, step in (("up", -1), ("down", 1)):
        if key := request.POST.get(name):
            operations.move_question(found, key, step, by=user)
            standing = changing.standing_of(draft_of(request, found.pk).definition, key)
            section = standing.section["key"] if standing and request.GET.get("section") else ""
            return f"q-{key}", section
        if (key := request.POST.get(f"section_{name}")) is not None:
            operations.move_section(found, key, step, by=user)
            return f"s-{key}", request.GET.get("section", "")
    return "", ""


def _placed(found: FormDraft, fault: Any) -> dict[str, Any]:
    """A fault of the definition with the page where it is mended."""
    key = fault.field.rpartition("/")[2]
    url = ""
    if changing.standing_of(found.definition, key):
        url = reverse("form_question", args=[found.pk, key])
    elif fault.field and changing.section_of(found.definition, fault.field.partition("/")[0]):
        url = reverse("form_section", args=[found.pk, fault.field.partition("/")[0]])
    return {"message": fault.message, "key": key, "url": url, "severity": fault.severity}


@needs("forms.edit")
def title(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = draft_of(request, pk)
    form = TitleForm(request.POST or None, draft=found)
    if carried_out(
        request,
        form,
        lambda: operations.retitle_draft(
            found,
            titles=form.texts("title"),
            purpose=form.cleaned_data["purpose"],
            by=request.user,  # type: ignore[arg-type]
            seen=form.seen,
        ),
    ):
        return to_draft(found)
    context = {
        "form": form,
        "title": _("Title and purpose"),
        "submit": _("Save"),
        "back": reverse("form_draft", args=[found.pk]),
        "crumbs": pages.draft_crumbs(found),
    }
    return render(request, "questionnaires/editor/part.html", context)


@needs("forms.edit")
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = draft_of(request, pk)
    form = EditForm(request.POST or None, draft=found)
    if carried_out(
        request,
        form,
        lambda: operations.drop_draft_form(found, by=request.user, seen=form.seen),  # type: ignore[arg-type]
    ):
        messages.success(request, _("The draft is gone. Published versions stay as they are."))
        return redirect("forms")
    context = {
        "title": _("Throw the draft away"),
        "text": _("What was written since the last version is not asked. The history keeps it."),
        "facts": [(_("Draft"), str(found))],
        "form": form,
        "submit": _("Throw it away"),
        "danger": True,
        "cancel": reverse("form_draft", args=[found.pk]),
        "crumbs": pages.draft_crumbs(found),
    }
    return render(request, "components/confirm_page.html", context)
