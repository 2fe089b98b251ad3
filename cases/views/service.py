"""How a notice is served: attempts, service, copies that cannot be read, writing anew, the record of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import operations as do
from cases import serving
from cases.forms import AttemptForm, ReissueForm, ServeForm, UnreadableForm
from cases.models import Notice
from cases.rules.service import problems_with_reissue, problems_with_unreadable
from cases.states import Act
from cases.views.helpers import act_page, asked_step, facts_for, posted, visible_cases
from solar_cms.base.models import today
from solar_cms.base.policy import needs

ASK = require_http_methods(["GET", "POST"])


def _notice(request: HttpRequest, pk: uuid.UUID) -> Notice:
    user: Any = request.user
    return get_object_or_404(
        Notice.objects.filter(case__in=visible_cases(user)).select_related("letter", "replaces"),
        pk=pk,
    )


def _record_url(pk: Any) -> str:
    return reverse("notice_service", args=[pk])


@needs("cases.view")
@require_GET
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The record of service of a notice: every attempt with its proof, and what can be done."""
    user: Any = request.user
    notice = _notice(request, pk)
    facts = facts_for(request, notice.case_id)
    case_url = reverse("case", args=[facts.case.pk])
    context = {
        **serving.panel_of(facts, notice, user),
        "crumbs": [(_("Cases"), reverse("cases")), (facts.case.number, case_url)],
    }
    return render(request, "cases/service.html", context)


@needs("cases.serve")
@ASK
def serve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    notice = _notice(request, pk)
    facts = facts_for(request, notice.case_id, "cases.serve")
    key = asked_step(request)
    form = ServeForm(*posted(request), version=facts.case.version)
    return act_page(
        request, facts, Act.SERVE, form,
        lambda **data: do.serve_notice(notice, key=key, by=user, **data),
        key=key, title=_("Service of %(number)s") % {"number": notice.number},
        problems=serving.problems_now(facts, notice, user, key),
        submit=_("Record the service"), done=_("The service is recorded; the period runs."),
        other={"url": reverse("notice_try", args=[notice.pk]), "label": _("It did not reach anybody")},
    )  # fmt: skip


@needs("cases.serve")
@ASK
def tried(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    notice = _notice(request, pk)
    facts = facts_for(request, notice.case_id, "cases.serve")
    form = AttemptForm(*posted(request), version=facts.case.version)
    return act_page(
        request, facts, Act.SERVE, form,
        lambda **data: do.try_service(notice, by=user, **data),
        title=_("Attempt to serve %(number)s") % {"number": notice.number},
        problems=serving.problems_now(facts, notice, user),
        submit=_("Record the attempt"), done=_("The attempt is recorded; the notice stays to be served."),
        then=lambda made: _record_url(made.pk),
    )  # fmt: skip


@needs("cases.serve")
@ASK
def unreadable(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    notice = _notice(request, pk)
    facts = facts_for(request, notice.case_id, "cases.serve")
    form = UnreadableForm(*posted(request), version=facts.case.version)
    return act_page(
        request, facts, Act.SERVE, form,
        lambda **data: do.report_unreadable(notice, by=user, **data),
        title=_("Unreadable copy of %(number)s") % {"number": notice.number},
        problems=problems_with_unreadable(facts, notice, user, today()),
        submit=_("Record it"), done=_("Recorded. Serve a new copy; the period runs from then."),
        then=lambda made: _record_url(made.pk),
    )  # fmt: skip


@needs("cases.notice")
@ASK
def reissue(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    notice = _notice(request, pk)
    facts = facts_for(request, notice.case_id, "cases.notice")
    form = ReissueForm(posted(request)[0], version=facts.case.version, notice=notice)
    return act_page(
        request, facts, Act.NOTICE, form,
        lambda **data: do.reissue_notice(notice, by=user, **_period(data)),
        title=_("Write %(number)s anew") % {"number": notice.number},
        problems=problems_with_reissue(facts, notice, user, "-", today()),
        submit=_("Void it and write it anew"),
        done=_("The notice is void; the new one is being prepared. Serve it when its PDF is ready."),
        then=lambda made: _record_url(made.pk),
    )  # fmt: skip


def _period(data: dict[str, Any]) -> dict[str, Any]:
    """Days are said with a number of them only."""
    return data if data.get("length") else {**data, "length": None, "unit": ""}
