"""Applications: take them in, send, enrol, return."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from enrollment import operations, pages
from enrollment.filters import ApplicationFilter
from enrollment.forms import ApplyForm, EnrolForm, ReturnForm, SubmitForm
from enrollment.models import Application
from enrollment.states import ApplicationState
from enrollment.views import tell_warnings, the_application, the_person
from solar_cms.base.asking import carried_out
from solar_cms.base.face import Act, Next
from solar_cms.base.models import uuid_or_none
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.registry.models import ProducerGroup


@needs("enrollment.view")
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ApplicationFilter(request.GET, user=user)
    rows = Application.objects.visible_to(user).select_related(
        "person__village", "district", "group", "channel"
    )
    page = keyset_page(
        form.apply(rows),
        ["-received_on", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    for row in page.rows:
        row.tag = pages.application_tag(row)
    return render(request, "enrollment/applications.html", {"form": form, "page": page})


def _group_of(request: HttpRequest) -> ProducerGroup | None:
    """The group whose list the reader came from, to go back to it."""
    user: Any = request.user
    pk = uuid_or_none(request.GET.get("group", ""))
    return ProducerGroup.objects.visible_to(user).filter(pk=pk).first() if pk else None


@needs("enrollment.enrol")
def new(request: HttpRequest, person_pk: uuid.UUID) -> HttpResponse:
    """Take in a person's application; with the LSSO's number they are enrolled at once."""
    person = the_person(request, person_pk, "enrollment.enrol")
    user: Any = request.user
    group = _group_of(request)
    form = ApplyForm(request.POST or None, user=user, person=person, initial={"group": group})
    if carried_out(
        request,
        form,
        lambda: operations.apply_and_enrol(person, by=user, **form.application_values()),
    ):
        tell_warnings(request, form.warnings)
        messages.success(request, _("%(person)s: recorded.") % {"person": person})
        if group is not None:
            return redirect("enrol_group", group.pk)
        return redirect("person", person.pk)
    back = reverse("enrol_group", args=[group.pk]) if group else reverse("person", args=[person.pk])
    return render(
        request,
        "enrollment/apply.html",
        {"form": form, "person": person, "group": group, "back": back},
    )


@needs("enrollment.view")
@require_GET
def application(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_application(request, pk)
    user: Any = request.user
    return render(
        request,
        "enrollment/application.html",
        {
            "application": found,
            "tag": pages.application_tag(found),
            "membership": getattr(found, "membership", None),
            "shown": found.shown.select_related("kind").order_by("kind__order"),
            "next": _next(found, user),
        },
    )


def _next(found: Application, user: Any) -> Next | None:
    if not found.is_open or not user.scope.may_in("enrollment.enrol", found.district_id):
        return None
    enrol = Act(
        _("Enter the LSSO's number and enrol"), reverse("application_enrol", args=[found.pk])
    )
    send = Act(_("Mend and send"), reverse("application_submit", args=[found.pk]))
    back = Act(
        _("The LSSO returned it"), reverse("application_return", args=[found.pk]), danger=True
    )
    if found.state == ApplicationState.SUBMITTED:
        return Next(primary=enrol, others=[back])
    return Next(primary=send, others=[enrol])


@needs("enrollment.enrol")
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_application(request, pk, "enrollment.enrol")
    user: Any = request.user
    form = SubmitForm(request.POST or None, application=found, version=found.version)
    if carried_out(
        request,
        form,
        lambda: operations.submit_application(
            found,
            earnings=form.cleaned_data["insured_earnings"],
            documents=form.cleaned_data["documents"],
            by=user,
        ),
    ):
        tell_warnings(request, form.warnings)
        return redirect("application", found.pk)
    return _act_page(request, found, form, _("Mend and send"), _("Send to the LSSO"))


@needs("enrollment.enrol")
def enrol(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_application(request, pk, "enrollment.enrol")
    user: Any = request.user
    form = EnrolForm(request.POST or None, application=found, user=user, version=found.version)
    if carried_out(
        request,
        form,
        lambda: operations.enrol_member(
            found,
            member_number=form.cleaned_data["member_number"],
            accepted_on=form.cleaned_data["accepted_on"],
            started_on=form.cleaned_data["started_on"],
            earnings=form.cleaned_data["insured_earnings"],
            by=user,
        ),
    ):
        tell_warnings(request, form.warnings)
        return redirect("membership", form.made.pk)
    return _act_page(request, found, form, _("Enrol"), _("Enrol"))


@needs("enrollment.enrol")
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_application(request, pk, "enrollment.enrol")
    user: Any = request.user
    form = ReturnForm(request.POST or None, application=found, version=found.version)
    if carried_out(
        request,
        form,
        lambda: operations.return_application(
            found,
            reasons=form.cleaned_data["reasons"],
            returned_on=form.cleaned_data["returned_on"],
            by=user,
        ),
    ):
        return redirect("application", found.pk)
    return _act_page(request, found, form, _("The LSSO returned it"), _("Save"))


def _act_page(
    request: HttpRequest, found: Application, form: Any, title: str, submit: str
) -> HttpResponse:
    context = {"application": found, "form": form, "title": title, "submit": submit}
    return render(request, "enrollment/application_act.html", context)
