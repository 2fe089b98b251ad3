"""Trainings of the demo: sessions from 2022 on, attendance, scores, trainers.

Shaped after the published results (12,612 farmers reached, 22 core OSH trainers), scaled.
Nothing is held from October to February up on the plateau: the harvest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.registry.models import GroupMembership
from trainings.forms import tests_on
from trainings.models import Attendance, Curriculum, Score, Session, Trainer
from trainings.states import Presence, SessionState, TestPhase, Topic, TrainerLevel

PUBLISHED_PEOPLE = 12_612
CORE_TRAINERS = 22
BATCH = 5_000
GROUPS = 200  # whose sessions are written together
POINTS = 10


@dataclass
class Pile:
    """Sessions with their registers, written together; numbers go on from district to district."""

    curricula: list[Curriculum]
    trainer: Any
    serial: dict[str, int]
    sessions: list[Session] = field(default_factory=list)
    registers: list[Attendance] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)

    def write(self) -> None:
        with act("demo.seeded", by=SYSTEM, sessions=len(self.sessions)):
            Session.objects.bulk_create(self.sessions, batch_size=BATCH)
            Attendance.objects.bulk_create(self.registers, batch_size=BATCH)
            Score.objects.bulk_create(self.scores, batch_size=BATCH)
        for rows in (self.sessions, self.registers, self.scores):
            rows.clear()  # type: ignore[attr-defined]


def seed(world: DemoWorld) -> None:
    curricula = list(Curriculum.objects.order_by("key"))
    if not curricula:
        raise LookupError("no curricula: load the country pack first")
    districts = world.store["districts"]
    pile = Pile(curricula, world.store["users"]["trainer"], dict.fromkeys(districts, 0))
    for district in districts:
        _trainers(world, district)
        groups = world.store["groups"][district]
        for start in range(0, len(groups), GROUPS):
            some = groups[start : start + GROUPS]
            members, villages = _members_of(some)
            for group_id in some:
                if members[group_id]:
                    _sessions_of(
                        world, pile, district, group_id, members[group_id], villages[group_id]
                    )
            pile.write()
    _choose_tests(world)


def _choose_tests(world: DemoWorld) -> None:
    """The sessions of a topic are tested by the pack's test of it, where there is one."""
    with act("demo.seeded", by=SYSTEM):
        for version in tests_on(world.today):
            topic = version.form.key.removeprefix("test_")
            Session.objects.filter(is_demo=True, curriculum__topic=topic).update(test=version)


def _members_of(groups: Sequence[Any]) -> tuple[dict[Any, list[Any]], dict[Any, str | None]]:
    """Group → its members, and the village of the first."""
    members: dict[Any, list[Any]] = {group: [] for group in groups}
    villages: dict[Any, str | None] = {}
    rows = GroupMembership.objects.filter(group_id__in=groups, valid_to__isnull=True)
    for group_id, person_id, village in rows.order_by("id").values_list(
        "group_id", "person_id", "person__village_id"
    ):
        members[group_id].append(person_id)
        villages.setdefault(group_id, village)
    return members, villages


def _trainers(world: DemoWorld, district: str) -> None:
    """Core trainers in the proportion of the published 22, at least two a district."""
    wanted = max(2, round(CORE_TRAINERS * world.people / PUBLISHED_PEOPLE / 3))
    people = world.store["people"][district][:5_000]
    chosen = world.random.sample(people, min(len(people), wanted + 1))
    with act("demo.seeded", by=SYSTEM):
        for i, pk in enumerate(chosen):
            Trainer.objects.create(
                person_id=pk,
                level=TrainerLevel.CORE if i < wanted else TrainerLevel.VILLAGE,
                topic=Topic.OSH,
                district_id=district,
                valid_from=_day(world, date(2022, 5, 1), date(2023, 6, 30)),
            )


def _day(world: DemoWorld, first: date, last: date) -> date:
    """A day outside the coffee harvest."""
    while True:
        day = first + timedelta(days=world.random.randrange((last - first).days + 1))
        if day.month not in (10, 11, 12, 1, 2):
            return day


def _sessions_of(
    world: DemoWorld,
    pile: Pile,
    district: str,
    group_id: Any,
    members: list[Any],
    village: str | None,
) -> None:
    """Two to four sessions of one group over the years, the latest perhaps still open."""
    days = sorted(
        _day(world, date(2022, 3, 1), world.today - timedelta(days=7))
        for _ in range(world.random.randint(2, 4))
    )
    for i, day in enumerate(days):
        closed = i < len(days) - 1 or world.random.random() < 0.7
        session = _session(world, pile, district, group_id, village, day)
        session.state = SessionState.CLOSED if closed else SessionState.HELD
        session.closed_on = day + timedelta(days=1) if closed else None
        session.back_entered = True
        _register(world, pile, session, members)
    if world.random.random() <= 0.12:  # now and then one planned for the next weeks
        day = world.today + timedelta(days=world.random.randint(0, 30))
        session = _session(world, pile, district, group_id, village, day)
        pile.registers += [
            Attendance(session=session, person_id=pk, district_id=district) for pk in members
        ]


def _session(
    world: DemoWorld, pile: Pile, district: str, group_id: Any, village: str | None, day: date
) -> Session:
    pile.serial[district] += 1
    session = Session(
        number=f"TR-{district}-{day.year}-D{pile.serial[district]:04d}",
        curriculum=world.random.choice(pile.curricula),
        district_id=district,
        village_id=village,
        group_id=group_id,
        starts_on=day,
        ends_on=day,
        responsible=pile.trainer,
        test_points=POINTS,
        is_demo=True,
    )
    pile.sessions.append(session)
    return session


def _register(world: DemoWorld, pile: Pile, session: Session, members: list[Any]) -> None:
    for pk in members:
        attendance = Attendance(
            session=session,
            person_id=pk,
            district_id=session.district_id,
            presence=Presence.PRESENT if world.random.random() < 0.72 else Presence.ABSENT,
        )
        pile.registers.append(attendance)
        if attendance.presence != Presence.PRESENT or world.random.random() < 0.15:
            continue
        before = min(POINTS, max(0, round(world.random.gauss(4.5, 1.8))))
        after = min(POINTS, max(before, round(world.random.gauss(7.4, 1.5))))
        for phase, points in ((TestPhase.PRE, before), (TestPhase.POST, after)):
            pile.scores.append(
                Score(attendance=attendance, phase=phase, points=points, out_of=POINTS)
            )


demo_seeders.add("trainings", DemoSeeder(34, seed))
