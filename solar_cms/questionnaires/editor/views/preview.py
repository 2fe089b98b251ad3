"""A draft tried out at the width of a phone, in each language, with answers that are not recorded."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from solar_cms.base.middleware import CSP
from solar_cms.base.policy import needs
from solar_cms.questionnaires.answering import sit
from solar_cms.questionnaires.editor import changing, pages
from solar_cms.questionnaires.editor.trial import TrialDesk, sitting_of
from solar_cms.questionnaires.editor.views.drafts import draft_of
from solar_cms.questionnaires.reading import problems_with_definition


@needs("forms.edit")
@require_GET
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form on two phones side by side; on a phone, a link to each."""
    draft = draft_of(request, pk)
    faults = [p for p in problems_with_definition(draft.definition) if p.severity == "error"]
    context = {
        "draft": draft,
        "faults": faults,
        "languages": [
            (code, _(name), reverse("form_trial", args=[pk, code]))
            for code, name in settings.LANGUAGES
        ],
        "crumbs": pages.draft_crumbs(draft),
    }
    answer = render(request, "questionnaires/editor/preview.html", context)
    answer.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return answer


@needs("forms.edit")
@xframe_options_sameorigin
def trial(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """The pages of answering on the draft as it stands now."""
    draft = draft_of(request, pk)
    if language not in dict(settings.LANGUAGES) or not changing.keys_of(draft.definition):
        raise Http404(language)
    if any(p.severity == "error" for p in problems_with_definition(draft.definition)):
        return redirect("form_preview", pk)
    with translation.override(language):
        sitting = sitting_of(
            draft, done=lambda _made: _all_right(request, pk, language), cancel=request.path
        )
        answer = sit(request, sitting, TrialDesk)
    answer.headers["Content-Security-Policy"] = CSP.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return answer


def _all_right(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    messages.success(request, _("All answers are right; they would be recorded like this."))
    return redirect("form_trial", pk, language)
