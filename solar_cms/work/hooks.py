"""What work shows elsewhere: the inbox in the menu and on the home page; a leaver's tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.audit.models import OutboxMessage
from solar_cms.base.hooks import (
    Handover,
    HomeCard,
    NavItem,
    act_words,
    handovers,
    home_cards,
    nav_items,
    task_kinds,
)
from solar_cms.base.models import today
from solar_cms.work.models import Job, Task
from solar_cms.work.states import JobState

# Those whose work comes to them as tasks.
STUCK_AFTER = 3  # attempts of a message
KINDS = ("inspector", "supervisor", "legal_officer", "head")


def inbox_card(user: Any) -> dict[str, Any] | None:
    """What waits for this person, counted by kind with the oldest of each. One query."""
    day = today()
    kinds = list(
        Task.objects.open()
        .visible_to(user)
        .order_by()
        .values("kind")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=day)),
            oldest=Min("asked_at"),
            first=Min("due_on"),
        )
    )
    for row in kinds:
        known = task_kinds.get(row["kind"])
        row["label"] = known.label if known else _("Other tasks")
        row["order"] = known.order if known else 1000
        row["url"] = f"{reverse('inbox')}?kind={row['kind']}"
    if not kinds and "head" in user.scope.kinds:
        return None  # their page begins with figures
    kinds.sort(key=lambda row: (-bool(row["late"]), row["order"], row["kind"]))
    return {"kinds": kinds[:7], "total": sum(row["n"] for row in kinds)}


def system_card(user: Any) -> dict[str, Any]:
    """For administrators: mail, SMS and letters that do not leave, long work that failed."""
    waiting = OutboxMessage.objects.filter(done_at=None)
    return {
        "stuck": waiting.filter(attempts__gte=STUCK_AFTER).count(),
        "waiting": waiting.count(),
        "failed": Job.objects.filter(
            state=JobState.FAILED, ended_at__gte=timezone.now() - timedelta(days=7)
        ).count(),
    }


def open_tasks(user: Any) -> int:
    return Task.objects.open().filter(user=user).count()


def move_tasks(from_user: Any, to_user: Any, by: Any) -> int:
    return Task.objects.open().filter(user=from_user).update(user=to_user)


nav_items.add("work.inbox", NavItem(_("Tasks"), "inbox", "work.inbox", order=10))
nav_items.add(
    "work.settings", NavItem(_("Mail and SMS"), "work_settings", "work.settings", order=900)
)
home_cards.add("work.inbox", HomeCard("work/home_inbox.html", "work.inbox", inbox_card, 15, KINDS))
home_cards.add(
    "work.system",
    HomeCard("work/home_system.html", "work.settings", system_card, 14, ("administrator",)),
)
handovers.add("work.tasks", Handover(_("Open tasks"), open_tasks, move_tasks))

for _act, _words in {
    "job.started": _("Long work started"),
    "job.finished": _("Long work finished"),
    "job.cancelled": _("Long work cancelled"),
    "holiday.kept": _("Day of the calendar saved"),
    "holiday.removed": _("Day taken out of the calendar"),
    "mail.sent": _("Mail sent"),
    "sms.sent": _("SMS sent"),
    "outbox.sent_again": _("Sent again"),
}.items():
    act_words.add(_act, _words)
