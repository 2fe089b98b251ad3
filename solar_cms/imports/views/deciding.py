"""Who a row is; the question to the office that keeps somebody alike; the second person."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from solar_cms.accounts.models import Office
from solar_cms.accounts.reach import offices_of
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.imports import operations
from solar_cms.imports.forms import AnswerForm, LimitForm
from solar_cms.imports.models import Batch, LinkRequest, TwoPersonLimit
from solar_cms.imports.states import RequestState
from solar_cms.imports.views.common import crumbs, do, number_of


@needs("imports.view")
@require_POST
def decide_row(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """ "row|new", "row|same:<id>" with the fields ticked, or "row|ask:<position>" """
    text, _bar, decision = request.POST.get("decision", "").partition("|")
    number = number_of(text)
    verb, _colon, rest = decision.partition(":")
    if verb == "same":
        fields = request.POST.getlist(f"take.{number}.{rest}")
        decision = f"update:{rest}:{','.join(fields)}" if fields else f"link:{rest}"

    def carry_out(batch: Batch) -> None:
        if not batch.staged.filter(number=number).exists():  # type: ignore[attr-defined]
            raise Http404("row")
        if verb == "ask":
            operations.ask_office(batch, number, number_of(rest), by=request.user)
        else:
            alike = f"alike.{number}" in request.POST
            operations.decide(batch, number, decision, by=request.user, alike=alike)

    said = _("The office was asked; its answer will be in your inbox.") if verb == "ask" else ""
    return do(request, pk, carry_out, said)


@needs("imports.answer")
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """What other offices ask about people whom one's own office keeps."""
    user: Any = request.user
    page = keyset_page(
        LinkRequest.objects.visible_to(user).select_related("batch", "asked_by", "district"),
        ["-asked_at", "-id"], cursor=request.GET.get("cursor", ""), size=25, path=request.path,
        query=request.GET.dict(), count=True,
    )  # fmt: skip
    return render(request, "imports/questions.html", {"page": page, "crumbs": crumbs()})


@needs("imports.answer")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the other office's file says, the record that is meant, and the answer."""
    user: Any = request.user
    rows = LinkRequest.objects.visible_to(user).select_related("batch", "asked_by", "district")
    one = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not user.scope.may_in("imports.answer", one.district_id):
            raise PermissionDenied("imports.answer")
        try:
            operations.answer(
                one, form.cleaned_data["state"], by=user, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("The other office has your answer."))
            return redirect("import_questions")
    record = one.batch.importer.record
    told = one.told.get(get_language() or "") or one.told.get("en", [])
    context = {
        "one": one, "form": form, "told": told, "open": one.state == RequestState.ASKED,
        "record_url": reverse(record, args=[one.record]) if record else "",
        "crumbs": [*crumbs(), (_("Questions of other offices"), reverse("import_questions"))],
    }  # fmt: skip
    return render(request, "imports/question.html", context)


@needs("imports.view")
@require_POST
def agree(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The second person agrees."""
    user: Any = request.user
    return do(request, pk, lambda b: operations.agree(b, by=user))


@needs("imports.view")
@require_POST
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The rows go back to the desk."""
    said = _("The rows are back on the desk; nothing was written.")
    return do(request, pk, lambda b: operations.send_back(b, by=request.user), said)


@needs("imports.set_limit")
@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """From how many rows on imports of an office need two persons."""
    user: Any = request.user
    offices = offices_of(user, "imports.set_limit").filter(valid_to=None)
    form = LimitForm(request.POST or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        office: Office = form.cleaned_data["office"]
        operations.set_limit(office, form.cleaned_data["rows"], by=user)
        messages.success(request, _("The number is set from today on."))
        return redirect("import_limits")
    standing = TwoPersonLimit.objects.on().filter(office__in=offices)
    rows = standing.select_related("office").order_by("office__code")
    return render(request, "imports/limits.html", {"form": form, "rows": rows, "crumbs": crumbs()})
