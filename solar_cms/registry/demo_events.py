"""What people did with records of the registry in the demo: one of everything that a page is about.

By the verbs that the pages call: people registered twice and what was decided, a merge that stands
and one undone, a request for correction, a household, a sensitive fact under its consent, files on
the repair desk with a question to another office, the file of what is held, a retention run.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from solar_cms.accounts.models import Office, User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoWorld
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.places.models import Village
from solar_cms.registry import operations
from solar_cms.registry.demo_names import name
from solar_cms.registry.duplicates.deciding import put_off, tell_apart
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.models import ConsentText, DuplicatePair, Person, Term
from solar_cms.registry.privacy.operations import answer_correction, ask_correction, ask_for_held
from solar_cms.registry.retention.running import run_retention
from solar_cms.registry.states import SENSITIVE_LISTS, CorrectionState, HouseholdRole, SensitiveKind

KEEPERS = {"1604": "enrol", "1407": "enrol.laongam", "1504": "enrol.thateng"}
HEADINGS = ["Name", "Sex", "Born", "Village", "Phone"]
LIMIT, LIMIT_OFFICE = 5000, "16"
TWICE = 6  # people of a district who are registered twice


def seed(world: DemoWorld) -> None:
    keepers = {
        district: world.store["users"][KEEPERS[district]] for district in world.store["districts"]
    }
    pairs = {district: _pairs(world, district, by) for district, by in keepers.items()}
    find_duplicates(
        by=SYSTEM, among=[p.pk for found in pairs.values() for pair in found for p in pair]
    )
    for district, by in keepers.items():
        _decide(pairs[district], by)
        _home(world, district, [first for first, _second in pairs[district][:3]], by)
        _privacy(world, district, by)
    _files(world, keepers, {district: found[0][0] for district, found in pairs.items()})
    ask_for_held(pairs["1604"][0][0], by=world.store["users"]["head"])
    run_retention(dry=False)


def _pairs(world: DemoWorld, district: str, by: User) -> list[tuple[Person, Person]]:
    """People who were registered twice: the second time in Latin letters, a year off."""
    random, found = world.random, []
    for number in range(TWICE):
        sex = "F" if number % 2 else "M"
        given, family, given_latin, family_latin = name(random, sex)
        while not (family and family_latin):
            given, family, given_latin, family_latin = name(random, sex)
        village = Village.objects.get(code=random.choice(world.store["villages"][district]))
        year = world.today.year - random.randint(25, 60)
        facts: dict[str, Any] = {
            "sex": sex, "district": district, "village": village, "another_person": True, "by": by,
            "phone": f"+85620{random.choice('2579')}{random.randrange(10**7):07d}",
        }  # fmt: skip
        first = operations.create_person(
            given_name=given, family_name=family, birth_year=year, **facts
        )
        second = operations.create_person(
            given_name_latin=given_latin,
            family_name_latin=family_latin,
            birth_year=year - 1,
            **facts,
        )
        found.append((first, second))
    _mark(person for pair in found for person in pair)
    return found


def _mark(people: Iterable[Person]) -> None:
    with act("demo.seeded", by=SYSTEM):
        Person.objects.filter(pk__in=[person.pk for person in people]).update(is_demo=True)


def _decide(pairs: Sequence[tuple[Person, Person]], by: User) -> None:
    """One told apart, one put off, one merged, one merged and undone; the rest wait."""
    apart, later, merged, undone = pairs[-4:]
    reason = "ຖາມນາຍບ້ານແລ້ວ (the village head was asked)"
    for first, second in (apart, later):
        pair = DuplicatePair.objects.filter(first=first, second=second).first()
        if pair is not None and first is apart[0]:
            tell_apart(pair, by=by, reason=reason)
        elif pair is not None:
            put_off(pair, by=by, reason=reason)
    merge_people(*merged, by=by, reason=reason)
    merge = merge_people(*undone, by=by, reason=reason)
    undo_merge(merge, by=by, reason="ແມ່ນພໍ່ ກັບ ລູກ (father and son)")


def _home(world: DemoWorld, district: str, people: list[Person], by: User) -> None:
    head, other, third = people
    home = operations.create_household(
        by=by, district=district, village=head.village, house_number="12/3", head=head,
        people=[third], since=world.start,
    )  # fmt: skip
    operations.join_household(
        home, other, by=by, role=HouseholdRole.RELATIVE, since=world.today - timedelta(days=200)
    )


def _privacy(world: DemoWorld, district: str, by: User) -> None:
    """A consent with what is kept under it, and two requests for correction."""
    people = Person.objects.filter(district=district, merged_into=None).order_by("pk")
    first, second, third = people[:3]
    text = ConsentText.objects.on(world.today).filter(purpose=SensitiveKind.ETHNICITY).first()
    codes = Term.objects.filter(list=SENSITIVE_LISTS[SensitiveKind.ETHNICITY]).order_by("position")
    if text is not None and codes:
        operations.record_consent(first, by=by, text=text, language="lo", method="signature")
        operations.record_sensitive(
            first, by=by, kind=SensitiveKind.ETHNICITY, codes=[codes[0].code]
        )
    asked = world.today - timedelta(days=4)
    ask_correction(second, by=by, asks="ປີເກີດແມ່ນ 1984 (born in 1984)", asked_on=asked)
    answered = ask_correction(
        third, by=by, asks="ຍ້າຍບ້ານແລ້ວ (moved to another village)", asked_on=asked
    )
    answer_correction(answered, by=by, state=CorrectionState.DONE)


def _files(world: DemoWorld, keepers: dict[str, User], known: dict[str, Person]) -> None:
    """Files on the repair desk: each district brings one with faults and with somebody whom the next
    district keeps; of the first district one undone and one whose columns are to be named."""
    districts = list(keepers)
    for at, district in enumerate(districts):
        by, theirs = keepers[district], known[districts[(at + 1) % len(districts)]]
        born, village = str(theirs.birth_year), _village(world, district, at)
        rows = [
            _row(world, village),
            _row(world, village),
            [*_row(world, village)[:1], "?", "1897", village, "12"],
            [theirs.local_name, theirs.sex, born, "", theirs.said_phone],
        ]
        batch = _read(rows, HEADINGS, f"people-{district}.csv", district, by)
        batch = desk.import_ready(batch, by=by)
        row = batch.staged.filter(number=len(rows) + 1).first()  # type: ignore[attr-defined]
        if row is not None and row.candidates and row.candidates[0].get("hidden"):
            desk.ask_office(batch, row.number, 0, by=by)
    first = districts[0]
    by, village = keepers[first], _village(world, first, 9)
    rows = [_row(world, village) for _ in range(5)]
    batch = _read(rows, HEADINGS, "wrong-list.csv", first, by)
    desk.undo_import(desk.import_ready(batch, by=by), by=by)
    _read(rows[:3], ["Who", "F or M", "Year", "Where", "Call"], "meeting.csv", first, by)
    office = Office.objects.filter(code=LIMIT_OFFICE).first()
    if office is not None:
        desk.set_limit(office, LIMIT, by=SYSTEM)


def _village(world: DemoWorld, district: str, at: int) -> str:
    return Village.objects.get(code=world.store["villages"][district][at]).name_local


def _row(world: DemoWorld, village: str) -> list[str]:
    random = world.random
    sex = random.choice("FM")
    names = name(random, sex)
    year = world.today.year - random.randint(20, 65)
    phone = f"020 {random.choice('2579')}{random.randrange(10**7):07d}"
    return [" ".join(names[:2]).strip(), sex, str(year), village, phone]


def _read(
    rows: Sequence[Sequence[str]], headings: Sequence[str], called: str, district: str, by: User
) -> Batch:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / called
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
        batch, _new = desk.read_file(path, kind="people", context={"district": district}, by=by)
    return batch
