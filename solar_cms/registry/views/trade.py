"""Founding, savings, supply, bargaining and agreements: acts from the page of a group or employer."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import ask
from solar_cms.base.forms import Form
from solar_cms.base.picking import choices_response
from solar_cms.base.policy import needs
from solar_cms.base.said import say_day
from solar_cms.documents.panels import attachments_panel
from solar_cms.registry import operations, pages
from solar_cms.registry.forms import DayForm
from solar_cms.registry.models import (
    BargainingRound,
    ProducerGroup,
    SavingsCount,
    SupplyLink,
    TradeAgreement,
)
from solar_cms.registry.party_field import MODELS, parties_for, party_choice
from solar_cms.registry.trade_forms import (
    AgreementForm,
    CloseRoundForm,
    CorrectSavingsForm,
    RoundForm,
    SavingsForm,
    StepForm,
    SupplyForm,
    WithdrawForm,
)
from solar_cms.registry.views.employers import _employer
from solar_cms.registry.views.groups import _crumbs, _group


@needs("groups.view")
@require_GET
def parties_find(request: HttpRequest) -> HttpResponse:
    """The list of a picker: employers and groups like `q` that the reader sees."""
    wanted = request.GET.get("kinds", "").split(",")
    kinds = tuple(kind for kind in MODELS if kind in wanted)
    user: Any = request.user
    found = parties_for(user, request.GET.get("q", "")[:100], kinds)
    return choices_response(request, [party_choice(one) for one in found])


def _ask_group(
    request: HttpRequest, group: ProducerGroup, form: Form, verb: Any, **words: Any
) -> HttpResponse:
    back = reverse("group", args=[group.pk])
    return ask(request, form, verb, back=back, crumbs=_crumbs(group), **words)


@needs("groups.keep")
def group_step(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group, user = _group(request, pk, "groups.keep"), request.user
    given = request.GET.get("step", "")
    form = StepForm(request.POST or None, group=group, initial={"step": given})
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.record_founding_step(group, by=user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("The step is recorded."),
        title=_("Record a founding step"),
        submit=_("Record"),
    )


@needs("groups.keep")
def group_savings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group, user = _group(request, pk, "groups.keep"), request.user
    form = SavingsForm(request.POST or None)
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.record_savings(group, by=user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("The savings are recorded."),
        title=_("Record the savings of a day"),
        submit=_("Record"),
    )


@needs("groups.keep")
def savings_correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    rows = SavingsCount.objects.visible_to(user).select_related("group")
    count = get_object_or_404(rows, pk=pk)
    group = _group(request, count.group_id, "groups.keep")
    form = CorrectSavingsForm(request.POST or None, count=count, version=count.version)
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.correct_savings(count, by=user, **form.cleaned_data),
        done=_("The count is corrected; what stood there before is in the history."),
        title=_("Correct the count of the savings"),
        facts=[
            (_("Fund"), count.get_fund_display()),
            (_("Counted on"), say_day(count.counted_on)),
        ],
        submit=_("Correct"),
    )


@needs("groups.keep")
def group_round(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = _group(request, pk, "groups.keep")
    user: Any = request.user
    form = RoundForm(request.POST or None, user=user)
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.open_round(group, by=user, **form.cleaned_data),
        done=_("The bargaining round is open."),
        title=_("Open a bargaining round"),
        submit=_("Open the round"),
    )


@needs("groups.keep")
def round_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    rows = BargainingRound.objects.visible_to(user).select_related("group", "buyer")
    bargaining = get_object_or_404(rows, pk=pk)
    group = _group(request, bargaining.group_id, "groups.keep")
    form = CloseRoundForm(request.POST or None)
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.close_round(bargaining, by=user, **form.cleaned_data),
        done=_("The round is closed."),
        title=_("Close the bargaining round"),
        facts=[(_("Buyer"), bargaining.buyer.name), (_("About"), bargaining.topic)],
        submit=_("Close the round"),
    )


@needs("groups.keep")
def group_agreement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`?round=` names the round that the agreement came from."""
    group = _group(request, pk, "groups.keep")
    user: Any = request.user
    rounds = group.rounds.select_related("buyer")  # type: ignore[attr-defined]
    wanted = request.GET.get("round", "")
    came_from = next((one for one in rounds if str(one.pk) == wanted), None)
    initial = (
        {"round": came_from.pk, "buyer": came_from.buyer, "unit": came_from.unit}
        if came_from
        else {}
    )
    form = AgreementForm(request.POST or None, user=user, group=group, initial=initial)
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.record_agreement(group, by=user, **form.cleaned_data),
        done=_("The agreement is recorded. Its file can be added on its page."),
        title=_("Record an agreement with a buyer"),
        submit=_("Record the agreement"),
    )


def _agreement(request: HttpRequest, pk: uuid.UUID) -> TradeAgreement:
    user: Any = request.user
    rows = TradeAgreement.objects.visible_to(user).select_related(
        "group__district__province", "buyer", "round"
    )
    return get_object_or_404(rows, pk=pk)


@needs("groups.view")
@require_GET
def agreement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _agreement(request, pk)
    keeps = found.withdrawn_on is None and user.scope.may_in("groups.keep", found.group.district_id)
    context = {
        "agreement": found,
        "tag": pages.standing_tag(found),
        "crumbs": _crumbs(found.group),
        "files": attachments_panel(user, "registry.agreement", found.pk),
        "buyer_url": pages.page_of(user, "employer", found.buyer),
        "may_end": found.valid_to is None and keeps,
        "may_withdraw": keeps,
    }
    return render(request, "registry/agreement.html", context)


@needs("groups.keep")
def agreement_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _agreement(request, pk)
    group = _group(request, found.group_id, "groups.keep")
    form = DayForm(request.POST or None, label=_("Last day"))
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.end_agreement(found, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("The agreement has ended."),
        title=_("End the agreement"),
        facts=[(_("Buyer"), found.buyer.name), (_("Product"), found.product)],
        submit=_("End the agreement"),
        danger=True,
    )


@needs("groups.keep")
def agreement_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _agreement(request, pk)
    group = _group(request, found.group_id, "groups.keep")
    form = WithdrawForm(request.POST or None, version=found.version)
    return _ask_group(
        request,
        group,
        form,
        lambda: operations.withdraw_agreement(found, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("The agreement is withdrawn."),
        title=_("Withdraw the agreement"),
        text=_(
            "For an agreement that was recorded by mistake. It stays to be read, with the reason."
        ),
        facts=[(_("Buyer"), found.buyer.name), (_("Product"), found.product)],
        submit=_("Withdraw the agreement"),
        danger=True,
    )


# --- supply --------------------------------------------------------------------------------------


def _supply(request: HttpRequest, party: Any, page: str, crumbs: Any) -> HttpResponse:
    user: Any = request.user
    form = SupplyForm(request.POST or None, user=user)

    def link() -> None:
        other = form.cleaned_data["party"]
        ours_first = form.cleaned_data["side"] == "buyer"
        supplier, buyer = (party, other) if ours_first else (other, party)
        operations.link_supply(supplier, buyer, by=user, on=party, **form.facts())

    return ask(
        request,
        form,
        link,
        done=_("The tie is recorded."),
        back=reverse(page, args=[party.pk]),
        title=_("Record a buyer or supplier"),
        facts=[(_("For"), party.name)],
        submit=_("Record"),
        crumbs=crumbs,
    )


@needs("groups.keep")
def group_supply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = _group(request, pk, "groups.keep")
    return _supply(request, group, "group", _crumbs(group))


@needs("employers.keep")
def employer_supply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    employer = _employer(request, pk, "employers.keep")
    crumbs = [*pages.crumbs_to("employers"), (employer.name, reverse("employer", args=[pk]))]
    return _supply(request, employer, "employer", crumbs)


@needs("employers.view")
def supply_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Either side may end a tie: who keeps the records of the supplier or of the buyer."""
    user: Any = request.user
    link = get_object_or_404(
        SupplyLink.objects.select_related(
            "supplier_employer", "supplier_group", "buyer_employer", "buyer_group"
        ),
        pk=pk,
    )
    sides = [party for party in (link.supplier_party, link.buyer_party) if party is not None]
    visible = [
        one for one in sides if type(one).objects.visible_to(user).filter(pk=one.pk).exists()
    ]
    if not visible:
        raise Http404
    party = next((one for one in visible if pages.keeps_party(user, one)), None)
    if party is None:
        raise PermissionDenied("groups.keep")
    page = "group" if isinstance(party, ProducerGroup) else "employer"
    form = DayForm(request.POST or None, label=_("Last day"))
    return ask(
        request,
        form,
        lambda: operations.end_supply(link, by=user, of=party, **form.cleaned_data),
        done=_("The tie has ended."),
        back=reverse(page, args=[party.pk]),
        title=_("End the tie"),
        facts=[
            (_("Supplier"), sides[0].name),
            (_("Buyer"), sides[-1].name),
            (_("Kind"), link.get_kind_display()),
        ],
        submit=_("End the tie"),
        danger=True,
    )
