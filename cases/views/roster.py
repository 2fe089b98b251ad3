"""The duty roster of a district, month by month."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Duty, OpenCase
from cases.operations import change_duty, draw_roster, put_on_duty, take_off_duty
from cases.roster_forms import DrawForm, DutyForm
from cases.tabs import tabs_of
from cases.views.helpers import posted, values_of
from solar_cms.accounts.models import User
from solar_cms.base.asking import ask, carried_out
from solar_cms.base.forms import Form
from solar_cms.base.models import today
from solar_cms.base.policy import needs
from solar_cms.places.models import District
from solar_cms.work.calendar import calendar_of

MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")


@dataclass
class Line:
    """One day of the month."""

    day: date
    is_worked: bool
    may_give: bool
    duties: list[Duty] = field(default_factory=list)


@needs("cases.view")
@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    """Each day of a month with who has duty in the district."""
    user: Any = request.user
    first = _month(request)
    after = _next(first)
    places, drawn = _districts(user, first, after)
    district = _district(request, places, drawn)
    lines = _lines(user, district, first, after) if district else []
    before = (first - timedelta(days=1)).replace(day=1)
    return render(
        request,
        "cases/roster.html",
        {
            "tabs": tabs_of(user, "roster"),
            "month": first,
            "district": district,
            "districts": [(one, _address(one, first), one == district) for one in places],
            "parts": [
                ("roster", district, [line for line in lines if line.may_give]),
                ("over", _("Days that are over"), [line for line in lines if not line.may_give]),
            ],
            "is_drawn": any(line.duties for line in lines),
            "before": (before, _address(district, before)),
            "after": (after, _address(district, after)),
            "may_assign": bool(district) and user.scope.may_in("cases.assign", district.pk),
            "may_draw": after > today(),
            "query": _query(district, first),
            "today": today(),
        },
    )


@needs("cases.assign")
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    district, first = _asked_district(request), _month(request)
    last = _next(first) - timedelta(days=1)
    form = DrawForm(
        posted(request)[0], district=district, initial={"first": max(first, today()), "last": last}
    )
    if carried_out(request, form, lambda: draw_roster(district, by=user, **values_of(form))):
        number = len(form.made)
        told = ngettext("%(n)s day is given.", "%(n)s days are given.", number) % {"n": number}
        messages.success(request, told)
        return redirect(_address(district, form.cleaned_data["first"].replace(day=1)))
    return _page(
        request, form, district, _address(district, first), _("Draw the roster"), _("Draw"),
        _("Each working day that nobody has is given in turn: to who had the fewest days of duty in "
          "the last three months. Leave and duty elsewhere are left out. Days that are given stay."),
    )  # fmt: skip


@needs("cases.assign")
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    district, first = _asked_district(request), _month(request)
    form = DutyForm(posted(request)[0], district=district, initial={"day": _day(request)})
    if carried_out(request, form, lambda: put_on_duty(district, by=user, **values_of(form))):
        messages.success(request, _("The day is given."))
        return redirect(_address(district, form.cleaned_data["day"].replace(day=1)))
    return _page(request, form, district, _address(district, first), _("Give a day"), _("Give"))


@needs("cases.assign")
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another officer or another note for a day of duty."""
    user: Any = request.user
    found = _duty(user, pk)
    back = _address(found.district, found.day.replace(day=1))
    form = DutyForm(
        posted(request)[0], district=found.district, one_day=True, version=found.version,
        initial={"user": str(found.user_id), "note": found.note},
    )  # fmt: skip
    if carried_out(request, form, lambda: change_duty(found, by=user, **values_of(form))):
        messages.success(request, _("The day of duty is changed."))
        return redirect(back)
    off = (_("Take off the roster"), reverse("duty_off", args=[found.pk]))
    return _page(
        request, form, found.district, back, _("Day of duty"), _("Save"), duty=found, off=off
    )


@needs("cases.assign")
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _duty(user, pk)
    back = _address(found.district, found.day.replace(day=1))
    return ask(
        request, Form(posted(request)[0]), lambda: take_off_duty(found, by=user),
        done=_("The day is taken off the roster."), back=back,
        title=_("Take off the roster"), submit=_("Take off"), danger=True,
        facts=[(_("Day"), found.day), (_("Inspector"), found.user.name)],
        crumbs=_crumbs(back),
    )  # fmt: skip


def _page(
    request: HttpRequest, form: Form, district: District, back: str, title: str, submit: str,
    text: str = "", **context: Any,
) -> HttpResponse:  # fmt: skip
    return render(
        request,
        "cases/roster_form.html",
        {
            "form": form, "district": district, "title": title, "submit": submit, "text": text,
            "cancel": back, "crumbs": _crumbs(back), **context,
        },
    )  # fmt: skip


def _crumbs(back: str) -> list[tuple[str, str]]:
    return [(_("Cases"), reverse("cases")), (_("Duty roster"), back)]


def _duty(user: User, pk: uuid.UUID) -> Duty:
    rows = Duty.objects.visible_to(user).select_related("district", "user")
    found = get_object_or_404(rows, pk=pk)
    if not user.scope.may_in("cases.assign", found.district_id):
        raise PermissionDenied("cases.assign")
    return found


def _month(request: HttpRequest) -> date:
    """The first day of the month in the address; of this one, where none is written."""
    found = MONTH.fullmatch(request.GET.get("month", ""))
    return date(int(found[1]), int(found[2]), 1) if found else today().replace(day=1)


def _day(request: HttpRequest) -> date:
    """The day in the address; today, where none is written."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today()


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _districts(user: User, first: date, after: date) -> tuple[list[District], set[str]]:
    """Where the reader has cases (of the whole country: where one is open or a roster is drawn in the
    month), and which of them have a roster."""
    rows = Duty.objects.visible_to(user).filter(day__gte=first, day__lt=after)
    drawn = set(rows.order_by().values_list("district", flat=True).distinct())
    reach = user.scope.reach("cases.view")
    codes: Iterable[str] = reach.districts
    if reach.whole_country:
        busy = OpenCase.objects.visible_to(user).order_by().values_list("district", flat=True)
        codes = drawn.union(busy.distinct())
    return list(District.objects.filter(code__in=codes).order_by("code")), drawn


def _district(request: HttpRequest, places: list[District], drawn: set[str]) -> District | None:
    """The one that is asked for, else the first that has a roster."""
    asked = request.GET.get("district", "")
    own = [one for one in places if one.pk == asked]
    if asked and not own:
        raise Http404
    return next(iter(own or [one for one in places if one.pk in drawn] or places), None)


def _asked_district(request: HttpRequest) -> District:
    user: Any = request.user
    found = get_object_or_404(District, pk=request.GET.get("district", "")[:20])
    if not user.scope.may_in("cases.assign", found.pk):
        raise PermissionDenied("cases.assign")
    return found


def _query(district: District | None, first: date) -> str:
    return f"?district={district.pk if district else ''}&month={first:%Y-%m}"


def _address(district: District | None, first: date) -> str:
    return reverse("roster") + (_query(district, first) if district else f"?month={first:%Y-%m}")


def _lines(user: User, district: District, first: date, after: date) -> list[Line]:
    calendar = calendar_of(district.province_id)
    lines = {}
    day = first
    while day < after:
        lines[day] = Line(day, calendar.is_working_day(day), day >= today())
        day += timedelta(days=1)
    rows = Duty.objects.visible_to(user).filter(district=district, day__gte=first, day__lt=after)
    for one in rows.select_related("user").order_by("day", "user__name_local", "id"):
        lines[one.day].duties.append(one)
    return list(lines.values())
