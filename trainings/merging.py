"""How attendance and trainers' roles go from one record of a person to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solar_cms.base.hooks import Joined, MergeRule
from solar_cms.registry.merging.periods import joined_period, overlapping
from trainings.models import Attendance, Score, Trainer
from trainings.states import Presence

SAYS_MORE = {Presence.EXPECTED: 0, Presence.ABSENT: 1, Presence.PRESENT: 2}


def on_one_register(gone: Any, stays: Any) -> list[Any]:
    sessions = Attendance.objects.filter(person=stays).values("session")
    return list(Attendance.objects.filter(person=gone, session__in=sessions))


def join_attendances(row: Any, stays: Any) -> Joined:
    """Whoever was there under either name was there."""
    into = Attendance.objects.get(person=stays, session=row.session_id)
    if SAYS_MORE[Presence(row.presence)] <= SAYS_MORE[Presence(into.presence)]:
        return Joined(into)
    return Joined(into, [(into, {"presence": row.presence, "is_walk_in": row.is_walk_in})])


def scored_twice(gone: Any, stays: Any) -> list[Any]:
    phases = Score.objects.filter(attendance=stays).values("phase")
    return list(Score.objects.filter(attendance=gone, phase__in=phases))


def join_scores(row: Any, stays: Any) -> Joined:
    """The points of the record kept hold; the others are kept with the merge."""
    return Joined(Score.objects.get(attendance=stays, phase=row.phase))


def trainer_twice(gone: Any, stays: Any) -> list[Any]:
    ours, theirs = (
        Trainer.objects.filter(person=pk).order_by("valid_from") for pk in (stays, gone)
    )
    return overlapping(theirs, ours, "topic", "level")


def join_trainers(row: Any, stays: Any) -> Joined:
    rows = Trainer.objects.filter(person=stays, topic=row.topic, level=row.level)
    return joined_period(row, list(rows.order_by("valid_from")))


RULES: Mapping[str, MergeRule] = {
    "trainings.Attendance.person": MergeRule(on_one_register, join_attendances),
    "trainings.Score.attendance": MergeRule(scored_twice, join_scores),
    "trainings.Trainer.person": MergeRule(trainer_twice, join_trainers),
}
