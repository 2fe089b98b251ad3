"""Workforce, hazards, unions and collective agreements: acts from the page of a workplace."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.asking import ask
from solar_cms.base.forms import Form
from solar_cms.base.policy import needs
from solar_cms.registry import operations, pages
from solar_cms.registry.forms import DayForm
from solar_cms.registry.labour_forms import (
    CollectiveAgreementForm,
    HazardForm,
    UnionForm,
    WorkforceForm,
)
from solar_cms.registry.models import (
    CollectiveAgreement,
    Workplace,
    WorkplaceHazard,
    WorkplaceUnion,
)
from solar_cms.registry.terms import names
from solar_cms.registry.trade_forms import WithdrawForm
from solar_cms.registry.views.employers import _workplace


def _ask(
    request: HttpRequest, workplace: Workplace, form: Form, verb: Any, **words: Any
) -> HttpResponse:
    back = reverse("workplace", args=[workplace.pk])
    crumbs = [*pages.crumbs_to("workplaces"), (workplace.name, back)]
    return ask(request, form, verb, back=back, crumbs=crumbs, **words)


@needs("employers.keep")
def workforce(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _workplace(request, pk, "employers.keep")
    user: Any = request.user
    form = WorkforceForm(request.POST or None)

    def record() -> None:
        day = form.cleaned_data["counted_on"]
        operations.record_workforce(found, by=user, counted_on=day, counts=form.counts())

    return _ask(
        request,
        found,
        form,
        record,
        done=_("The workforce is recorded."),
        title=_("Count the workforce"),
        text=_("Leave empty what there is none of. A day counted again is replaced."),
        submit=_("Record"),
    )


@needs("employers.keep")
def hazard_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _workplace(request, pk, "employers.keep")
    user: Any = request.user
    form = HazardForm(request.POST or None)
    return _ask(
        request,
        found,
        form,
        lambda: operations.record_hazard(found, by=user, **form.cleaned_data),
        done=_("The hazard is recorded."),
        title=_("Record a hazard"),
        submit=_("Record"),
    )


@needs("employers.keep")
def union_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _workplace(request, pk, "employers.keep")
    user: Any = request.user
    form = UnionForm(request.POST or None)
    return _ask(
        request,
        found,
        form,
        lambda: operations.record_union(found, by=user, **form.cleaned_data),
        done=_("The trade union is recorded."),
        title=_("Record a trade union"),
        text=_("A union of the same name is brought up to date."),
        submit=_("Record"),
    )


@needs("employers.keep")
def collective_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _workplace(request, pk, "employers.keep")
    user: Any = request.user
    form = CollectiveAgreementForm(request.POST or None, workplace=found)
    return _ask(
        request,
        found,
        form,
        lambda: operations.record_collective_agreement(found, by=user, **form.cleaned_data),
        done=_("The collective agreement is recorded."),
        title=_("Record a collective agreement"),
        submit=_("Record"),
    )


def _end(
    request: HttpRequest, model: Any, pk: uuid.UUID, title: str, done: str, label: str
) -> HttpResponse:
    user: Any = request.user
    record = get_object_or_404(model.objects.visible_to(user), pk=pk)
    found = _workplace(request, record.workplace_id, "employers.keep")
    form = DayForm(request.POST or None, label=_("Last day"))
    what = names("hazards", [record.hazard])[record.hazard] if model is WorkplaceHazard else record
    return _ask(
        request,
        found,
        form,
        lambda: operations.end_at_workplace(record, by=user, **form.cleaned_data),
        done=done,
        title=title,
        facts=[(label, what), (_("Workplace"), found.name)],
        submit=_("Record the last day"),
    )


@needs("employers.keep")
def hazard_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    title, done = _("The hazard is removed"), _("The hazard is recorded as removed.")
    return _end(request, WorkplaceHazard, pk, title, done, _("Hazard"))


@needs("employers.keep")
def union_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    title, done = _("The trade union has ended"), _("The end of the trade union is recorded.")
    return _end(request, WorkplaceUnion, pk, title, done, _("Trade union"))


@needs("employers.keep")
def collective_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    title, done = _("End the agreement"), _("The agreement has ended.")
    return _end(request, CollectiveAgreement, pk, title, done, _("Collective agreement"))


@needs("employers.keep")
def collective_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    record = get_object_or_404(CollectiveAgreement.objects.visible_to(user), pk=pk)
    found = _workplace(request, record.workplace_id, "employers.keep")
    form = WithdrawForm(request.POST or None, version=record.version)
    return _ask(
        request,
        found,
        form,
        lambda: operations.withdraw_collective_agreement(record, by=user, **form.cleaned_data),
        done=_("The agreement is withdrawn."),
        title=_("Withdraw the agreement"),
        text=_(
            "For an agreement that was recorded by mistake. It stays to be read, with the reason."
        ),
        facts=[(_("Collective agreement"), record.title), (_("Workplace"), found.name)],
        submit=_("Withdraw the agreement"),
        danger=True,
    )
