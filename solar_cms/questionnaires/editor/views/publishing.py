"""Before a draft is published: what changes, who uses it, what becomes of the answers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from solar_cms.base.asking import carried_out
from solar_cms.base.models import today
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.editor import operations, pages
from solar_cms.questionnaires.editor.forms import PublishForm
from solar_cms.questionnaires.editor.rules import problems_with_publishing
from solar_cms.questionnaires.editor.views.drafts import draft_of
from solar_cms.questionnaires.rules import differences


@needs("forms.publish")
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    draft = draft_of(request, pk)
    form = PublishForm(request.POST or None, draft=draft)
    if carried_out(
        request,
        form,
        lambda: operations.publish_draft(
            draft,
            valid_from=form.cleaned_data["valid_from"],
            by=request.user,  # type: ignore[arg-type]
            seen=form.seen,
        ),
    ):
        version = form.made
        messages.success(request, _("%(version)s is published.") % {"version": version})
        return redirect("form", version.form_id)
    last = draft.based_on
    found = differences(last.definition, draft.definition) if last else []
    problems = [] if form.is_bound else problems_with_publishing(draft, today(), today())
    context = {
        "draft": draft,
        "form": form,
        "last": last,
        "changes": pages.changes_of(draft, found),
        "uses": pages.uses_of(draft.key),
        "problems": problems,
        "barred": any(p.severity == "error" for p in problems if p.code != "form.day_past"),
        "crumbs": pages.draft_crumbs(draft),
    }
    return render(request, "questionnaires/editor/publish.html", context)


@needs("forms.edit")
@require_POST
def rename(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """One click on the page above: ask it under a new name."""
    draft = draft_of(request, pk)
    try:
        name = operations.rename_question(draft, key, by=request.user, seen=draft.version)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused.problems[0].message))
    else:
        messages.success(request, _("It is asked as “%(name)s” now.") % {"name": name})
    return redirect("form_publish", draft.pk)
