"""Some open cases of the demo go ways of their own: admitted, stopped, warned, suspended, linked.

Done through the verbs, as people would, so that every kind of page has something to show.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from cases import operations as do
from cases.forms import inspectors_of
from cases.models import Case
from solar_cms.accounts.models import User
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.places.models import District

DISTRICT = "1604"  # which people who try the demo see first
HEADS = {"16": "head", "14": "head.salavan", "15": "head.sekong"}


def at_stage(stage: str, **where: str) -> list[Case]:
    """Open demo cases at a stage, the newest first."""
    found = Case.objects.open().filter(is_demo=True, stage=stage, **where)
    return list(found.select_related("district", "office").order_by("-opened_on", "-id")[:3])


def seed(world: DemoWorld) -> None:
    users: dict[str, User] = world.store["users"]

    def head(case: Case) -> User:
        return users[HEADS[case.district_id[:2]]]

    waiting = at_stage("received")
    for case in waiting[:1]:
        said = {"priority": "danger", "ground": "ເຄື່ອງຈັກບໍ່ມີຝາປ້ອງກັນ"}
        do.record_step(case, key="admit", by=head(case), on=case.opened_on, said=said)
    for case in waiting[1:2]:
        reason = "ທາງຂາດຍ້ອນນ້ຳຖ້ວມ"
        do.suspend_case(case, reason=reason, on=case.opened_on, by=head(case))
    remedying = at_stage("remedying", district=DISTRICT)
    for case in remedying[:1]:
        _stop(case, head(case))
    for case, other in pairwise(remedying):
        do.link_case(case, other, kind="same_employer", by=head(case))
    for case in at_stage("findings")[:1]:
        do.record_step(case, key="review", by=head(case), said={"result": "agreed"})
    _draw(world, users)


def _draw(world: DemoWorld, users: dict[str, User]) -> None:
    """Who has duty in Paksong for the next two months: whoever may visit there, in turn."""
    paksong = District.objects.filter(code=DISTRICT).first()
    if paksong is None:
        return
    officers = inspectors_of(paksong)
    last = world.today + timedelta(days=60)
    drawn = do.draw_roster(
        paksong, first=world.today, last=last, officers=officers, by=users["head"]
    )
    do.change_duty(
        drawn[0], user=drawn[0].user, note="ກວດກາໂຮງງານກາເຟ ຂົງເຂດທົ່ງໃຫຍ່", by=users["head"]
    )


def _stop(case: Case, head: User) -> None:
    day = case.steps.exclude(stage="").order_by("-reached_on", "-id")[0].reached_on
    at = min(timezone.make_aware(datetime.combine(day, time(14, 30))), timezone.now())
    do.record_step(
        case, key="stop_work", by=head, at=at, on=day,
        said={
            "danger": "ສາຍໄຟເປີດຢູ່ໃກ້ບ່ອນລ້າງໝາກກາເຟ",
            "extent": "ເຄື່ອງປອກເປືອກໝາຍເລກ 2",
        },
    )  # fmt: skip
    do.record_step(
        case, key="object_to_stop_work", by=head,
        said={"by_whom": "ຜູ້ຈັດການໂຮງງານ", "grounds": "ໄດ້ປ່ຽນສາຍໄຟແລ້ວ"},
    )  # fmt: skip


demo_seeders.add("cases.steps", DemoSeeder(34, seed))
