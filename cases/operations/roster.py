"""The duty roster: drawn for a period in turn, and changed day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from cases.models import Duty
from cases.rules.duties import problems_with_day_over, problems_with_duty, problems_with_period
from solar_cms.accounts.models import Substitution, User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.places.models import District
from solar_cms.work.calendar import calendar_of

LOOK_BACK = timedelta(days=92)  # whose turn it is follows from the last quarter


def draw_roster(
    district: District, *, first: date, last: date, officers: Sequence[User], by: HasActor
) -> list[Duty]:
    """Give each working day that nobody has in the district to one of the officers: to who had the
    fewest days in the last quarter, of several to who had the last one longest ago. Days of leave
    and of duty elsewhere are left out; a day on which nobody is free stays open."""
    problems = problems_with_period(first, last)
    for officer in officers:
        problems += problems_with_duty(district, officer, max(first, last), "officers")
    if not officers:
        problems.append(Problem("roster.nobody", _("Tick who takes turns."), "officers"))
    refuse_if(problems)
    with act("roster.drawn", by=by) as recording:
        District.objects.select_for_update().get(pk=district.pk)  # of two draws one waits
        days = _open_days(district, first, last)
        drawn = _in_turn(district, days, officers)
        if not drawn:
            message = _("Nothing to draw: each working day has somebody, or nobody is free.")
            refuse_if([Problem("roster.nothing", message)])
        Duty.objects.bulk_create(drawn)
        recording.on(drawn[0])
        recording.note(
            district=district.pk, first=first, last=last, days=len(drawn),
            open=len(days) - len(drawn),
        )  # fmt: skip
    return drawn


def put_on_duty(district: District, *, day: date, user: User, note: str = "", by: HasActor) -> Duty:
    """Give a day, a free one too, to one more officer."""
    refuse_if(problems_with_duty(district, user, day))
    with act("duty.given", by=by) as recording:
        duty: Duty = Duty(district=district, day=day, user=user, note=note.strip()).save_new()
        recording.on(duty)
    return duty


def change_duty(duty: Duty, *, user: User, note: str = "", by: HasActor) -> Duty:
    """Give a day of duty to another officer, or another note."""
    refuse_if(problems_with_duty(duty.district, user, duty.day))
    with act("duty.changed", by=by, on=duty):
        duty.user, duty.note = user, note.strip()
        duty.save(update_fields=["user", "note"])
    return duty


def take_off_duty(duty: Duty, *, by: HasActor) -> None:
    """Take a day of duty off the roster."""
    refuse_if(problems_with_day_over(duty.day))
    with act("duty.taken_off", by=by, on=duty, day=duty.day.isoformat()):
        duty.delete()


def _open_days(district: District, first: date, last: date) -> list[date]:
    """Working days on which nobody has duty in the district."""
    calendar = calendar_of(district.province_id)
    taken = set(
        Duty.objects.filter(district=district, day__range=(first, last)).values_list(
            "day", flat=True
        )
    )
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day not in taken and calendar.is_working_day(day)]


def _in_turn(district: District, days: list[date], officers: Sequence[User]) -> list[Duty]:
    if not days:
        return []
    held = Duty.objects.filter(user__in=officers)
    past = {
        user: (number, latest)
        for user, number, latest in held.filter(
            day__gte=days[0] - LOOK_BACK, day__lt=days[0], district=district
        )
        .values_list("user")
        .annotate(Count("pk"), Max("day"))
    }
    turns = Counter({user.pk: past.get(user.pk, (0, None))[0] for user in officers})
    latest = {user.pk: past.get(user.pk, (0, None))[1] or date.min for user in officers}
    busy = set(held.filter(day__range=(days[0], days[-1])).values_list("user", "day"))
    away = list(
        Substitution.objects.filter(
            absent__in=officers, valid_from__lte=days[-1], valid_to__gte=days[0]
        ).values_list("absent", "valid_from", "valid_to")
    )
    drawn = []
    for day in days:
        free = [
            user
            for user in officers
            if (user.pk, day) not in busy
            and not any(one == user.pk and begin <= day <= end for one, begin, end in away)
        ]
        if free:
            user = min(free, key=lambda one: (turns[one.pk], latest[one.pk]))
            turns[user.pk] += 1
            latest[user.pk] = day
            drawn.append(Duty(district=district, day=day, user=user))
    return drawn
