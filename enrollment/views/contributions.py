"""Money: collect a month, remit a batch, confirm it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from enrollment import operations, pages
from enrollment.forms import CollectForm, ConfirmForm, RemitDistrictForm, RemitForm
from enrollment.models import Contribution, Remittance
from enrollment.rules.contributing import reckon
from enrollment.states import ContributionState, Key
from enrollment.views import tell_warnings, the_membership, the_remittance
from solar_cms.base.asking import carried_out
from solar_cms.base.models import today, uuid_or_none
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.base.reading import Unreadable, read_month
from solar_cms.base.said import say_money, say_month

# As many as one form holds; the rest is remitted next.
REMIT_AT_ONCE = 500


@needs("enrollment.collect")
def collect(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_membership(request, pk, "enrollment.collect")
    user: Any = request.user
    month = _month_asked(request, found)
    form = CollectForm(request.POST or None, membership=found, user=user, initial={"month": month})
    if carried_out(
        request,
        form,
        lambda: operations.collect_contribution(found, by=user, **form.cleaned_data),
    ):
        tell_warnings(request, form.warnings)
        messages.success(
            request,
            _("%(amount)s for %(month)s recorded. Slip %(slip)s is being prepared.")
            % {
                "amount": say_money(form.made.amount),
                "month": say_month(form.made.month),
                "slip": form.made.slip_number,
            },
        )
        return redirect("membership", found.pk)
    reckoning = reckon(found, month, today())
    return render(
        request,
        "enrollment/collect.html",
        {
            "membership": found,
            "form": form,
            "reckoning": reckoning,
            "rate": reckoning.terms.term(Key.RATE),
        },
    )


def _month_asked(request: HttpRequest, found: Any) -> Any:
    """The month in the address, else the one to be paid next."""
    try:
        return read_month(request.GET["month"]).date
    except (KeyError, Unreadable):
        paid = found.contributions.values_list("month", flat=True)
        upcoming = pages.next_payment(found, paid, today())
        return upcoming.month if upcoming else today().replace(day=1)


@needs("enrollment.view")
@require_GET
def of_member(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_membership(request, pk)
    page = keyset_page(
        found.contributions.select_related("remittance", "collected_by", "promoter__person"),
        ["-month", "-id"],
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    pages.with_letters(page.rows)
    return render(request, "enrollment/contributions.html", {"membership": found, "page": page})


@needs("enrollment.view")
@require_GET
def remittances(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    rows = Remittance.objects.visible_to(user).with_sums().select_related("district")  # type: ignore[attr-defined]
    page = keyset_page(
        rows,
        ["-remitted_on", "-id"],
        cursor=request.GET.get("cursor", ""),
        path=request.path,
        query=request.GET.dict(),
    )
    page.total, page.total_is_capped = Remittance.objects.visible_to(user).count(), False
    for row in page.rows:
        row.tag = pages.remittance_tag(row)
    return render(
        request,
        "enrollment/remittances.html",
        {"page": page, "may_remit": user.may("enrollment.remit")},
    )


@needs("enrollment.remit")
def remit(request: HttpRequest) -> HttpResponse:
    """Choose collected contributions of one district and hand them over."""
    user: Any = request.user
    reach = user.scope.reach("enrollment.remit")
    place = RemitDistrictForm(request.GET.get("district", "")[:200], user=user)
    district = place.cleaned_data["district"] if place.is_valid() else None
    waiting = Contribution.objects.visible_to(user, "enrollment.remit").filter(
        state=ContributionState.COLLECTED, district=district
    )
    form, problems = RemitForm(request.POST or None), []
    picked = {pk for pk in map(uuid_or_none, request.POST.getlist("pick")) if pk}
    if request.method == "POST" and form.is_valid():
        mine = set(waiting.filter(pk__in=picked).values_list("pk", flat=True))
        try:
            made = operations.remit_contributions(
                mine, remitted_on=form.cleaned_data["remitted_on"], by=user
            )
        except Refused as refused:
            form.take(refused.problems)
            problems = refused.problems
        else:
            form.tell_notes(request)
            return redirect("remittance", made.pk)
    rows = list(
        waiting.select_related("membership__person", "membership__group").order_by(
            "collected_on", "id"
        )[:REMIT_AT_ONCE]
    )
    for row in rows:
        row.chosen = not picked or row.pk in picked  # type: ignore[attr-defined]
    return render(
        request,
        "enrollment/remit.html",
        {
            "form": form,
            "problems": problems,
            "rows": rows,
            "place": place,
            "choose_place": len(reach.districts) > 1 or reach.whole_country,
            "district": district,
            "total": waiting.count(),
            "amount": waiting.aggregate(sum=Sum("amount"))["sum"],
        },
    )


@needs("enrollment.view")
@require_GET
def remittance(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_remittance(request, pk)
    user: Any = request.user
    page = keyset_page(
        found.contributions.select_related("membership__person", "membership__group"),
        ["collected_on", "id"],
        cursor=request.GET.get("cursor", ""),
        path=request.path,
        query=request.GET.dict(),
    )
    return render(
        request,
        "enrollment/remittance.html",
        {
            "remittance": found,
            "tag": pages.remittance_tag(found),
            "page": page,
            "next": pages.remittance_next(found, user),
        },
    )


@needs("enrollment.remit")
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = the_remittance(request, pk, "enrollment.remit")
    user: Any = request.user
    form = ConfirmForm(request.POST or None, version=found.version)
    if carried_out(
        request,
        form,
        lambda: operations.confirm_remittance(
            found,
            receipt_number=form.cleaned_data["receipt_number"],
            confirmed_on=form.cleaned_data["confirmed_on"],
            by=user,
        ),
    ):
        return redirect("remittance", found.pk)
    return render(request, "enrollment/confirm.html", {"remittance": found, "form": form})
