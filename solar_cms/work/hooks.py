"""What work shows elsewhere: the inbox in the menu and on the home page; a leaver's tasks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import (
    Handover,
    HomeCard,
    NavItem,
    handovers,
    home_cards,
    nav_items,
)
from solar_cms.base.models import today
from solar_cms.work.models import Task


def inbox_card(user: Any) -> dict[str, Any] | None:
    """The five most pressing tasks."""
    tasks = list(
        Task.objects.open()
        .visible_to(user)
        .select_related("district", "user")
        .order_by("rank_on", "id")[:6]
    )
    return {"tasks": tasks[:5], "more": len(tasks) > 5, "today": today()} if tasks else None


def open_tasks(user: Any) -> int:
    return Task.objects.open().filter(user=user).count()


def move_tasks(from_user: Any, to_user: Any, by: Any) -> int:
    return Task.objects.open().filter(user=from_user).update(user=to_user)


nav_items.add("work.inbox", NavItem(_("Tasks"), "inbox", "work.inbox", order=10))
nav_items.add(
    "work.settings", NavItem(_("Mail and SMS"), "work_settings", "work.settings", order=900)
)
home_cards.add("work.inbox", HomeCard("work/home_inbox.html", "work.inbox", inbox_card, order=10))
handovers.add("work.tasks", Handover(_("Open tasks"), open_tasks, move_tasks))
