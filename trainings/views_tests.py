"""The tests of a session, answered: by the person on a phone handed round, or entered from paper."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.asking import carried_out
from solar_cms.base.policy import needs
from solar_cms.questionnaires.answering import Sitting, sit
from solar_cms.questionnaires.models import FormVersion
from trainings import operations
from trainings.forms import TestForm
from trainings.models import Score
from trainings.rules import problems_with_answering
from trainings.states import TestPhase
from trainings.views import session_for


@needs("trainings.hold")
def test(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose what the pre- and post-test of a session ask."""
    found = session_for(request, pk, "trainings.hold")
    user: Any = request.user
    form = TestForm(request.POST or None, session=found)
    if carried_out(
        request,
        form,
        lambda: operations.choose_test(found, form.cleaned_data["test"], by=user),
    ):
        return redirect("session", found.pk)
    context = {
        "session": found,
        "form": form,
        "title": _("Choose the test"),
        "submit": _("Choose the test"),
    }
    return render(request, "trainings/act.html", context)


@needs("trainings.hold")
def answer(request: HttpRequest, pk: uuid.UUID, phase: str, attendance: uuid.UUID) -> HttpResponse:
    """One person's answers to the pre- or post-test; their points are counted from them."""
    found = session_for(request, pk, "trainings.hold")
    if phase not in TestPhase.values or found.test is None:
        raise Http404(phase)
    row = get_object_or_404(found.attendances.select_related("person", "session"), pk=attendance)
    user: Any = request.user
    scores_url = reverse("session_scores", args=[found.pk, phase])

    def verb(version: FormVersion, answers: Any, files: Any) -> Score:
        return operations.record_test(row, phase, answers, version=version, by=user)

    def done(score: Score) -> HttpResponse:
        facts = {"person": row.person, "points": score.points, "most": score.out_of}
        messages.success(request, _("%(person)s: %(points)s of %(most)s points") % facts)
        return redirect(scores_url)

    sitting = Sitting(
        version=found.test, context=f"trainings.test:{phase}:{row.pk}", title=str(row.person),
        subtitle=TestPhase(phase).label, number=found.number, submit=_("Save the answers"),
        verb=verb, done=done, cancel=scores_url, district_id=found.district_id, notes=False, partial=True,
        crumbs=[
            (found.number, reverse("session", args=[found.pk])),
            (TestPhase(phase).label, scores_url),
        ],
        problems=[] if request.method == "POST" else problems_with_answering(found, row),
        paper_url=reverse("paper", args=[found.test.pk]),
    )  # fmt: skip
    return sit(request, sitting)
