"""Open cases on older versions of the procedure: what moving them would mean, and the move."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases import operations as do
from cases.comparing import consequences, hindrances
from cases.facts import Facts
from cases.models import Case
from cases.procedure import rules_of_version
from cases.step_forms import MoveForm
from solar_cms.base.asking import carried_out
from solar_cms.base.policy import needs
from solar_cms.law import packs

SHOWN = 20


@needs("cases.move_version")
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest) -> HttpResponse:
    """The oldest open cases that follow an older version; those ticked are moved."""
    user: Any = request.user
    version = packs.current_or_none()
    waiting = Case.objects.visible_to(user, "cases.move_version").open()
    if version is not None:
        waiting = waiting.exclude(pack_version=version)
    shown = list(
        waiting.select_related("workplace", "district", "pack_version").order_by("opened_on", "id")[
            :SHOWN
        ]
    )
    picked = set(request.POST.getlist("pick"))
    chosen = [case for case in shown if str(case.pk) in picked]
    form = MoveForm(request.POST or None)

    def verb() -> int:
        newest = packs.current()
        return do.move_to_version(chosen, newest, by=user, **form.cleaned_data)

    if chosen and carried_out(request, form, verb):
        said = ngettext("%(n)s case moved.", "%(n)s cases moved.", form.made) % {"n": form.made}
        messages.success(request, said)
        return redirect("case_versions")
    if request.method == "POST" and not chosen:
        form.full_clean()
        form.add_error(None, _("Tick the cases that are to be moved."))
    rows = []
    for case in shown if version else []:
        facts = Facts(case)
        new = rules_of_version(version.pk)  # type: ignore[union-attr]
        rows.append(
            {
                "case": case,
                "words": consequences(facts, new),
                "stands": not hindrances(facts, new),
                "picked": str(case.pk) in picked,
            }
        )
    context = {"rows": rows, "total": waiting.count(), "version": version, "form": form,
               "crumbs": [(_("Cases"), reverse("cases"))]}  # fmt: skip
    return render(request, "cases/versions.html", context)
