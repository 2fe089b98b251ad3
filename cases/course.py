"""The course of a case for its page: steps with what they say, parallel tracks, linked cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Case, Step
from cases.procedure import StepField
from cases.states import Act, FieldKind, StageKind
from solar_cms.accounts.models import User
from solar_cms.base.face import Stage
from solar_cms.base.said import say_day, say_money


@dataclass(frozen=True)
class SaidStep:
    """A step with its fields in words."""

    name: str
    day: date
    at: str
    by: str
    said: list[tuple[str, str]]
    note: str
    track: str
    is_assumed: bool


@dataclass(frozen=True)
class Track:
    name: str
    stages: list[Stage]
    is_open: bool


@dataclass(frozen=True)
class Link:
    words: str
    case: Case
    note: str


# Acts whose details stand nowhere else on the page.
TOLD = frozenset({Act.RECORD, Act.SUSPEND, Act.RESUME, Act.REOPEN, Act.MERGE})


def steps_of(facts: Facts) -> list[SaidStep]:
    """The steps that only the pack knows, newest first."""
    return [_said(facts, step) for step in reversed(facts.steps) if step.act in TOLD]


def all_steps_of(facts: Facts) -> list[SaidStep]:
    """Every step, oldest first."""
    return [_said(facts, step) for step in facts.steps]


def _said(facts: Facts, step: Step) -> SaidStep:
    known = facts.rules.step(step.key)
    track = facts.rules.tracks.get(step.track)
    stage = facts.rules.stages.get(step.stage)
    return SaidStep(
        name=known.name if known else stage.name if stage else step.key,
        day=step.reached_on,
        at=f"{timezone.localtime(step.happened_at):%H:%M}" if step.happened_at else "",
        by=step.recorded_by.name if step.recorded_by else _("the calendar"),
        said=[
            (field.name, in_words(field, step.said[field.key]))
            for field in (known.fields if known else ())
            if field.key in step.said
        ],
        note=step.note,
        track=track.name if track else "",
        is_assumed=bool(known and known.is_assumed),
    )


def _choice(field: StepField, value: Any) -> str:
    return next((c.name for c in field.choices if c.key == value), str(value))


WORDS: dict[str, Callable[[StepField, Any], str]] = {
    FieldKind.DAY: lambda field, value: say_day(date.fromisoformat(value)),
    FieldKind.MOMENT: lambda field, value: _moment(value),
    FieldKind.MONEY: lambda field, value: say_money(value),
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: lambda field, value: _("yes") if value == "yes" else _("no"),
}


def _moment(value: str) -> str:
    local = timezone.localtime(datetime.fromisoformat(value))
    return f"{say_day(local)} {local:%H:%M}"


def in_words(field: StepField, value: Any) -> str:
    """What a field of a step holds, as people say it."""
    say = WORDS.get(field.kind)
    return say(field, value) if say else str(value)


def tracks_of(facts: Facts) -> list[Track]:
    """Each parallel track with its bar of stages."""
    tracks = []
    for track in facts.tracks:
        reached = {s.stage: s.reached_on for s in facts.steps if s.track == track.key and s.stage}
        stages = []
        for stage in facts.rules.stages_for(facts.case.kind, track.key):
            if stage.kind == StageKind.FIRST:
                reached.setdefault(stage.key, track.opened_on)
            if stage.key == track.stage and track.closed_on is None:
                stages.append(Stage(stage.name, "now", reached.get(stage.key)))
            elif stage.key in reached:
                stages.append(Stage(stage.name, "done", reached[stage.key]))
            elif track.closed_on is None:
                stages.append(Stage(stage.name, "ahead"))
        tracks.append(Track(facts.rules.tracks[track.key].name, stages, track.closed_on is None))
    return tracks


def links_of(facts: Facts, user: User) -> list[Link]:
    """Linked cases that the reader may see."""
    others = {
        link.other_id if link.case_id == facts.case.pk else link.case_id for link in facts.links
    }
    if not others:
        return []
    visible = set(Case.objects.visible_to(user).filter(pk__in=others).values_list("pk", flat=True))
    links = []
    for link in facts.links:
        other = link.other if link.case_id == facts.case.pk else link.case
        if other.pk in visible:
            links.append(Link(str(link.get_kind_display()), other, link.note))
    return links
