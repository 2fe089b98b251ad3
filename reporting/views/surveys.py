"""Surveys: which there are, answering one, what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reporting import surveys as counting
from reporting.forms_surveys import SurveyFilter, SurveyForm
from reporting.models import SurveyReturn
from reporting.views.common import parts
from solar_cms.base.exports import csv_of
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.documents.panels import attachments_panel
from solar_cms.questionnaires.answering import Sitting, read_answers, sit
from solar_cms.questionnaires.models import Form, FormVersion
from solar_cms.questionnaires.states import Purpose


@needs("surveys.view")
@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """The surveys in use, with how many have answered."""
    user: Any = request.user
    counts = dict(
        SurveyReturn.objects.visible_to(user).values_list("form").annotate(n=Count("id")).order_by()
    )
    rows = [
        (version, counts.get(version.form_id, 0))
        for version in counting.published(today()).defer("definition")
    ]
    context = {
        "rows": rows,
        "may_answer": user.may("surveys.answer"),
        "tabs": parts(user, "surveys"),
    }
    return render(request, "reporting/surveys.html", context)


@needs("surveys.answer")
def survey_answer(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a survey for a district or a group of it, on screen or from paper."""
    user: Any = request.user
    version = get_object_or_404(counting.published(today()), form__key=key)
    form = SurveyForm(request.POST or None, user=user)

    def verb(version: FormVersion, answers: Any, files: Any, **data: Any) -> SurveyReturn:
        return counting.record_survey(version, answers, files=files, by=user, **data)

    def done(made: SurveyReturn) -> HttpResponse:
        messages.success(request, _("The answers are recorded."))
        return redirect("survey", key)

    sitting = Sitting(
        version=version, context=f"reporting.survey:{key}", title=str(version.form),
        submit=_("Send the answers"), verb=verb, done=done, cancel=reverse("surveys"), form=form,
        district_id=user.scope.district or None, notes=False,
        crumbs=[(_("Surveys"), reverse("surveys"))],
        paper_url=reverse("paper", args=[version.pk]),
    )  # fmt: skip
    return sit(request, sitting)


@needs("surveys.view")
@require_GET
def survey(request: HttpRequest, key: str) -> HttpResponse:
    """What was answered, question by question."""
    user: Any = request.user
    form = get_object_or_404(Form, key=key, purpose=Purpose.SURVEY)
    chosen = SurveyFilter(request.GET, user=user)
    query = {}
    if chosen.is_valid() and (district := chosen.cleaned_data.get("district")):
        query = {"district": district.pk}
    found = counting.returns_for(user, form, query)
    page = keyset_page(
        found.select_related("district", "group", "recorded_by"), ["-answered_on", "-id"],
        cursor=request.GET.get("cursor", ""), count=True, path=request.path,
        query=request.GET.dict(),
    )  # fmt: skip
    context = {
        "survey": form,
        "filter": chosen,
        "page": page,
        "sections": counting.results(form, found),
        "may_answer": user.may("surveys.answer"),
        "crumbs": [(_("Surveys"), reverse("surveys"))],
    }
    return render(request, "reporting/survey.html", context)


@needs("surveys.view")
@require_GET
def survey_return(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One set of answers."""
    user: Any = request.user
    found = get_object_or_404(
        SurveyReturn.objects.visible_to(user).select_related(
            "form", "response__form_version__form", "district", "group", "recorded_by"
        ),
        pk=pk,
    )
    context = {
        "found": found,
        "read": read_answers(found.response, user=user),
        "panel": attachments_panel(user, counting.SURVEY, found.pk),
        "crumbs": [
            (_("Surveys"), reverse("surveys")),
            (str(found.form), reverse("survey", args=[found.form.key])),
        ],
    }
    return render(request, "reporting/survey_return.html", context)


@needs("surveys.view")
@require_GET
def survey_csv(request: HttpRequest, key: str) -> HttpResponse:
    return csv_of("survey", request.user, _of(request, key))


@needs("surveys.view")
@require_GET
def survey_returns_csv(request: HttpRequest, key: str) -> HttpResponse:
    return csv_of("survey_returns", request.user, _of(request, key))


def _of(request: HttpRequest, key: str) -> Any:
    query = request.GET.copy()
    query["of"] = key
    return query
