"""What lists say besides: the role in the household, reading, and the workforce by type."""

from __future__ import annotations

from datetime import date

import pytest

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import csv_file
from solar_cms.registry.models import HouseholdMember, Person, WorkforceCount, Workplace
from solar_cms.registry.operations import record_workforce
from solar_cms.registry.tests.factories import make_person, make_village

pytestmark = pytest.mark.django_db

PEOPLE = ["Name", "Sex", "Born", "Village", "Household", "ຄວາມສຳພັນ", "Literacy"]
SITES = [
    "Workplace",
    "Kind",
    "Permanent women",
    "ປະຈຳ ຊາຍ",
    "Women seasonal",
    "Counted on",
    "Women",
]


@pytest.fixture
def head(db):
    make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang")
    return make_user("head", ["1604"])


@pytest.fixture
def bring(tmp_path, head):
    def bring(kind: str, *rows, name="p.csv") -> Batch:
        path = csv_file(tmp_path / name, rows, headings=PEOPLE if kind == "people" else SITES)
        batch, _new = desk.read_file(path, kind=kind, context={"district": "1604"}, by=head)
        return batch

    return bring


def person(name: str, role: str = "", reads: str = "", house: str = "12") -> list[str]:
    return [name, "F", "1979", "1604012", house, role, reads]


def codes(batch: Batch, number: int) -> dict[str, str]:
    return {p["field"]: p["code"] for p in batch.staged.get(number=number).problems}


def test_words_nobody_knows_are_faults_of_their_cells(bring):
    batch = bring("people", person("ບົວຄຳ ສີສະຫວັດ", "captain", "perhaps"))
    assert codes(batch, 2) == {"household_role": "choice.unknown", "literacy": "choice.unknown"}


def test_a_role_without_a_house_is_told_and_the_person_comes_in(bring, head):
    batch = bring("people", person("ບົວຄຳ ສີສະຫວັດ", "ເມຍ", house=""))
    assert codes(batch, 2) == {"household_role": "household.role_alone"}
    desk.import_ready(batch, by=head)
    assert not HouseholdMember.objects.exists()


def test_a_house_has_one_head_in_the_file(bring):
    batch = bring("people", person("ບົວຄຳ ສີສະຫວັດ", "head"), person("ຈັນສີ ແກ້ວມະນີ", "ຫົວໜ້າຄົວເຮືອນ"))
    assert (batch.ready, codes(batch, 3)) == (1, {"household_role": "row.twice"})


def test_a_house_has_one_head_in_the_registry(bring, head):
    desk.import_ready(bring("people", person("ບົວຄຳ ສີສະຫວັດ", "head")), by=head)
    batch = bring("people", person("ຈັນສີ ແກ້ວມະນີ", "head"), name="b.csv")
    assert codes(batch, 2) == {"household_role": "household.second_head"}
    batch = desk.mend_rows(batch, {2: {"household_role": "ລູກ"}}, by=head)
    assert desk.import_ready(batch, by=head).created == 1


def test_roles_and_reading_come_in_and_go_again(bring, head):
    batch = bring(
        "people",
        person("ບົວຄຳ ສີສະຫວັດ", "Head", "Reads and writes"),
        person("ຈັນສີ ແກ້ວມະນີ", "ລູກ", "ອ່ານບໍ່ໄດ້"),
        person("ພອນ ແກ້ວມະນີ"),
    )
    batch = desk.import_ready(batch, by=head)
    told = {m.person.given_name: (m.role, m.person.literacy) for m in HouseholdMember.objects.all()}
    assert told == {"ບົວຄຳ": ("head", "full"), "ຈັນສີ": ("child", "none"), "ພອນ": ("other", "")}
    desk.undo_import(batch, by=head)
    assert not Person.objects.exists()


def test_reading_is_offered_for_who_is_registered_and_given_back(bring, head):
    known = make_person(
        "ບົວຄຳ", "ສີສະຫວັດ", birth_year=1979, village=make_village("1604012"), literacy="none"
    )
    batch = bring("people", person("ບົວຄຳ ສີສະຫວັດ", "", "ອ່ານໄດ້", house=""))
    assert "literacy" in batch.staged.get().candidates[0]["offers"]
    batch = desk.decide(batch, 2, f"update:{known.pk}:literacy", by=head)
    batch = desk.import_ready(batch, by=head)
    known.refresh_from_db()
    assert known.literacy == "reads"
    desk.undo_import(batch, by=head)
    known.refresh_from_db()
    assert known.literacy == "none"


# --- workplaces ------------------------------------------------------------------------------------

SITE = ["ໂຮງງານ ປາກຊ່ອງ", "factory", "12", "9", "4", "3.5.2026", ""]


def site(**changes) -> list[str]:
    at = {"name": 0, "women": 2, "day": 5, "total": 6}
    cells = list(SITE)
    for name, text in changes.items():
        cells[at[name]] = text
    return cells


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"women": "many"}, "permanent_women", "count.form"),
        ({"day": "31.4.2026"}, "counted_on", "workforce.date.none"),
        ({"day": "1.1.2099"}, "counted_on", "workforce.later"),
        ({"total": "17"}, "workers_women", "workforce.sum"),
    ],
)
def test_numbers_that_cannot_be_taken(bring, changes, field, code):
    assert codes(bring("workplaces", site(**changes)), 2)[field] == code


def test_the_workforce_comes_in_by_type_with_its_day_and_goes_again(bring, head):
    batch = desk.import_ready(bring("workplaces", site(), site(name="ສາງ", day="")), by=head)
    mill = Workplace.objects.get(name_local="ໂຮງງານ ປາກຊ່ອງ")
    assert (mill.workers_women, mill.workers_men) == (16, 9)
    counts = {c.type: (c.women, c.men, c.counted_on) for c in mill.counts.all()}
    day = date(2026, 5, 3)
    assert counts == {"permanent": (12, 9, day), "seasonal": (4, 0, day)}
    assert WorkforceCount.objects.filter(counted_on=today()).count() == 2
    desk.undo_import(batch, by=head)
    assert not Workplace.objects.exists()


def test_a_later_count_is_offered_taken_and_given_back(bring, head):
    desk.import_ready(bring("workplaces", site()), by=head)
    mill = Workplace.objects.get()
    assert bring("workplaces", site(women="30"), name="same-day.csv").here == 1
    batch = bring("workplaces", site(women="30", day="4.5.2026"), name="later.csv")
    assert set(batch.staged.get().candidates[0]["offers"]) == {"workforce"}
    batch = desk.decide(batch, 2, f"update:{mill.pk}:workforce", by=head)
    batch = desk.import_ready(batch, by=head)
    mill.refresh_from_db()
    assert (mill.workers_women, mill.counts.count()) == (34, 4)
    desk.undo_import(batch, by=head)
    mill.refresh_from_db()
    assert (mill.workers_women, mill.counts.count()) == (16, 2)


def test_an_import_on_which_a_count_was_built_is_not_undone(bring, head):
    batch = desk.import_ready(bring("workplaces", site()), by=head)
    record_workforce(
        Workplace.objects.get(), by=head, counted_on=date(2026, 6, 1), counts={"permanent": (1, 1)}
    )
    with pytest.raises(Refused) as caught:
        desk.undo_import(batch, by=head)
    assert {p.code for p in caught.value.problems} == {"undo.changed", "undo.used"}
