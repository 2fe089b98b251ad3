"""What could not be applied: both sides beside each other, and what to do about it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from solar_cms.audit.news import news_since
from solar_cms.base.asking import carried_out
from solar_cms.base.forms import Form
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import signed_in
from solar_cms.base.problems import Refused
from solar_cms.exchange.models import Conflict
from solar_cms.exchange.states import ConflictState
from solar_cms.exchange.sync import operations


class AsideForm(Form):
    reason = forms.CharField(label=gettext_lazy("Why it is set aside"), max_length=300)


class AgainForm(Form):
    """`stands`: the version of the record that the page showed."""

    stands = forms.IntegerField(widget=forms.HiddenInput)


@signed_in
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """What is still open, the newest first; with ?all=1 what is settled too."""
    user: Any = request.user
    rows = Conflict.objects.visible_to(user).select_related("sent_by")
    if not request.GET.get("all"):
        rows = rows.filter(state=ConflictState.OPEN)
    page = keyset_page(
        rows, ["-received_at", "-id"], cursor=request.GET.get("cursor", ""), size=50,
        path=request.path, query=request.GET.dict(),
    )  # fmt: skip
    return render(request, "exchange/conflicts.html", {"page": page, "all": "all" in request.GET})


@signed_in
@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Both sides; the two acts are buttons below them."""
    user: Any = request.user
    found = get_object_or_404(
        Conflict.objects.visible_to(user).select_related("sent_by", "closed_by"), pk=pk
    )
    act = request.POST.get("do", "")
    again = AgainForm(request.POST if act == "again" else None)
    aside = AsideForm(request.POST if act == "aside" else None, version=found.version)
    try:
        if act == "again" and again.is_valid():
            operations.send_again(found, stands=again.cleaned_data["stands"], by=user)
            messages.success(request, _("It is applied, on top of what stood."))
            return redirect(_record_url(found, user) or reverse("conflicts"))
    except Refused as refused:
        again.take(refused.problems)
    if act == "aside" and carried_out(
        request,
        aside,
        lambda: operations.set_aside(found, reason=aside.cleaned_data["reason"], by=user),
    ):
        messages.success(request, _("It is set aside. What stands has not changed."))
        return redirect("conflicts")
    return render(request, "exchange/conflict.html", _sides(found, user, again, aside))


def _record_of(found: Conflict, user: Any) -> Any:
    operation = found.operation
    return operation.visible(user).filter(pk=found.record).first() if operation else None


def _record_url(found: Conflict, user: Any) -> str:
    record = _record_of(found, user)
    return found.operation.url(record) if record and found.operation else ""


def _sides(found: Conflict, user: Any, again: Form, aside: Form) -> dict[str, Any]:
    operation, record = found.operation, _record_of(found, user)
    context: dict[str, Any] = {
        "conflict": found, "again": again, "aside": aside,
        "label": operation.label if operation else found.act,
        "crumbs": [(_("Not applied"), reverse("conflicts"))],
        "may_send": False,
    }  # fmt: skip
    if operation is None or record is None:
        return context
    return context | {
        "sent": operation.said(user, record, found.data, found.sent_by_id == user.pk),
        "stands": operation.stands(user, record),
        "changed": news_since(record, found.read_version, user),
        "stood": record.version,
        "record_url": operation.url(record),
        "may_send": user.scope.may_in(operation.right, operation.district_of(record)),
    }
