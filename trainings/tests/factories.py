"""Curricula, sessions and registers, made in one line."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_person
from trainings.models import Attendance, Curriculum, Session
from trainings.states import Presence, Topic

_number = itertools.count(1)


def make_curriculum(key: str = "osh", **fields: Any) -> Curriculum:
    with act("test.arranged", by=SYSTEM):
        found, _ = Curriculum.objects.get_or_create(
            key=key,
            defaults={
                "topic": Topic.OSH,
                "titles": {"en": "Safety", "lo": "ຄວາມປອດໄພ"},
                "valid_from": date(2022, 1, 1),
                **fields,
            },
        )
    return found


def make_session(
    people: Sequence[Person] | int = 0,
    *,
    district: str = "1604",
    by: User | None = None,
    presence: str = Presence.EXPECTED,
    **fields: Any,
) -> Session:
    """A session held today unless said otherwise, with people on its register."""
    by = by or make_user("trainer", [district])
    n = next(_number)
    if isinstance(people, int):
        people = [make_person(f"ຄົນ{n}{i}", district=district) for i in range(people)]
    curriculum = fields.pop("curriculum", None) or make_curriculum()
    with act("test.arranged", by=SYSTEM):
        session = Session.objects.create(
            **{
                "number": f"TR-{district}-T{n:05d}",
                "curriculum": curriculum,
                "district_id": district,
                "starts_on": today(),
                "ends_on": fields.get("starts_on", today()),
                "responsible": by,
                **fields,
            }
        )
        Attendance.objects.bulk_create(
            [
                Attendance(session=session, person=p, district_id=district, presence=presence)
                for p in people
            ]
        )
    return session
