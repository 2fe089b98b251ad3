"""What trainings hold about people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import PersonUse
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from trainings.models import Attendance, Trainer
from trainings.states import OPEN

PARTS = {"trainings.Attendance": ("trainings.Score.attendance",)}


def still_running(person: Any) -> list[Problem]:
    """A session whose register is open, a trainer's role in force."""
    rows = Attendance.objects.filter(person=person, session__state__in=OPEN).select_related(
        "session"
    )
    found = [
        (
            "erase.on_register",
            format_lazy(
                _("The person is on the open register {number}."), number=row.session.number
            ),
        )
        for row in rows
    ]
    if Trainer.objects.on(today()).filter(person=person).exists():
        found.append(("erase.trainer", _("The person is a trainer; end the role first.")))
    return [Problem(code, words) for code, words in found]


def used_since(day: date) -> Any:
    sessions = Attendance.objects.filter(session__ends_on__gte=day).order_by().values("person")
    roles = Trainer.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by()
    return sessions.union(roles.values("person"))


USE = PersonUse(still_running, used_since)
