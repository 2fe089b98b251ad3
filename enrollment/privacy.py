"""What enrolment holds about people: told with their data, and in the way of emptying them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enrollment.models import Application, Membership, Promoter
from enrollment.states import OPEN_APPLICATION
from solar_cms.base.hooks import PersonUse
from solar_cms.base.models import today
from solar_cms.base.problems import Problem

PARTS = {
    "enrollment.Membership": (
        "enrollment.InsuredEarnings.membership",
        "enrollment.Contribution.membership",
    ),
    "enrollment.Application": ("enrollment.ApplicationDocument.application",),
}


def in_force(person: Any) -> list[Problem]:
    """Insurance in force, an open application, a promoter's appointment."""
    found = [
        (
            "erase.insured",
            format_lazy(
                _("The person is insured under the number {number}."), number=row.member_number
            ),
        )
        for row in Membership.objects.on(today()).filter(person=person)
    ]
    found += [
        (
            "erase.application",
            format_lazy(_("The application {number} is open."), number=row.number),
        )
        for row in Application.objects.filter(person=person, state__in=OPEN_APPLICATION)
    ]
    if Promoter.objects.on(today()).filter(person=person).exists():
        found.append(("erase.promoter", _("The person is a promoter; end the appointment first.")))
    return [Problem(code, words) for code, words in found]


def used_since(day: date) -> Any:
    """Insured for life and after: pensions are computed from it, so whoever was a member is kept."""
    ended = Q(valid_to=None) | Q(valid_to__gte=day)
    return (
        Membership.objects.order_by()
        .values("person")
        .union(
            Application.objects.filter(received_on__gte=day).order_by().values("person"),
            Promoter.objects.filter(ended).order_by().values("person"),
        )
    )


def taken_out(person: Any) -> dict[str, tuple[list[Any], tuple[str, ...]]]:
    """The reasons written at applications may speak of the person."""
    rows = Application.objects.filter(person=person).exclude(reasons="")
    keys = list(rows.values_list("pk", flat=True))
    rows.update(reasons="⌫")
    return {Application._meta.db_table: (keys, ("reasons",))}


USE = PersonUse(in_force, used_since, taken_out)
