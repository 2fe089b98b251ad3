"""What trainings gives to the lower floors: menu, home, search, panels, handover."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import (
    Handover,
    Hit,
    HomeCard,
    NavItem,
    RecordPanel,
    SearchSource,
    act_words,
    handovers,
    home_cards,
    nav_items,
    record_panels,
    search_sources,
)
from solar_cms.base.models import today
from trainings.models import Attendance, Session
from trainings.operations import hand_over_sessions
from trainings.states import Presence, SessionState

nav_items.add("trainings", NavItem(_("Trainings"), "trainings", "trainings.view", order=40))

OPEN = [SessionState.PLANNED, SessionState.HELD]


def my_sessions(user: Any) -> dict[str, Any] | None:
    """Sessions of mine that are coming, and those whose register or scores wait."""
    mine = (
        Session.objects.visible_to(user)
        .filter(responsible=user, state__in=OPEN)
        .select_related("curriculum", "village", "district", "group")
        .annotate(
            on_register=Count("attendances"),
            waiting=Count("attendances", Q(attendances__presence=Presence.EXPECTED)),
        )
        .order_by("starts_on", "id")[:8]
    )
    return {"sessions": list(mine), "today": today()}


home_cards.add(
    "trainings", HomeCard("trainings/home_card.html", "trainings.hold", my_sessions, order=40)
)


def search(user: Any, words: str, limit: int) -> list[Hit]:
    found = (
        Session.objects.visible_to(user)
        .filter(number__istartswith=words)
        .select_related("curriculum")
        .order_by("-starts_on", "-id")[:limit]
    )
    return [Hit(str(s), reverse("session", args=[s.pk])) for s in found]


search_sources.add(
    "trainings", SearchSource(_("Training sessions"), "trainings.view", search, order=50)
)


def of_person(user: Any, person: Any) -> dict[str, Any] | None:
    rows = list(
        Attendance.objects.visible_to(user)
        .filter(person=person)
        .exclude(presence=Presence.EXPECTED)
        .select_related("session__curriculum")
        .order_by("-session__starts_on", "-id")[:10]
    )
    return {"attendances": rows} if rows else None


def of_group(user: Any, group: Any) -> dict[str, Any] | None:
    rows = list(
        Session.objects.visible_to(user)
        .filter(group=group)
        .select_related("curriculum")
        .order_by("-starts_on", "-id")[:10]
    )
    return {"sessions": rows} if rows else None


record_panels.add(
    "trainings_of_person",
    RecordPanel("registry.Person", "trainings/person_panel.html", "trainings.view", of_person, 40),
)
record_panels.add(
    "trainings_of_group",
    RecordPanel(
        "registry.ProducerGroup", "trainings/group_panel.html", "trainings.view", of_group, 40
    ),
)

handovers.add(
    "trainings",
    Handover(
        _("Open training sessions"),
        lambda user: Session.objects.filter(responsible=user, state__in=OPEN).count(),
        hand_over_sessions,
    ),
)

for name, words in {
    "session.planned": _("Session planned"),
    "session.group_expected": _("Members of a group put on the register"),
    "session.attendance_taken": _("Attendance taken"),
    "session.walk_in_added": _("Somebody walked in"),
    "session.walk_in_recorded": _("Somebody new walked in"),
    "session.scores_entered": _("Test scores entered"),
    "session.closed": _("Session closed"),
    "session.cancelled": _("Session cancelled"),
    "trainer.appointed": _("Trainer appointed"),
    "trainer.ended": _("No longer a trainer"),
}.items():
    act_words.add(name, words)
