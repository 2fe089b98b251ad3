"""Papers made of a case for one reader: the sheet before a visit, the whole file as a PDF."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import said
from cases.preparing import sheet_of
from cases.printing import ask_for_print
from cases.views.helpers import facts_for, posted
from solar_cms.base.asking import carried_out
from solar_cms.base.forms import Form
from solar_cms.base.policy import needs


@needs("cases.view")
@require_GET
def preparation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The workplace and its history on one sheet, to read or print before the visit."""
    user: Any = request.user
    facts = facts_for(request, pk)
    case = facts.case
    return render(
        request,
        "cases/preparation.html",
        {
            "case": case,
            "tag": said.state_tag(case, facts.rules),
            "may_visit": user.scope.may_in("cases.visit", case.district_id),
            "crumbs": [(_("Cases"), reverse("cases")), (case.number, reverse("case", args=[pk]))],
            **sheet_of(facts, user),
        },
    )


class PrintForm(Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


@needs("cases.view")
@require_http_methods(["GET", "POST"])
def print_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for the case file as a PDF; a worker makes it."""
    user: Any = request.user
    case = facts_for(request, pk).case
    form = PrintForm(posted(request)[0], initial={"language": get_language()})
    if carried_out(
        request, form, lambda: ask_for_print(case, form.cleaned_data["language"], by=user)
    ):
        return redirect("job", pk=form.made.pk)
    back = reverse("case", args=[pk])
    return render(
        request,
        "components/confirm_page.html",
        {
            "title": _("Print the case file"),
            "text": _(
                "One PDF: an index of all documents, the course of the case, findings, notices, money "
                "and photos. It holds what you may read, bears your name, and the case's history says "
                "that you took it. Who complained is not in it."
            ),
            "form": form,
            "submit": _("Make the PDF"),
            "cancel": back,
            "crumbs": [(_("Cases"), reverse("cases")), (case.number, back)],
        },
    )
