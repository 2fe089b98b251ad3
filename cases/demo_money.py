"""Some open cases of the demo are sanctioned, appealed against and paid, through the verbs.

The amounts are invented, as their legal basis says: no source gives the fines of Lao PDR.
"""

from __future__ import annotations

from datetime import date, timedelta

from cases import operations as do
from cases.facts import Facts
from cases.models import Case, Sanction
from cases.rules import problems_with_act
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders

HEADS = {"16": "head", "14": "head.salavan", "15": "head.sekong"}
BASIS = "ຕົວຢ່າງ: ຈຳນວນສົມມຸດ, ຍັງບໍ່ມີແຫຼ່ງທີ່ມາ (demo: invented, no source gives it)"
AMOUNTS = (2_000_000, 1_500_000, 800_000)


def sanctioned() -> list[tuple[int, Case]]:
    """Open demo cases whose findings are late to be remedied, the first three of each district, all
    that a district has by their turn."""
    found = Case.objects.open().filter(is_demo=True, stage="remedying", suspended_on=None)
    rows = found.select_related("district", "office", "workplace").order_by("opened_on", "id")
    taken: dict[str, list[Case]] = {}
    for case in rows:
        mine = taken.setdefault(case.district_id, [])
        if len(mine) < len(AMOUNTS):
            mine.append(case)
    return [pair for mine in taken.values() for pair in enumerate(mine)]


def seed(world: DemoWorld) -> None:
    users: dict[str, User] = world.store["users"]
    for number, case in sanctioned():
        lead = Facts(case).lead
        if lead is None or problems_with_act(Act.PROPOSE, Facts(case), lead.user):
            continue
        head = users[HEADS[case.district_id[:2]]]
        _live(case, lead.user, head, users, AMOUNTS[number], number, world.today)


def _live(
    case: Case,
    lead: User,
    head: User,
    users: dict[str, User],
    amount: int,
    number: int,
    today: date,
) -> None:
    """Proposed; decided; then paid in part with wages for two workers, or appealed against."""
    confirmed = Facts(case).confirmed
    day = max([Facts(case).last_day, today - timedelta(days=20)])
    sanction = do.propose_sanction(
        case, kind="fine", findings=confirmed, on=day, amount=amount, basis=BASIS,
        reasons="ກ່າວເຕືອນແລ້ວ ແຕ່ຍັງບໍ່ທັນແກ້ໄຂ", by=lead,
    )  # fmt: skip
    if number == 2:
        return  # waits for its decision
    sanction = do.decide_sanction(sanction, imposes=True, decision="ເຫັນດີຕາມທີ່ສະເໜີ", on=day, by=head)
    grounds = {"grounds": "ຜູ້ໃຊ້ແຮງງານຍັງບໍ່ທັນແກ້ໄຂ"}
    do.record_step(case, key="write_decision", said=grounds, on=day, by=head)
    legal = users.get("legal")
    if legal is None or not legal.scope.may_in("cases.collect", case.district_id):
        return
    if number == 1:
        _appeal(sanction, legal, day)
        return
    half = amount // 2
    parts = [(max(day, today) + timedelta(days=n), half) for n in (15, 45)]
    do.agree_instalments(sanction, parts=parts, on=day, by=legal)
    do.record_payment(sanction, amount=half, receipt=f"R-{number + 41:04d}", on=today, by=legal)
    wages = [do.WageRow("ນາງ ບົວໄຂ", 1_300_000), do.WageRow("ທ້າວ ສົມໃຈ", 900_000)]
    do.order_wages(case, rows=wages, on=day, by=lead)
    do.record_wages(case, worker="ນາງ ບົວໄຂ", amount=1_300_000, on=today, by=lead)


def _appeal(sanction: Sanction, legal: User, day: date) -> None:
    do.file_appeal(sanction, filed_by="ຜູ້ຈັດການ", grounds="ໄດ້ສັ່ງຊື້ອຸປະກອນແລ້ວ ລໍຖ້າຂົນສົ່ງ", on=day, by=legal)


demo_seeders.add("cases.money", DemoSeeder(35, seed))
