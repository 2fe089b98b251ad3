"""Trainings of the demo: sessions from 2022 on, attendance, scores, trainers.

Shaped after the published results (12,612 farmers reached, 22 core OSH trainers), scaled.
Nothing is held from October to February up on the plateau: the harvest.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.registry.models import GroupMembership, Person
from trainings.models import Attendance, Curriculum, Score, Session, Trainer
from trainings.states import Presence, SessionState, TestPhase, Topic, TrainerLevel

PUBLISHED_PEOPLE = 12_612
CORE_TRAINERS = 22
BATCH = 5_000
POINTS = 10


def seed(world: DemoWorld) -> None:
    trainer = world.store["users"]["trainer"]
    curricula = list(Curriculum.objects.order_by("key"))
    if not curricula:
        raise LookupError("no curricula: load the country pack first")
    serial = dict.fromkeys(world.store["districts"], 0)
    for district in world.store["districts"]:
        _trainers(world, district)
        for group_id in world.store["groups"][district]:
            _sessions_of(world, district, group_id, curricula, trainer, serial)


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
    district: str,
    group_id: Any,
    curricula: list[Curriculum],
    trainer: Any,
    serial: dict[str, int],
) -> None:
    """Two to four sessions of one group over the years, the latest perhaps still open."""
    members = list(
        GroupMembership.objects.filter(group_id=group_id, valid_to__isnull=True)
        .order_by("id")
        .values_list("person_id", flat=True)
    )
    if not members:
        return
    village = Person.objects.filter(pk=members[0]).values_list("village_id", flat=True).first()
    days = sorted(
        _day(world, date(2022, 3, 1), world.today - timedelta(days=7))
        for _ in range(world.random.randint(2, 4))
    )
    with act("demo.seeded", by=SYSTEM):
        for i, day in enumerate(days):
            serial[district] += 1
            closed = i < len(days) - 1 or world.random.random() < 0.7
            session = Session.objects.create(
                number=f"TR-{district}-{day.year}-D{serial[district]:04d}",
                curriculum=world.random.choice(curricula),
                district_id=district,
                village_id=village,
                group_id=group_id,
                starts_on=day,
                ends_on=day,
                state=SessionState.CLOSED if closed else SessionState.HELD,
                closed_on=day + timedelta(days=1) if closed else None,
                responsible=trainer,
                test_points=POINTS,
                back_entered=True,
                is_demo=True,
            )
            _register(world, session, members)
        _coming(world, district, group_id, curricula, trainer, serial, village, members)


def _coming(
    world: DemoWorld,
    district: str,
    group_id: Any,
    curricula: list[Curriculum],
    trainer: Any,
    serial: dict[str, int],
    village: Any,
    members: list[Any],
) -> None:
    """Now and then a session planned for the next weeks."""
    if world.random.random() > 0.12:
        return
    serial[district] += 1
    day = world.today + timedelta(days=world.random.randint(0, 30))
    session = Session.objects.create(
        number=f"TR-{district}-{day.year}-D{serial[district]:04d}",
        curriculum=world.random.choice(curricula),
        district_id=district,
        village_id=village,
        group_id=group_id,
        starts_on=day,
        ends_on=day,
        responsible=trainer,
        test_points=POINTS,
        is_demo=True,
    )
    Attendance.objects.bulk_create(
        [Attendance(session=session, person_id=pk, district_id=district) for pk in members[:BATCH]],
        batch_size=BATCH,
    )


def _register(world: DemoWorld, session: Session, members: list[Any]) -> None:
    register = [
        Attendance(
            session=session,
            person_id=pk,
            district_id=session.district_id,
            presence=Presence.PRESENT if world.random.random() < 0.72 else Presence.ABSENT,
        )
        for pk in members
    ]
    Attendance.objects.bulk_create(register, batch_size=BATCH)
    scores = []
    for attendance in register:
        if attendance.presence != Presence.PRESENT or world.random.random() < 0.15:
            continue
        before = min(POINTS, max(0, round(world.random.gauss(4.5, 1.8))))
        after = min(POINTS, max(before, round(world.random.gauss(7.4, 1.5))))
        for phase, points in ((TestPhase.PRE, before), (TestPhase.POST, after)):
            scores.append(Score(attendance=attendance, phase=phase, points=points, out_of=POINTS))
    Score.objects.bulk_create(scores, batch_size=BATCH)


demo_seeders.add("trainings", DemoSeeder(34, seed))
