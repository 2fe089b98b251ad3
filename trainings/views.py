"""Pages of trainings."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import carried_out
from solar_cms.base.exports import csv_response
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.registry.forms import PersonForm
from solar_cms.registry.models import Person
from trainings import operations, pages
from trainings.forms import (
    CancelForm,
    EndTrainerForm,
    ExpectForm,
    FilterForm,
    PlanForm,
    ScoresForm,
    TrainerForm,
    WalkInForm,
)
from trainings.models import Score, Session, Trainer
from trainings.states import Presence, TestPhase


def session_for(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Session:
    """The session, if the reader sees it; 403 when they see it but lack the right there."""
    user: Any = request.user
    found = get_object_or_404(
        Session.objects.visible_to(user).select_related(
            "curriculum",
            "district__province",
            "village",
            "group",
            "responsible",
            "organisation",
            "test__form",
        ),
        pk=pk,
    )
    if right and not user.scope.may_in(right, found.district_id):
        raise PermissionDenied(right)
    return found


@needs("trainings.view")
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = FilterForm(request.GET, user=user)
    rows = (
        Session.objects.visible_to(user)
        .select_related("curriculum", "district", "village", "group")
        .annotate(present=Count("attendances", Q(attendances__presence=Presence.PRESENT)))
    )
    if form.is_valid():
        rows = pages.filtered(rows, form.cleaned_data)
    page = keyset_page(
        rows,
        ["-starts_on", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    for row in page.rows:
        row.tag = pages.state_tag(row)
    return render(
        request,
        "trainings/sessions.html",
        {"form": form, "page": page, "may_plan": user.may("trainings.plan")},
    )


@needs("trainings.plan")
def plan(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = PlanForm(request.POST or None, user=user)
    if carried_out(
        request,
        form,
        lambda: operations.plan_session(by=user, **form.cleaned_data),
    ):
        return redirect("session", form.made.pk)
    return render(request, "trainings/plan.html", {"form": form})


@needs("trainings.view")
@require_GET
def session(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = session_for(request, pk)
    return render(request, "trainings/session.html", pages.session_context(found, request.user))


@needs("trainings.hold")
def expect(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = session_for(request, pk, "trainings.hold")
    form = ExpectForm(request.POST or None, user=request.user)
    if carried_out(
        request,
        form,
        lambda: operations.expect_group(found, form.cleaned_data["group"], by=request.user),
    ):
        return redirect("session", found.pk)
    return render(
        request,
        "trainings/act.html",
        {
            "session": found,
            "form": form,
            "title": _("Put a group on the register"),
            "submit": _("Add its members"),
        },
    )


@needs("trainings.hold")
def attendance(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The register as one form: a tick for everybody who is there."""
    found = session_for(request, pk, "trainings.hold")
    problems = []
    register = list(
        found.attendances.filter(is_walk_in=False)
        .select_related("person__village")
        .order_by("person__sort_name", "id")
    )
    ticked = {str(a.pk) for a in register if a.presence == Presence.PRESENT}
    if request.method == "POST":
        ticked = set(request.POST.getlist("present"))
        wanted = [a.pk for a in register if str(a.pk) in ticked]
        try:
            operations.take_attendance(found, wanted, by=request.user)
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect("session", found.pk)
    return render(
        request,
        "trainings/attendance.html",
        {"session": found, "register": register, "ticked": ticked, "problems": problems},
    )


@needs("trainings.hold")
def walk_in(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody of the register of people is added as present; then perhaps the next one."""
    found = session_for(request, pk, "trainings.hold")
    form = WalkInForm(request.POST or None, user=request.user)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            operations.add_walk_in(found, person, by=request.user)
        except Refused as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("%(person)s is present.") % {"person": person})
            return redirect("session_walk_in", found.pk)
    return render(request, "trainings/walk_in.html", {"session": found, "form": form})


@needs("trainings.hold")
def walk_in_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody the register does not know yet: recorded and marked present in one act."""
    found = session_for(request, pk, "trainings.hold")
    user: Any = request.user
    if not user.scope.may_in("people.keep", found.district_id):
        raise PermissionDenied("people.keep")
    form = PersonForm(request.POST or None, user=user, initial={"district": found.district_id})
    if carried_out(
        request,
        form,
        lambda: operations.add_new_walk_in(found, form.cleaned_data, by=user),
    ):
        return redirect("session_walk_in", found.pk)
    return render(
        request,
        "trainings/act.html",
        {
            "session": found,
            "form": form,
            "title": _("Somebody new"),
            "submit": _("Record and mark as present"),
        },
    )


@needs("trainings.hold")
def scores(request: HttpRequest, pk: uuid.UUID, phase: str) -> HttpResponse:
    found = session_for(request, pk, "trainings.hold")
    if phase not in TestPhase.values:
        raise Http404(phase)
    register = list(
        found.attendances.filter(presence=Presence.PRESENT)
        .select_related("person")
        .order_by("person__sort_name", "id")
    )
    known = {
        score.attendance_id: score
        for score in Score.objects.filter(attendance__session=found, phase=phase)
    }
    points = {pk: score.points for pk, score in known.items()}
    form = ScoresForm(
        request.POST or None, register=register, points=points, out_of=found.test_points
    )
    if carried_out(
        request,
        form,
        lambda: operations.enter_scores(found, phase, form.scores(), by=request.user),
    ):
        return redirect("session", found.pk)
    return render(
        request,
        "trainings/scores.html",
        {
            "session": found,
            "form": form,
            "phase": TestPhase(phase),
            "rows": pages.answered_rows(register, known) if found.test_id else [],
        },
    )


@needs("trainings.hold")
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = session_for(request, pk, "trainings.hold")
    problems = []
    if request.method == "POST":
        try:
            operations.close_session(found, by=request.user)
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect("session", found.pk)
    return render(
        request,
        "components/confirm_page.html",
        {
            "title": _("Close the session"),
            "text": _("After that the register and the scores are not changed any more."),
            "facts": [(_("Session"), str(found)), (_("Last day"), found.ends_on)],
            "problems": problems,
            "submit": _("Close the session"),
            "cancel": reverse("session", args=[found.pk]),
        },
    )


@needs("trainings.plan")
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = session_for(request, pk, "trainings.plan")
    form = CancelForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: operations.cancel_session(found, by=request.user, **form.cleaned_data),
    ):
        return redirect("session", found.pk)
    return render(
        request,
        "trainings/act.html",
        {
            "session": found,
            "form": form,
            "title": _("Cancel the session"),
            "submit": _("Cancel the session"),
            "danger": True,
        },
    )


@needs("trainings.view")
@require_GET
def register_csv(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = session_for(request, pk)
    return csv_response(f"{found.number}.csv", pages.register_rows(found))


@needs("trainings.view")
@require_GET
def trainers(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    rows = Trainer.objects.visible_to(user).select_related("person", "district", "organisation")
    page = keyset_page(
        rows,
        ["-valid_from", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    return render(
        request,
        "trainings/trainers.html",
        {"page": page, "may": user.may("trainings.trainers")},
    )


@needs("trainings.trainers")
def trainer_new(request: HttpRequest, person_pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    person = get_object_or_404(Person.objects.visible_to(user), pk=person_pk)
    form = TrainerForm(request.POST or None, user=user)
    if carried_out(
        request,
        form,
        lambda: operations.appoint_trainer(person, by=user, **form.cleaned_data),
    ):
        return redirect("trainers")
    return render(request, "trainings/trainer_new.html", {"form": form, "person": person})


@needs("trainings.trainers")
def trainer_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    trainer = get_object_or_404(
        Trainer.objects.visible_to(user, "trainings.trainers").select_related("person"), pk=pk
    )
    form = EndTrainerForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: operations.end_trainer(trainer, by=user, **form.cleaned_data),
    ):
        return redirect("trainers")
    return render(request, "trainings/trainer_end.html", {"form": form, "trainer": trainer})
