"""Cards of the home page: what an inspector does today, what waits for those who lead."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from cases.clocks.showing import running_clock
from cases.listing import ALL, MINE, in_order
from cases.models import Case, ClockRun, Complaint, Visit
from cases.pages import for_lists, rows_of
from cases.states import Act
from cases.workload import held_by, quarter_start
from solar_cms.accounts.models import User
from solar_cms.base.models import today
from solar_cms.work.calendar import calendar_of
from solar_cms.work.models import Task

VISIT_TASK = f"cases.{Act.VISIT}"
SHOWN = 5


def leads(user: User) -> bool:
    """Is this somebody who answers for the cases of others?"""
    return bool({"supervisor", "head", "legal_officer"} & user.scope.kinds)


def visits_card(user: User) -> dict[str, Any] | None:
    """The visits this inspector has to make, the most pressing first, with what was done today."""
    tasks = Task.objects.open().visible_to(user).filter(kind=VISIT_TASK, user=user)
    ids = list(tasks.order_by("rank_on", "id").values_list("subject_id", flat=True))
    found = {str(c.pk): c for c in for_lists(Case.objects.visible_to(user).filter(pk__in=ids[:3]))}
    rows = rows_of([found[pk] for pk in ids[:3] if pk in found], user)
    done = Visit.objects.visible_to(user).filter(recorded_by=user, visited_on=today()).count()
    return {
        "rows": rows,
        "total": len(ids),
        "done": done,
        "url": f"{reverse('inbox')}?kind={VISIT_TASK}",
        "complaint_url": reverse("complaint_new"),
        "open_url": reverse("case_new"),
        "has_cases": bool(rows) or Case.objects.of(user).open().exists(),
    }


def clocks_card(user: User) -> dict[str, Any] | None:
    """The clocks of one's own cases that end first; of all in reach for those who lead."""
    runs = ClockRun.objects.visible_to(user).running()
    url = reverse("clocks") + "?due=all"
    if not leads(user):
        runs = runs.filter(case__in=Case.objects.of(user).open())
        url += "&owner=me"
    total = runs.count()
    if not total:
        return None
    calendar, day = calendar_of(), today()
    clocks = [
        running_clock(
            run, run.case.workplace.name, calendar, day, reverse("case", args=[run.case_id])
        )
        for run in runs.select_related("case__workplace").order_by("due_on", "id")[:SHOWN]
    ]
    return {"clocks": clocks, "url": url, "total": total}


def cases_card(user: User) -> dict[str, Any] | None:
    """One's own open cases, or for those who lead, all that are open in their districts."""
    cases = Case.objects.visible_to(user).open()
    mine = not leads(user)
    if mine:
        cases = cases.of(user)
    rows, order = in_order(for_lists(cases), "", MINE if mine else ALL)
    shown = list(rows.order_by(*order)[:6])
    if not shown and mine:
        return None  # the card of visits says how to begin
    return {
        "rows": rows_of(shown, user),
        "mine": mine,
        "url": reverse("cases_mine") if mine else reverse("cases") + "?stage=open",
    }


def numbers_card(user: User) -> dict[str, Any]:
    """How many cases are open, late, opened and closed in this quarter, where the reader may look."""
    day = today()
    first = quarter_start(day)
    cases = Case.objects.visible_to(user)
    counted = cases.filter(Q(closed_on=None) | Q(closed_on__gte=first)).aggregate(
        open=Count("pk", filter=Q(closed_on=None)),
        opened=Count("pk", filter=Q(opened_on__gte=first)),
        closed=Count("pk", filter=Q(closed_on__gte=first)),
    )
    late = ClockRun.objects.visible_to(user).running().filter(due_on__lt=day)
    return {
        **counted,
        "late": late.aggregate(n=Count("case", distinct=True))["n"],
        "since": first,
        "url": reverse("cases"),
        "may_open": user.may("cases.open"),
    }


def workload_card(user: User) -> dict[str, Any] | None:
    """Open and late cases by the inspector who leads them, the latest first."""
    held = held_by(user, "cases.assign")
    if not held.rows:
        return None
    return {
        "owners": held.owners[:12],
        "nobody": held.nobody,
        "url": reverse("cases_by_owner"),
    }


def complaints_card(user: User) -> dict[str, Any] | None:
    """Complaints that wait for triage, the oldest first. Never who complained."""
    waiting = Complaint.objects.visible_to(user).waiting()
    total = waiting.count()
    if not total:
        return None
    shown = waiting.select_related("workplace", "district").order_by("received_on", "id")[:3]
    return {"complaints": list(shown), "total": total, "url": reverse("triage")}
