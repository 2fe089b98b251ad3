"""Four cases of Paksong lived through the verbs as far as their remedying, days apart, so that what may
follow then (a stop-work order, a sanction, an appeal, a payment) has a case to show it."""

from __future__ import annotations

from datetime import date, timedelta

from cases import operations as do
from cases.facts import Facts
from cases.models import Case
from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.documents.operations import render_letter
from solar_cms.registry.models import Workplace

DISTRICT, LIVES = "1604", 4
FOUND = {
    "machine_guards": "ເຄື່ອງປອກເປືອກບໍ່ມີຝາປ້ອງກັນ",
    "late_pay": "ຈ່າຍຄ່າແຮງງານຊ້າກວ່າກຳນົດ 12 ວັນ",
}


def seed(world: DemoWorld) -> None:
    users: dict[str, User] = world.store["users"]
    places = Workplace.objects.filter(district=DISTRICT, is_demo=True, employer__isnull=False)
    found = places.select_related("district", "employer").order_by("name_local", "id")[:LIVES]
    for number, place in enumerate(found):
        first = world.today - timedelta(days=60 - 3 * number)
        case = _visited(place, users["somphone"], users["head"], first)
        _noticed(case, users["somphone"], first)


def _visited(place: Workplace, lead: User, head: User, first: date) -> Case:
    case = do.open_case(workplace=place, kind="inspection", source="plan", opened_on=first, by=lead)
    with act("demo.seeded", by=SYSTEM):
        case.is_demo = True
        case.save(update_fields=["is_demo"])
    matters = "ຄວາມປອດໄພຂອງເຄື່ອງຈັກ; ການຈ່າຍຄ່າແຮງງານ"
    do.order_inspection(case, matters=matters, ordered_on=first, by=head)
    do.assign_case(case, lead=lead, assigned_on=first, by=head)
    do.record_visit(
        case, visited_on=first + timedelta(days=4), outcome="done", women_interviewed=3,
        men_interviewed=2, by=lead,
    )  # fmt: skip
    for violation, fact in FOUND.items():
        finding = do.add_finding(case, violation=violation, fact=fact, workers_affected=6, by=lead)
        do.confirm_finding(
            finding, fact=fact, severity=finding.severity, workers_affected=6,
            confirmed_on=first + timedelta(days=5), by=lead,
        )  # fmt: skip
    return case


def _noticed(case: Case, lead: User, first: date) -> None:
    notice = do.issue_improvement_notice(
        case, length=10, unit="working", issued_on=first + timedelta(days=6), by=lead
    )
    with act("demo.seeded", by=SYSTEM):
        render_letter(notice.letter_id)  # type: ignore[arg-type]
    do.serve_notice(
        Facts(case).unserved[0], served_on=first + timedelta(days=8), method="hand",
        received_by="ຜູ້ຈັດການ", note="ສຳເນົາທີ່ເຊັນແລ້ວຢູ່ໃນແຟ້ມ", by=lead,
    )  # fmt: skip


demo_seeders.add("cases.lives", DemoSeeder(33, seed))
