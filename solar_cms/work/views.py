"""Jobs and their progress, a person's inbox, the settings of mail and SMS."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from solar_cms.base.hooks import task_kinds
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs, signed_in
from solar_cms.base.problems import Refused
from solar_cms.work import operations, outbox, senders
from solar_cms.work.forms import TestMailForm, TestSmsForm
from solar_cms.work.models import Job, Task


@signed_in
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """One's own jobs, newest first."""
    page = keyset_page(
        Job.objects.visible_to(request.user),
        ["-created_at", "-id"],
        cursor=request.GET.get("cursor", ""),
        size=25,
        path=request.path,
    )
    return render(request, "work/jobs.html", {"page": page})


@signed_in
@require_GET
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a job is; the page looks again by itself, or on reload."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(
        request,
        "work/job.html",
        {
            "job": found,
            "crumbs": [(_("Jobs"), reverse("jobs"))],
            "files": [
                {"name": f["name"], "url": f["url"], "size": f.get("size")}
                for f in found.result.get("files", [])
            ],
        },
    )


@signed_in
@require_POST
def job_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        operations.cancel_job(found, by=request.user)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem.message))
    return redirect("job", pk=pk)


@needs("work.inbox")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What this person is asked to do, the most pressing first."""
    tasks = Task.objects.open().visible_to(request.user)
    kind = request.GET.get("kind", "")
    known = task_kinds.get(kind)
    if kind:
        tasks = tasks.filter(kind=kind)
    page = keyset_page(
        tasks.select_related("district", "user"),
        ["rank_on", "id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    return render(
        request,
        "work/inbox.html",
        {"page": page, "today": today(), "kind": kind, "label": known.label if known else ""},
    )


@needs("work.settings")
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """How mail and SMS leave the house, a test of each, and what could not be sent."""
    which = request.POST.get("which", "")
    mail = TestMailForm(request.POST if which == "mail" else None)
    sms = TestSmsForm(request.POST if which == "sms" else None)
    form: Any = {"mail": mail, "sms": sms}.get(which)
    if form is not None and form.is_valid():
        try:
            _send_test(request, which, form.cleaned_data)
        except Refused as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("The test was sent. See whether it arrived."))
            return redirect("work_settings")
    context = {
        "mail_form": mail,
        "sms_form": sms,
        "mail_backend": senders.mail_backend(),
        "sms_backend": settings.SMS_BACKEND,
        "config": settings,
        "stuck": outbox.stuck()[:50],
    }
    return render(request, "work/settings.html", context)


def _send_test(request: HttpRequest, which: str, data: dict[str, Any]) -> None:
    text = _("This is a test of solar_cms. You need not answer.")
    if which == "mail":
        senders.deliver_mail(
            to=data["address"], subject=_("Test of solar_cms"), text=text, by=request.user
        )
    else:
        senders.deliver_sms(to=data["phone"], text=text, by=request.user)


@needs("work.settings")
@require_POST
def message_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a message again that was given up."""
    operations.send_again(get_object_or_404(outbox.stuck(), pk=pk), by=request.user)
    messages.success(request, _("It will be tried again."))
    return redirect("work_settings")
