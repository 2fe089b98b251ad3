"""What trainings gives to the lower floors: menu, home, search, panels, handover."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.exports import ListExport, list_exports
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
    merge_rules,
    nav_items,
    person_parts,
    person_uses,
    record_panels,
    retention_steps,
    search_sources,
)
from solar_cms.base.said import say_day
from trainings import home, merging, pages, privacy, questions, retention  # noqa: F401
from trainings.models import Attendance, Session
from trainings.operations import hand_over_sessions
from trainings.states import OPEN, Presence

list_exports.add(
    "session", ListExport(_("Register"), "trainings.view", "register", pages.register_export)
)
nav_items.add("trainings", NavItem(_("Trainings"), "trainings", "trainings.view", order=40))

WATCHES = ("head", "monitoring_officer", "auditor", "partner")
for name, right, context, order, kinds in (
    ("sessions", "trainings.hold", home.sessions_card, 40, ("trainer",)),
    ("registers", "trainings.hold", home.registers_card, 41, ()),
    ("numbers", "trainings.view", home.numbers_card, 42, WATCHES),
):
    home_cards.add(
        f"trainings.{name}", HomeCard(f"trainings/home_{name}.html", right, context, order, kinds)
    )


def search(user: Any, words: str, limit: int) -> list[Hit]:
    """Sessions by number, group, village or meeting place, newest first."""
    found = (
        pages.filtered(Session.objects.visible_to(user), {"q": words})
        .select_related("curriculum", "district")
        .order_by("-starts_on", "-id")[:limit]
    )
    return [
        Hit(
            str(s.curriculum),
            reverse("session", args=[s.pk]),
            f"{s.number} · {say_day(s.starts_on)} · {s.district.name}",
        )
        for s in found
    ]


def exact(user: Any, number: str) -> str:
    pk = Session.objects.visible_to(user).filter(number=number).values_list("pk", flat=True).first()
    return reverse("session", args=[pk]) if pk else ""


search_sources.add(
    "trainings",
    SearchSource(
        _("Training sessions"), "trainings.view", search, 50, exact, list_name="trainings"
    ),
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


def of_village(user: Any, village: Any) -> dict[str, Any] | None:
    rows = list(
        Session.objects.visible_to(user)
        .filter(village=village)
        .select_related("curriculum")
        .order_by("-starts_on", "-id")[:10]
    )
    return {"sessions": rows} if rows else None


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
    "trainings_of_village",
    RecordPanel("places.Village", "trainings/group_panel.html", "trainings.view", of_village, 40),
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

for relation, rule in merging.RULES.items():
    merge_rules.add(relation, rule)
for label, parts in privacy.PARTS.items():
    person_parts.add(label, parts)
person_uses.add("trainings", privacy.USE)
for name, step in retention.STEPS.items():
    retention_steps.add(name, step)

for name, words in {
    "session.planned": _("Session planned"),
    "session.group_expected": _("Members of a group put on the register"),
    "session.attendance_taken": _("Attendance taken"),
    "session.walk_in_added": _("Somebody walked in"),
    "session.walk_in_recorded": _("Somebody new walked in"),
    "session.test_chosen": _("Test chosen"),
    "session.test_answered": _("Answers to the test recorded"),
    "session.scores_entered": _("Test scores entered"),
    "session.closed": _("Session closed"),
    "session.cancelled": _("Session cancelled"),
    "trainer.appointed": _("Trainer appointed"),
    "trainer.ended": _("No longer a trainer"),
}.items():
    act_words.add(name, words)
