"""The ledger of a case: its statement, payments, plans, wages, rows taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import money_pages
from cases import operations as do
from cases.models import LedgerEntry
from cases.sanction_forms import (
    InterestForm,
    OrderWagesForm,
    PaymentForm,
    PlanForm,
    ReductionForm,
    TakeBackForm,
    WagesForm,
    WriteOffForm,
)
from cases.states import Act
from cases.views.helpers import act_page, ask_held, asked_step, facts_for, posted, visible_cases
from cases.views.sanctions import sanction_and_facts
from solar_cms.base.forms import Form
from solar_cms.base.policy import needs

ASK = require_http_methods(["GET", "POST"])


@needs("cases.view")
@require_GET
def statement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every row with the balance after it, and the sums by who the money is for."""
    user: Any = request.user
    facts = facts_for(request, pk)
    district = facts.case.district_id
    return render(
        request,
        "cases/ledger.html",
        {
            "case": facts.case,
            "rows": money_pages.ledger_of(facts, user),
            "sums": money_pages.sums_of(facts.entries),
            "sanctions": money_pages.sanctions_of(facts),
            "may_order": bool(facts.ways(Act.ORDER_WAGES))
            and user.scope.may_in("cases.order_wages", district),
            "may_pay_wages": bool(facts.ways(Act.WAGES))
            and user.scope.may_in("cases.collect_wages", district),
            "crumbs": [
                (_("Cases"), reverse("cases")),
                (facts.case.number, reverse("case", args=[pk])),
            ],
        },
    )


@needs("cases.collect")
@ASK
def pay(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk, "cases.collect")
    key = asked_step(request)
    owed = sum(e.amount for e in facts.entries if e.sanction_id == found.pk)
    return act_page(
        request, facts, Act.PAYMENT, PaymentForm(posted(request)[0], version=facts.case.version),
        lambda **data: do.record_payment(found, key=key, by=user, **data),
        key=key, title=_("Payment on %(number)s") % {"number": found.number},
        submit=_("Record the payment"), done=_("The payment is recorded."),
        then=lambda _made: reverse("sanction", args=[found.pk]), template="cases/decide.html",
        sanction=found, owed=owed, parts=money_pages.parts_of(facts, found),
    )  # fmt: skip


@needs("cases.collect")
@ASK
def plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk, "cases.collect")
    key = asked_step(request)
    owed = sum(e.amount for e in facts.entries if e.sanction_id == found.pk)
    return act_page(
        request, facts, Act.INSTALMENTS, PlanForm(posted(request)[0], version=facts.case.version),
        lambda **data: do.agree_instalments(found, key=key, by=user, **data),
        key=key, title=_("Instalments for %(number)s") % {"number": found.number},
        submit=_("Agree on the plan"), done=_("The plan is agreed."),
        then=lambda _made: reverse("sanction", args=[found.pk]), template="cases/decide.html",
        sanction=found, owed=owed,
    )  # fmt: skip


@needs("cases.write_off")
@ASK
def write_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk, "cases.write_off")
    key = asked_step(request)
    owed = sum(e.amount for e in facts.entries if e.sanction_id == found.pk)
    return act_page(
        request, facts, Act.WRITE_OFF, WriteOffForm(posted(request)[0], version=facts.case.version),
        lambda **data: do.write_off(found, key=key, by=user, **data),
        key=key, title=_("Write off on %(number)s") % {"number": found.number},
        submit=_("Write off"), done=_("It is written off."),
        then=lambda _made: reverse("sanction", args=[found.pk]), template="cases/decide.html",
        sanction=found, owed=owed,
    )  # fmt: skip


def _without_step(
    request: HttpRequest, pk: uuid.UUID, form_of: Callable[..., Form], verb: Callable[..., Any],
    *, title: str, submit: str, done: str,
) -> HttpResponse:  # fmt: skip
    """Interest and reductions: rules of the pack, no step of the procedure."""
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk, "cases.collect")
    form = form_of(posted(request)[0], facts=facts, version=facts.case.version)

    return ask_held(
        request, form, facts.case, lambda **data: verb(found, by=user, **data), done=done,
        back=reverse("sanction", args=[found.pk]), title=title, submit=submit,
        crumbs=[(facts.case.number, reverse("case", args=[facts.case.pk]))],
    )  # fmt: skip


@needs("cases.collect")
@ASK
def interest(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _without_step(
        request, pk, InterestForm, do.add_interest, title=_("Add interest"),
        submit=_("Add the interest"), done=_("The interest is added."),
    )  # fmt: skip


@needs("cases.collect")
@ASK
def reduction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _without_step(
        request, pk, ReductionForm, do.apply_reduction, title=_("Grant a reduction"),
        submit=_("Grant the reduction"), done=_("The reduction is granted."),
    )  # fmt: skip


@needs("cases.order_wages")
@ASK
def order_wages(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.order_wages")
    key = asked_step(request)
    form = OrderWagesForm(posted(request)[0], version=facts.case.version)

    def verb(**data: Any) -> Any:
        return do.order_wages(facts.case, rows=form.wage_rows(), on=data["on"], key=key, by=user)

    return act_page(
        request, facts, Act.ORDER_WAGES, form, verb, key=key, title=_("Order wages to be paid"),
        submit=_("Order the wages"), done=_("The wages are ordered."),
        then=lambda _made: reverse("case_money", args=[pk]),
    )  # fmt: skip


@needs("cases.collect_wages")
@ASK
def wages(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.collect_wages")
    key = asked_step(request)
    form = WagesForm(posted(request)[0], facts=facts, version=facts.case.version)
    return act_page(
        request, facts, Act.WAGES, form,
        lambda **data: do.record_wages(facts.case, key=key, by=user, **data),
        key=key, title=_("Wages received"), submit=_("Record the wages"),
        done=_("The wages are recorded."), then=lambda _made: reverse("case_money", args=[pk]),
    )  # fmt: skip


@needs("cases.collect")
@ASK
def reverse_entry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    entry = get_object_or_404(
        LedgerEntry.objects.filter(case__in=visible_cases(user)).select_related("case"), pk=pk
    )
    if not user.scope.may_in("cases.collect", entry.district_id):
        raise PermissionDenied("cases.collect")
    form = TakeBackForm(posted(request)[0], version=entry.case.version)
    return ask_held(
        request, form, entry.case, lambda **data: do.reverse_entry(entry, by=user, **data),
        done=_("The row is taken back."), back=reverse("case_money", args=[entry.case_id]),
        title=_("Take the row back"), submit=_("Take it back"), danger=True,
        text=_("Both rows stay in the ledger; together they are nothing."),
        crumbs=[(entry.case.number, reverse("case", args=[entry.case_id]))],
    )  # fmt: skip
