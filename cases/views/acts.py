"""The acts on a case, one form page each."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import operations as do
from cases.forms import (
    AssignForm,
    CloseForm,
    NoticeForm,
    ReassignForm,
)
from cases.states import Act
from cases.step_forms import OrderForm
from cases.views.helpers import act_page, asked_step, facts_for, posted
from solar_cms.base.policy import needs

ASK = require_http_methods(["GET", "POST"])


@needs("cases.order")
@ASK
def order(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.order")
    key = asked_step(request)
    step = facts.way(Act.ORDER, key)
    form = OrderForm(posted(request)[0], version=facts.case.version, step=step)
    return act_page(
        request, facts, Act.ORDER, form,
        lambda **_data: do.order_inspection(facts.case, key=key, by=user, **form.values()),
        key=key, title=_("Inspection order"), submit=_("Sign the order"),
        done=_("The inspection is ordered."),
    )  # fmt: skip


@needs("cases.assign")
@ASK
def assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.assign")
    form = AssignForm(posted(request)[0], version=facts.case.version, facts=facts)
    return act_page(
        request, facts, Act.ASSIGN, form,
        lambda **data: do.assign_case(facts.case, key=asked_step(request), by=user, **data),
        key=asked_step(request), title=_("Assign the case"), submit=_("Assign"), done=_("The case is assigned."),
    )  # fmt: skip


@needs("cases.assign")
@ASK
def reassign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.assign")
    form = ReassignForm(posted(request)[0], version=facts.case.version, facts=facts)
    return act_page(
        request, facts, Act.REASSIGN, form,
        lambda **data: do.reassign_case(facts.case, key=asked_step(request), by=user, **data),
        key=asked_step(request), title=_("Reassign the case"), submit=_("Reassign"), done=_("The case is reassigned."),
    )  # fmt: skip


@needs("cases.notice")
@ASK
def notice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.notice")
    form = NoticeForm(posted(request)[0], version=facts.case.version)
    return act_page(
        request, facts, Act.NOTICE, form,
        lambda **data: do.issue_improvement_notice(facts.case, key=asked_step(request), by=user, **data),
        key=asked_step(request), title=_("Improvement notice"), submit=_("Write the notice"),
        done=_("The notice is written; its PDF is being prepared."),
        findings=facts.unremedied,
    )  # fmt: skip


@needs("cases.close")
@ASK
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.close")
    form = CloseForm(posted(request)[0], version=facts.case.version, facts=facts)
    return act_page(
        request, facts, Act.CLOSE, form,
        lambda **data: do.close_case(facts.case, key=asked_step(request), by=user, **data),
        key=asked_step(request), title=_("Close the case"), submit=_("Close the case"), done=_("The case is closed."),
    )  # fmt: skip
