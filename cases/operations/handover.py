"""Open cases and days of duty of a person who leaves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.inbox import pass_reminders, refresh_inbox
from cases.models import Assignment, Case, Duty
from cases.states import TeamRole
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today


def open_cases_of(user: User) -> int:
    """How many open cases a person is on the team of."""
    return Case.objects.open().of(user).count()


def hand_over_cases(from_user: User, to_user: User, by: HasActor) -> int:
    """Give every open case of a leaver to another, role for role, inside the handover's act."""
    day = today()
    moved = 0
    cases = Case.objects.open().of(from_user).select_related("district").order_by("id")
    for case in list(cases):
        with act("case.handed_over", by=by, on=case, lead=to_user.username):
            facts = Facts(case)
            leaving = next(a for a in facts.team if a.user_id == from_user.pk)
            already = next((a for a in facts.team if a.user_id == to_user.pk), None)
            ended = [leaving] + ([already] if already and leaving.role == TeamRole.LEAD else [])
            for assignment in ended:
                assignment.ended_on = max(day, assignment.assigned_on)
                assignment.reason = _("Handed over")
                assignment.save(update_fields=["ended_on", "reason"])
            if already is None or already in ended:
                Assignment(case=case, user=to_user, role=leaving.role, assigned_on=day).save_new()
            if leaving.role == TeamRole.LEAD:
                pass_reminders(case, from_user=from_user, to_user=to_user)
            refresh_inbox(Facts(case))
        moved += 1
    return moved


def duties_to_come(user: User) -> int:
    return Duty.objects.filter(user=user, day__gte=today()).count()


def hand_over_duties(from_user: User, to_user: User, by: HasActor) -> int:
    """Days of duty to come go to another who may visit there and is free; the others come open, for
    the roster to be drawn anew. Inside the handover's act."""
    to_come = Duty.objects.filter(user=from_user, day__gte=today())
    if not to_come:
        return 0
    reach = to_user.scope.reach("cases.visit")
    passed = to_come.exclude(day__in=Duty.objects.filter(user=to_user).values("day"))
    if not reach.whole_country:
        passed = passed.filter(district__in=reach.districts)
    with act("duty.changed", by=by, lead=to_user.username):
        moved = passed.update(user=to_user)
        to_come.all().delete()
    return moved
