"""Demonstration people, groups, employers and workplaces: invented, set-based, in chunks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.base.ids import new_id
from solar_cms.registry import demo_events, demo_records
from solar_cms.registry.demo_names import BEGIN, FAMILY, name
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.models import ConsentText, Employer, ProducerGroup, Workplace

CHUNK = 10_000
COMPARED = 50_000  # in a larger world the nightly search looks for people registered twice
TWICE = 200  # of so many in a district's rows, one is written a second time
KEPT_IDS = 150_000  # of each district, for the seeders above
PUBLISHED_PEOPLE, WOMEN_LEADERS = 12_612, 23
IN_GROUPS = 0.62
GROUP_SIZE = 30
OFFICES = ["leader", "deputy", "treasurer", "secretary"]

COLUMNS = (
    "id", "given_name", "family_name", "given_name_latin", "family_name_latin", "sex", "birth_date",
    "birth_year", "phone", "district", "village", "card", "card_pending", "group_id", "role", "since",
    "until", "consent_on",
)  # fmt: skip
STAGE = """
CREATE TEMP TABLE demo_people (id uuid, given_name text, family_name text, given_name_latin text,
  family_name_latin text, sex text, birth_date date, birth_year int, phone text, district text,
  village text, card text, card_pending bool, group_id uuid, role text, since date, until date,
  consent_on date) ON COMMIT DROP
"""
WRITE = [
    """
    INSERT INTO registry_person (id, version, given_name, family_name, given_name_latin,
      family_name_latin, aliases, sex, birth_date, birth_year, phone, district_id, village_id, is_demo)
    SELECT id, 1, given_name, family_name, given_name_latin, family_name_latin, '{}', sex, birth_date,
      birth_year, phone, district, village, true FROM demo_people
    """,
    """
    INSERT INTO registry_iddocument (id, version, person_id, kind, number, is_pending)
    SELECT solar_uuid7(), 1, id, 'card', card, card_pending FROM demo_people
    WHERE card <> '' OR card_pending
    """,
    """
    INSERT INTO registry_groupmembership (id, version, group_id, person_id, role, valid_from, valid_to)
    SELECT solar_uuid7(), 1, group_id, id, role, since, until FROM demo_people
    WHERE group_id IS NOT NULL
    """,
    """
    INSERT INTO registry_consent (id, version, person_id, text_id, language, method, witness, given_on)
    SELECT solar_uuid7(), 1, id, %(text)s, 'lo',
      CASE WHEN birth_year < 1975 AND sex = 'F' THEN 'thumbprint' ELSE 'signature' END, '', consent_on
    FROM demo_people WHERE consent_on IS NOT NULL AND %(text)s IS NOT NULL
    """,
]


@dataclass
class Slot:
    """A group that still takes members: who leads it is settled beforehand."""

    id: UUID
    village: str
    founded: date
    offices: list[tuple[str, str]]  # (role, sex), to be given first
    left: int


def seed(world: DemoWorld) -> None:
    """Fills world.store["groups"], ["people"] and ["workplaces"]: {district: [ids]}."""
    slots = _groups(world)
    text = ConsentText.objects.filter(purpose="registration").order_by("valid_from").first()
    kept: dict[str, list[UUID]] = {district: [] for district in world.store["districts"]}
    written = 0
    while written < world.people:
        size = min(CHUNK, world.people - written)
        out = io.StringIO()
        csv.writer(out).writerows(_people(world, slots, written, size, kept))
        out.seek(0)
        with act("demo.seeded", by=SYSTEM, people=size), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(STAGE)
            cursor.copy_expert(
                f"COPY demo_people ({', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv, NULL '\\N')",
                out,
            )
            for statement in WRITE:
                cursor.execute(statement, {"text": text.pk if text else None})
            cursor.execute("DROP TABLE demo_people")
        written += size
    if world.people <= COMPARED:
        find_duplicates(by=SYSTEM)
    world.store["people"] = kept
    _employers(world)


def _groups(world: DemoWorld) -> dict[str, list[Slot]]:
    """Groups of all districts, founded over the years, and who will lead them."""
    districts, random = world.store["districts"], world.random
    count = max(len(districts) * 2, round(world.people * IN_GROUPS / GROUP_SIZE))
    women = max(3, round(WOMEN_LEADERS * world.people / PUBLISHED_PEOPLE))
    plans = [[(role, "M") for role in OFFICES[: 3 + (n % 3 == 0)]] for n in range(count)]
    for n, at in enumerate(random.sample(range(count), min(women, count))):
        office = 0 if n % 3 == 0 else 1 + n % 2
        plans[at][office] = (OFFICES[office], "F")
    slots: dict[str, list[Slot]] = {district: [] for district in districts}
    rows, numbers = [], dict.fromkeys(districts, 0)
    latest = (world.today - timedelta(days=400) - world.start).days
    for n, plan in enumerate(plans):
        district = districts[n % len(districts)]
        numbers[district] += 1
        village = random.choice(world.store["villages"][district])
        tea = district != "1604" and random.random() < 0.35
        word, word_latin = ("ຊາ", "Tea") if tea else ("ກາເຟ", "Coffee")
        some, some_latin = BEGIN[n // len(districts) % len(BEGIN)]
        founded = world.start + timedelta(days=random.randrange(max(1, latest)))
        if n < len(districts) * 2:
            founded = world.start
        group = ProducerGroup(
            id=new_id(), kind="cooperative" if n % 17 == 5 else "producer_group",
            name_local=f"ກຸ່ມຜະລິດ{word} {some} {numbers[district]}",
            name_latin=f"{some_latin} {word_latin} Group {numbers[district]}",
            district_id=district, village_id=village, crops=["tea" if tea else "coffee"],
            founded_on=founded, is_demo=True,
            supported_by=random.choice(world.store.get("organisations") or [None]) if n % 2 else None,
        )  # fmt: skip
        rows.append(group)
        slots[district].append(Slot(group.pk, village, founded, plan, random.randint(16, 44)))
    with act("demo.seeded", by=SYSTEM, groups=count):
        ProducerGroup.objects.bulk_create(rows, batch_size=2000)
    world.store["groups"] = {d: [slot.id for slot in found] for d, found in slots.items()}
    return slots


def _people(
    world: DemoWorld,
    slots: dict[str, list[Slot]],
    first: int,
    size: int,
    kept: dict[str, list[UUID]],
) -> Iterator[list[Any]]:
    """Rows of COLUMNS for one chunk."""
    random, districts = world.random, world.store["districts"]
    written: dict[str, Any] = {}
    for number in range(first, first + size):
        district = districts[number % len(districts)]
        slot = _slot(world, slots[district])
        role, sex = "member", "F" if random.random() < 0.5 else "M"
        if slot is not None and slot.offices:
            role, sex = slot.offices.pop(0)
        given, family, given_latin, family_latin = name(random, sex)
        year = min(world.today.year - 18, max(1938, int(random.gauss(world.today.year - 43, 13))))
        born = (
            date(year, random.randint(1, 12), random.randint(1, 28))
            if random.random() < 0.4
            else None
        )
        chance = random.random()
        card = f"{district}-{number + 1:07d}" if chance < 0.72 else ""
        phone = (
            f"+85620{random.choice('2579')}{random.randrange(10**7):07d}"
            if random.random() < 0.65
            else ""
        )
        since = until = None
        village = random.choice(world.store["villages"][district])
        if slot is not None:
            village = slot.village if random.random() < 0.7 else village
            since = slot.founded if role != "member" else _day(random, slot.founded, world.today)
            if role == "member" and random.random() < 0.05:
                until = _day(random, since, world.today)
        consent = _day(random, since or world.start, world.today) if random.random() < 0.6 else None
        id_ = new_id()
        if len(kept[district]) < KEPT_IDS:
            kept[district].append(id_)
        known = written.get(district)
        if slot is None or role == "member":
            if number % (TWICE * len(districts)) < len(districts):
                written[district] = (given, family, given_latin, family_latin, sex, year, village)
            elif known and number % (TWICE * len(districts)) >= (TWICE - 1) * len(districts):
                given, family, given_latin, family_latin, sex, year, village = _again(known)
                born, card, phone = None, "", ""
        values = [
            id_, given, family, given_latin, family_latin, sex, born, year, phone, district, village, card,
            0.72 <= chance < 0.82, slot.id if slot else None, role, since, until, consent,
        ]  # fmt: skip
        yield ["\\N" if value is None else value for value in values]


def _again(known: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same person written by somebody else: in Latin letters where they are known, a year off."""
    given, family, given_latin, family_latin, sex, year, village = known
    if given_latin:
        return "", "", given_latin, family_latin, sex, year - 1, village
    return family or given, given if family else "", "", "", sex, year, village


def _slot(world: DemoWorld, slots: list[Slot]) -> Slot | None:
    """The group this person is in, if any: first the offices of all groups are filled."""
    if slots and slots[0].offices:
        slot = slots[0]
        if len(slot.offices) == 1:
            slots.append(slots.pop(0))
        return slot
    if not slots or world.random.random() > IN_GROUPS:
        return None
    at = world.random.randrange(len(slots))
    slot = slots[at]
    slot.left -= 1
    if slot.left <= 0:
        slots[at] = slots[-1]
        slots.pop()
    return slot


def _day(random: Any, first: date, last: date) -> date:
    return first + timedelta(days=random.randrange(max(1, (last - first).days)))


KINDS = [
    ("factory", "ໂຮງງານປຸງແຕ່ງກາເຟ", "Coffee Mill"), ("farm", "ສວນກາເຟ", "Coffee Estate"),
    ("factory", "ໂຮງງານຊາ", "Tea Factory"), ("construction", "ໜ່ວຍກໍ່ສ້າງ", "Construction Site"),
    ("shop", "ເຮືອນພັກ", "Guesthouse"), ("farm", "ສວນຜັກ", "Vegetable Farm"),
    ("factory", "ໂຮງເລື່ອຍ", "Sawmill"), ("shop", "ຮ້ານອາຫານ", "Restaurant"),
]  # fmt: skip


def _employers(world: DemoWorld) -> None:
    """About 60 workplaces, more in a larger world; some of groups, some of household plots."""
    random, districts = world.random, world.store["districts"]
    count = max(60, min(world.people // 30, 6000))
    employers, places = [], []
    for number in range(count):
        district = districts[number % len(districts)]
        kind, local, latin = KINDS[number % len(KINDS)]
        owner, owner_latin = random.choice(FAMILY)
        village = random.choice(world.store["villages"][district])
        employer = group = None
        if number % 10 == 8 and world.store["groups"][district]:
            kind, local, latin = "group", "ລານຕາກກາເຟຂອງກຸ່ມ", "Group Drying Yard"
            group = random.choice(world.store["groups"][district])
        elif number % 10 == 9:
            kind, local, latin = "household", "ສວນຄົວເຮືອນ", "Household Plot"
        else:
            employer = Employer(
                name_local=f"ບໍລິສັດ {owner} {number + 1}", name_latin=f"{owner_latin} Company {number + 1}",
                registration_number=f"{district}-{number + 1:05d}" if random.random() < 0.8 else "",
                phone=f"+85631{random.randint(200000, 299999)}" if district == "1604" else "",
                representative=" ".join(part for part in name(random, "M")[:2] if part), is_demo=True,
            )  # fmt: skip
            employers.append(employer)
        size = max(2, int(random.lognormvariate(2.6, 0.8)))
        women = random.randint(0, size)
        places.append(
            Workplace(
                employer=employer, group_id=group, kind=kind, district_id=district, village_id=village,
                name_local=f"{local} {owner} {number + 1}", name_latin=f"{owner_latin} {latin} {number + 1}",
                workers_women=women, workers_men=size - women, is_demo=True,
            )
        )  # fmt: skip
    with act("demo.seeded", by=SYSTEM, workplaces=count):
        Employer.objects.bulk_create(employers, batch_size=2000)
        Workplace.objects.bulk_create(places, batch_size=2000)
    world.store["workplaces"] = {
        district: [place.pk for place in places if place.district_id == district]
        for district in districts
    }


demo_seeders.add("registry", DemoSeeder(20, seed))
demo_seeders.add("registry.records", DemoSeeder(21, demo_records.seed))
demo_seeders.add("registry.events", DemoSeeder(35, demo_events.seed))
