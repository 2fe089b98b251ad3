"""Cards of the home page: sessions that come, registers that wait, what was held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from solar_cms.base.models import today
from trainings.models import Attendance, Curriculum, Session
from trainings.states import OPEN, Presence, SessionState


def _with_register(rows: Any) -> Any:
    return rows.select_related("curriculum", "village", "district", "group").annotate(
        on_register=Count("attendances"),
        waiting=Count("attendances", Q(attendances__presence=Presence.EXPECTED)),
    )


def sessions_card(user: Any) -> dict[str, Any]:
    """One's own sessions of today and later."""
    mine = Session.objects.visible_to(user).filter(responsible=user, state__in=OPEN)
    coming = _with_register(mine.filter(ends_on__gte=today())).order_by("starts_on", "id")[:5]
    return {
        "sessions": list(coming),
        "today": today(),
        "plan_url": reverse("session_plan"),
        "any": Session.objects.visible_to(user).filter(responsible=user).exists(),
    }


def registers_card(user: Any) -> dict[str, Any] | None:
    """Sessions of one's own that began and still need attendance, scores or their closing."""
    mine = Session.objects.visible_to(user).filter(
        responsible=user, state__in=OPEN, starts_on__lte=today()
    )
    total = mine.count()
    if not total:
        return None
    rows = list(_with_register(mine).order_by("starts_on", "id")[:5])
    return {"sessions": rows, "total": total, "url": reverse("trainings")}


def numbers_card(user: Any) -> dict[str, Any] | None:
    """Sessions held and people present in this quarter, and what comes next; nothing where there is
    no curriculum to hold."""
    if not Curriculum.objects.exists():
        return None
    day = today()
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    sessions = Session.objects.visible_to(user)
    held = sessions.filter(
        starts_on__gte=first, starts_on__lte=day, state__in=[SessionState.HELD, SessionState.CLOSED]
    )
    people = Attendance.objects.visible_to(user).filter(session__in=held, presence=Presence.PRESENT)
    by_sex = dict(
        people.order_by().values_list("person__sex").annotate(Count("person", distinct=True))
    )
    coming = sessions.filter(state=SessionState.PLANNED, starts_on__gte=day)
    latest = sessions.exclude(state=SessionState.CANCELLED).order_by("-starts_on", "-id")
    return {
        "held": held.count(),
        "women": by_sex.get("F", 0),
        "men": by_sex.get("M", 0),
        "coming": coming.count(),
        "latest": list(latest.select_related("curriculum", "district", "village")[:3]),
        "url": reverse("trainings"),
        "may_plan": user.may("trainings.plan"),
        "today": day,
    }
