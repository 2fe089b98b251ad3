"""Demonstration households, founding, savings, trade, work at workplaces, facts of villages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoWorld
from solar_cms.base.ids import new_id
from solar_cms.places.models import Village, VillagePopulation, VillageRoad
from solar_cms.registry.models import (
    BargainingRound,
    CollectiveAgreement,
    Employer,
    FoundingStep,
    ProducerGroup,
    SavingsCount,
    SupplyLink,
    Term,
    TradeAgreement,
    WorkforceCount,
    Workplace,
    WorkplaceHazard,
    WorkplaceUnion,
)

HOUSED, SIZE = 60_000, 4  # people who get a household, and how many share one
FEW = 400  # groups and workplaces that are described in full

HOUSEHOLDS = [
    """
    CREATE TEMP TABLE demo_homes ON COMMIT DROP AS
    SELECT id AS person_id, district_id, village_id, sex, birth_year, (at - 1) / %(size)s AS home,
           (at - 1) %% %(size)s AS place
    FROM (
      SELECT id, district_id, village_id, sex, birth_year,
             row_number() OVER (PARTITION BY village_id ORDER BY family_name, given_name, id) AS at
      FROM registry_person WHERE is_demo AND village_id IS NOT NULL AND household_id IS NULL
    ) people WHERE ((at - 1) / %(size)s) %% 3 < 2 LIMIT %(most)s
    """,
    """
    CREATE TEMP TABLE demo_households ON COMMIT DROP AS
    SELECT solar_uuid7() AS id, district_id, village_id, home FROM demo_homes
    GROUP BY district_id, village_id, home ORDER BY village_id, home
    """,
    """
    INSERT INTO registry_household (id, version, district_id, village_id, house_number)
    SELECT id, 1, district_id, village_id, (home + 1)::text FROM demo_households
    """,
    """
    INSERT INTO registry_householdmember (id, version, household_id, person_id, role, valid_from)
    SELECT solar_uuid7(), 1, h.id, m.person_id,
      CASE WHEN m.place = 0 THEN 'head'
        WHEN m.place = 1 AND m.sex <> head.sex AND abs(m.birth_year - head.birth_year) < 13 THEN 'spouse'
        WHEN m.birth_year > head.birth_year + 16 THEN 'child'
        WHEN m.birth_year < head.birth_year - 16 THEN 'parent' ELSE 'relative' END,
      %(since)s
    FROM demo_homes m JOIN demo_households h USING (village_id, home)
    JOIN demo_homes head ON head.place = 0 AND (head.village_id, head.home) = (m.village_id, m.home)
    """,
    """
    UPDATE registry_person p SET household_id = h.id
    FROM demo_homes m JOIN demo_households h USING (village_id, home) WHERE p.id = m.person_id
    """,
]


def seed(world: DemoWorld) -> None:
    with act("demo.seeded", by=SYSTEM), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for statement in HOUSEHOLDS:
            cursor.execute(statement, {"size": SIZE, "most": HOUSED, "since": world.start})
        cursor.execute("DROP TABLE demo_homes, demo_households")
    with act("demo.seeded", by=SYSTEM):
        _villages(world)
        _groups(world)
        _trade(world)
        _workplaces(world)


def _villages(world: DemoWorld) -> None:
    """Population of two years, the roads of the rains, and where ordnance lies."""
    random = world.random
    populations, roads, changed = [], [], []
    for village in Village.objects.filter(is_demo=True).order_by("code"):
        if random.random() < 0.85:
            women = random.randint(120, 700)
            men = women + random.randint(-40, 40)
            for year in (world.today.year - 2, world.today.year - 1):
                populations.append(
                    VillagePopulation(
                        village=village, year=year, women=women, men=men, working_women=women * 6 // 10,
                        working_men=men * 6 // 10, source="ປຶ້ມບ້ານ (village book)",
                    )
                )  # fmt: skip
                women, men = women + random.randint(0, 12), men + random.randint(0, 12)
        if random.random() < 0.7:
            worst = random.choice(["four_wheel", "motorbike", "closed"])
            for month in range(1, 13):
                state = worst if 7 <= month <= 9 else "four_wheel" if month in (6, 10) else "all"
                roads.append(VillageRoad(village=village, month=month, state=state))
        village.uxo = random.choice(["unknown", "none", "none", "present", "cleared"])
        if village.uxo != "unknown":
            village.uxo_on = world.start
            village.uxo_source = "UXO Lao (demo)"
        changed.append(village)
    VillagePopulation.objects.bulk_create(populations, batch_size=2000)
    VillageRoad.objects.bulk_create(roads, batch_size=2000)
    Village.objects.bulk_update(changed, ["uxo", "uxo_on", "uxo_source"], batch_size=500)


def _groups(world: DemoWorld) -> None:
    random = world.random
    steps: dict[str, list[str]] = {}
    for term in Term.objects.filter(list="founding_steps").order_by("position", "id"):
        steps.setdefault(term.parent, []).append(term.code)
    taken, savings = [], []
    for group in ProducerGroup.objects.filter(is_demo=True).order_by("name_local", "id")[:FEW]:
        founded = group.founded_on or world.start
        known = steps.get(group.kind, [])
        for number, code in enumerate(known[: random.randint(2, max(2, len(known)))]):
            day = min(founded + timedelta(days=20 * number), world.today)
            taken.append(FoundingStep(group=group, step=code, done_on=day))
        if random.random() < 0.6:
            balance = random.randint(20, 90) * 100_000
            for months in range(12, 0, -3):
                day = world.today - timedelta(days=30 * months)
                if day < founded:
                    continue
                savings.append(
                    SavingsCount(
                        group=group, fund=random.choice(["own", "own", "village_fund"]), counted_on=day,
                        savers_women=random.randint(5, 15), savers_men=random.randint(3, 12),
                        balance=balance, lent=balance * random.randint(2, 6) // 10,
                    )
                )  # fmt: skip
                balance += random.randint(5, 20) * 100_000
    FoundingStep.objects.bulk_create(taken, batch_size=2000)
    SavingsCount.objects.bulk_create(savings, batch_size=2000)


def _trade(world: DemoWorld) -> None:
    """Groups sell to companies of their district, these to two exporters, and these abroad."""
    exporters = [
        Employer(id=new_id(), name_local=local, name_latin=latin, is_demo=True)
        for local, latin in (
            ("ບໍລິສັດ ສົ່ງອອກກາເຟ ປາກເຊ", "Pakse Coffee Export"),
            ("ບໍລິສັດ ຊາບໍລະເວນ", "Bolaven Tea Trading"),
        )
    ]
    roaster = Employer(
        id=new_id(), name_local="ໂຮງຂົ້ວກາເຟ ຢູໂຣບ", name_latin="Europe Roasters", is_demo=True
    )
    Employer.objects.bulk_create([*exporters, roaster])
    links = [
        SupplyLink(supplier_employer=one, buyer_employer=roaster, valid_from=world.start, goods="green coffee")
        for one in exporters
    ]  # fmt: skip
    rounds: list[Any] = []
    agreements: list[Any] = []
    for district in world.store["districts"]:
        links += _trade_of_district(world, district, exporters, rounds, agreements)
    SupplyLink.objects.bulk_create(links, batch_size=2000)
    BargainingRound.objects.bulk_create(rounds, batch_size=2000)
    TradeAgreement.objects.bulk_create(agreements, batch_size=2000)


def _trade_of_district(
    world: DemoWorld,
    district: str,
    exporters: list[Employer],
    rounds: list[Any],
    agreements: list[Any],
) -> list[SupplyLink]:
    """The ties of a district; its rounds and agreements are added to the lists."""
    random = world.random
    links = []
    theirs = Employer.objects.filter(workplaces__district=district, is_demo=True)
    companies = list(theirs.order_by("name_local", "id")[:6])
    for number, company in enumerate(companies):
        links.append(
            SupplyLink(
                supplier_employer=company, buyer_employer=exporters[number % 2],
                valid_from=world.start, goods="parchment coffee",
            )
        )  # fmt: skip
    groups = ProducerGroup.objects.filter(district=district, is_demo=True)
    for number, group in enumerate(groups.order_by("name_local", "id")[: FEW // 3]):
        if not companies:
            continue
        buyer, tea = companies[number % len(companies)], "tea" in group.crops
        day = max(group.founded_on or world.start, world.today - timedelta(days=400))
        links.append(
            SupplyLink(
                supplier_group=group, buyer_employer=buyer, valid_from=day,
                goods="fresh leaf" if tea else "cherries",
            )
        )  # fmt: skip
        if number % 2:
            continue
        unit, asked = ("kg_leaf", 6_000) if tea else ("kg_cherry", 9_000)
        asked += random.randint(0, 6) * 250
        closed = day + timedelta(days=30) if number % 4 == 0 else None
        one = BargainingRound(
            group=group, buyer=buyer, topic="ລາຄາຮັບຊື້ລະດູນີ້", opened_on=day, unit=unit, asked=asked,
            offered=asked - 500, closed_on=closed, outcome="agreed" if closed else "",
        )  # fmt: skip
        rounds.append(one)
        if closed:
            agreements.append(
                TradeAgreement(
                    group=group, buyer=buyer, round=one, signed_on=closed, valid_from=closed,
                    valid_to=closed + timedelta(days=365), product="ຊາສົດ" if tea else "ກາເຟໝາກແດງ",
                    unit=unit, price=asked - 250, price_floor=asked - 1000,
                    quantity_kg=random.randint(5, 60) * 1000,
                )
            )  # fmt: skip
    return links


SECTORS = {"factory": "10", "farm": "01", "construction": "41", "shop": "56", "group": "01", "household": "01"}  # fmt: skip


def _workplaces(world: DemoWorld) -> None:
    random = world.random
    hazards_known = list(Term.objects.filter(list="hazards").order_by("position")[:8])
    counts: list[Any] = []
    hazards: list[Any] = []
    unions, agreements, changed = [], [], []
    day = world.today - timedelta(days=60)
    rows = Workplace.objects.filter(is_demo=True).order_by("name_local", "id")[:FEW]
    for number, place in enumerate(rows):
        place.isic = SECTORS.get(place.kind, "")
        changed.append(place)
        women, men = place.workers_women or 0, place.workers_men or 0
        counts += [
            WorkforceCount(workplace=place, counted_on=day, type=kind, women=w, men=m)
            for kind, w, m in (
                ("permanent", women - women // 3, men - men // 3),
                ("seasonal", women // 3, men // 3),
            )
        ]
        for term in random.sample(hazards_known, min(len(hazards_known), random.randint(0, 3))):
            hazards.append(WorkplaceHazard(workplace=place, hazard=term.code, valid_from=day))
        if number < 9 or (place.kind == "factory" and number % 4 == 0):
            union = WorkplaceUnion(
                workplace=place, name="ກຳມະບານຮາກຖານ", valid_from=world.start, counted_on=day,
                members_women=women // 2, members_men=men // 2,
            )  # fmt: skip
            unions.append(union)
            agreements.append(
                CollectiveAgreement(
                    workplace=place, union=union, title="ສັນຍາແຮງງານຮ່ວມ", signed_on=world.start,
                    valid_from=world.start, covers_women=women, covers_men=men,
                )
            )  # fmt: skip
    Workplace.objects.bulk_update(changed, ["isic"], batch_size=500)
    WorkforceCount.objects.bulk_create(counts, batch_size=2000)
    WorkplaceHazard.objects.bulk_create(hazards, batch_size=2000)
    WorkplaceUnion.objects.bulk_create(unions, batch_size=2000)
    CollectiveAgreement.objects.bulk_create(agreements, batch_size=2000)
