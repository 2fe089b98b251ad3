"""Pages of help: the list of texts, one text, and the step of the tour."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from solar_cms.accounts.models import Office, User
from solar_cms.base.policy import needs, signed_in
from solar_cms.base.problems import Refused
from solar_cms.help.context import parts_of
from solar_cms.help.forms import HelpForm
from solar_cms.help.models import HelpText
from solar_cms.help.operations import move_tour, write_help
from solar_cms.help.tour import steps_for


def office_of(user: User) -> Office | None:
    """For whom this user writes: an office, or None for the whole country."""
    if user.scope.reach("help.edit").whole_country or user.scope.office is None:
        return None
    return Office.objects.get(pk=user.scope.office[0])


@needs("help.edit")
@require_GET
def help_texts(request: HttpRequest) -> HttpResponse:
    """Every page that has help, and whether its text was changed."""
    user: Any = request.user
    office = office_of(user)
    rows = list(HelpText.objects.visible_to(user))
    own = {row.page for row in rows if row.office_id == (office and office.pk) and row.is_changed}
    pages = [{"row": row, "is_own": row.page in own} for row in rows if row.office_id is None]
    pages.sort(key=lambda page: str(page["row"]))
    return render(request, "help/texts.html", {"pages": pages, "office": office})


@needs("help.edit")
@require_http_methods(["GET", "POST"])
def help_edit(request: HttpRequest, page: str) -> HttpResponse:
    """Write the text of one page: for the country, or what one's own office adds to it."""
    user: Any = request.user
    country = get_object_or_404(HelpText, page=page, office=None)
    office = office_of(user)
    row = HelpText.objects.filter(page=page, office=office).first()
    texts = (row.texts if row else {}) or ({} if office else country.shipped)
    form = HelpForm(
        request.POST or None,
        initial={f"text_{language}": text for language, text in texts.items()},
        version=row.version if row else None,
    )
    if form.is_valid():
        given = form.texts
        if office is None and given == country.shipped:
            given = {}  # the shipped words are no change, and go on being renewed
        try:
            write_help(page, given, office=office, by=user)
        except Refused as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("The help text is saved."))
            return redirect("help_texts")
    context = {
        "country": country, "office": office, "row": row, "form": form,
        "parts": parts_of(page, user), "crumbs": [(_("Help texts"), reverse("help_texts"))],
    }  # fmt: skip
    return render(request, "help/edit.html", context)


@signed_in
@require_POST
def tour_move(request: HttpRequest) -> HttpResponse:
    """Next, back, close or begin anew; then the home, where the tour stands."""
    user: Any = request.user
    number = request.POST.get("number", "")
    at = int(number) - 1 if number.isdigit() and len(number) < 4 else 0
    last = max(0, len(steps_for(user)) - 1)
    match request.POST.get("to"):
        case "next" if at < last:
            move_tour(at + 1, by=user)
        case "back":
            move_tour(min(at - 1, last), by=user)
        case "begin":
            move_tour(0, by=user)
        case _:
            move_tour(min(at, last), by=user, is_over=True)
    return redirect("home")
