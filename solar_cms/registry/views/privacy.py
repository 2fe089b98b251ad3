"""Requests of people about their data, and the proof of what was let go."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import ask, carried_out
from solar_cms.base.face import Tag
from solar_cms.base.forms import Form
from solar_cms.base.models import today, uuid_or_none
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.said import say_day
from solar_cms.registry import pages
from solar_cms.registry.models import CorrectionRequest, Person, RetentionRun
from solar_cms.registry.privacy import operations, rules
from solar_cms.registry.privacy.forms import AnswerForm, CorrectionForm, EraseForm
from solar_cms.registry.retention.proof import steps_of_today
from solar_cms.registry.states import CorrectionState

ACCESS = "people.subject_access"


def _person(request: HttpRequest, pk: uuid.UUID, right: str) -> Person:
    user: Any = request.user
    found = get_object_or_404(Person.objects.visible_to(user), pk=pk)
    if not user.scope.may_in(right, found.district_id):
        raise PermissionDenied(right)
    return found


def _crumbs(person: Person) -> list[tuple[str, str]]:
    return [*pages.crumbs_to("people"), (person.name, reverse("person", args=[person.pk]))]


@needs(ACCESS)
def held(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks once more, then starts the job that writes the file."""
    found = _person(request, pk, ACCESS)
    user: Any = request.user
    jobs: list[Any] = []
    form = Form(request.POST if request.method == "POST" else None)
    if carried_out(request, form, lambda: jobs.append(operations.ask_for_held(found, by=user))):
        return redirect("job", jobs[0].pk)
    context = {
        "title": _("Everything held about the person"),
        "text": _(
            "A PDF and a JSON file in each language are made, with every record that points at the "
            "person, in all parts of the system. Hand them to the person only. That the file was made, "
            "and by whom, is recorded."
        ),
        "facts": [(_("Person"), found.name)],
        "submit": _("Make the file"),
        "cancel": reverse("person", args=[found.pk]),
        "crumbs": _crumbs(found),
    }
    return render(request, "components/confirm_page.html", context)


@needs(ACCESS)
@require_GET
def corrections(request: HttpRequest) -> HttpResponse:
    """Requests for correction, the newest first; of one person where the address says so."""
    user: Any = request.user
    rows = CorrectionRequest.objects.visible_to(user).select_related("person__district")
    if person := uuid_or_none(request.GET.get("person", "")):
        rows = rows.filter(person=person)
    if request.GET.get("open"):
        rows = rows.open()
    page = keyset_page(
        rows,
        ["-asked_on", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    context = {
        "page": page,
        "rows": [(row, _tag(row)) for row in page.rows],
        "tabs": pages.tabs_for(user, "corrections"),
        "only_open": bool(request.GET.get("open")),
    }
    return render(request, "registry/corrections.html", context)


def _tag(row: CorrectionRequest) -> Tag:
    if row.state == CorrectionState.OPEN and row.due_on and row.due_on < today():
        return Tag("late", _("overdue"))
    kinds = {CorrectionState.OPEN: "waiting", CorrectionState.DONE: "done"}
    return Tag(kinds.get(CorrectionState(row.state), "refused"), row.get_state_display())


@needs(ACCESS)
def correction_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _person(request, pk, ACCESS)
    user: Any = request.user
    form = CorrectionForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: operations.ask_correction(found, by=user, **form.cleaned_data),
        done=_("The request is recorded."),
        back=reverse("corrections"),
        title=_("Record a request for correction"),
        facts=[(_("Person"), found.name)],
        submit=_("Record the request"),
        crumbs=_crumbs(found),
    )


@needs(ACCESS)
def correction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A request with its answer, or the form to answer it."""
    user: Any = request.user
    rows = CorrectionRequest.objects.visible_to(user).select_related("person__district")
    found = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None, version=found.version)
    is_open = found.state == CorrectionState.OPEN
    if carried_out(
        request,
        form,
        lambda: operations.answer_correction(found, by=user, **form.cleaned_data),
    ):
        messages.success(request, _("The answer is recorded."))
        return redirect("correction", found.pk)
    context = {
        "row": found,
        "form": form if is_open else None,
        "state": _tag(found),
        "crumbs": [*_crumbs(found.person), (_("Requests for correction"), reverse("corrections"))],
        "may_keep": user.scope.may_in("people.keep", found.person.district_id),
    }
    return render(request, "registry/correction.html", context)


@needs(rules.ERASE)
def person_erase(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What goes, what stays, what stands in the way; then the emptying."""
    user: Any = request.user
    found = _person(request, pk, rules.ERASE)
    barred = rules.problems_with_erasure(found, user)
    back = reverse("person", args=[found.pk])
    context = {
        "title": _("Empty the record"),
        "text": _(
            "Names, documents, phone, birth date, village and files are taken out, from the history too. "
            "Sex, year of birth and district stay for figures; that it was done, by whom and when, stays. "
            "It cannot be undone."
        ),
        "facts": [(_("Person"), found.name)],
        "crumbs": _crumbs(found),
    }
    if barred:
        return render(
            request,
            "components/confirm_page.html",
            {**context, "problems": barred, "cancel": back, "submit": ""},
        )
    form = EraseForm(request.POST or None, version=found.version)
    return ask(
        request,
        form,
        lambda: operations.erase_person(found, by=user, reason=form.cleaned_data["reason"]),
        done=_("The record is emptied."),
        back=back,
        submit=_("Empty the record"),
        danger=True,
        **context,
    )


@needs("retention.view")
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """The rules with their periods, and each run of them."""
    user: Any = request.user
    page = keyset_page(
        RetentionRun.objects.visible_to(user).defer("rows"),
        ["-at", "-id"],
        cursor=request.GET.get("cursor", ""),
        path=request.path,
        query=request.GET.dict(),
    )
    return render(
        request,
        "registry/retention.html",
        {"page": page, "steps": steps_of_today(), "tabs": pages.tabs_for(user, "retention")},
    )


@needs("retention.view")
@require_GET
def retention_run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One run with the keys of its rows and their fingerprint."""
    user: Any = request.user
    found = get_object_or_404(RetentionRun.objects.visible_to(user), pk=pk)
    crumbs = [(_("Retention of data"), reverse("retention"))]
    context = {"run": found, "crumbs": crumbs, "title": say_day(found.at)}
    return render(request, "registry/retention_run.html", context)
