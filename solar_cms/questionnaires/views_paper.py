"""The paper version of a form."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from solar_cms.base.forms import Form
from solar_cms.base.policy import signed_in
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.paper import ask_for_paper, code_of


class PaperForm(Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


@signed_in
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have a form made for paper; the job's page hands the PDF out."""
    user: Any = request.user
    version = get_object_or_404(FormVersion.objects.select_related("form"), pk=pk)
    form = PaperForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        return redirect("job", ask_for_paper(version, form.cleaned_data["language"], by=user).pk)
    context = {
        "title": _("On paper"),
        "text": _("A PDF to print and fill in by hand; its numbers are those of the pages."),
        "facts": [(_("Form"), str(version.form)), (_("Code"), code_of(version))],
        "form": form,
        "submit": _("Make the PDF"),
        "cancel": "/",
    }
    return render(request, "components/confirm_page.html", context)
