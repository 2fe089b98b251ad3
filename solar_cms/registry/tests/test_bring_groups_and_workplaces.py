"""Lists of groups and of workplaces with their employers come in, are asked about, and go again."""

from __future__ import annotations

from datetime import date

import pytest

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import csv_file
from solar_cms.registry.models import Employer, ProducerGroup, Workplace
from solar_cms.registry.tests.factories import make_group, make_village

pytestmark = pytest.mark.django_db

GROUP_HEADINGS = ["ຊື່ກຸ່ມ", "Latin name", "ປະເພດ", "ເມືອງ", "ບ້ານ", "ພືດ", "ສ້າງຕັ້ງ"]
GROUP = ["ກຸ່ມກາເຟ ໜອງຫຼວງ", "Nong Luang coffee", "ກຸ່ມ", "1604", "ໜອງຫຼວງ", "ກາເຟ, ຊາ", "2564"]
SITE_HEADINGS = [
    "Workplace",
    "Employer",
    "Registration number",
    "Kind",
    "District",
    "Village",
    "Women",
    "Men",
    "ISIC",
    "Phone",
]
SITE = ["ໂຮງງານ ປາກຊ່ອງ", "ບໍລິສັດ ກາເຟ", "01-123", "factory", "1604", "", "12", "9", "C1079", ""]


@pytest.fixture
def head(db):
    make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang")
    return make_user("head", ["1604"])


@pytest.fixture
def bring(tmp_path, head):
    def bring(kind: str, *rows, name="g.csv") -> Batch:
        headings = GROUP_HEADINGS if kind == "groups" else SITE_HEADINGS
        path = csv_file(tmp_path / name, rows, headings=headings)
        return desk.read_file(path, kind=kind, context={}, by=head, file_name=name)[0]

    return bring


def changed(row: list, **cells) -> list:
    return [cells.get(f"c{at}", text) for at, text in enumerate(row)]


def code_of(batch: Batch, column: str, number: int = 2) -> str:
    return next(p["code"] for p in batch.staged.get(number=number).problems if p["field"] == column)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"c0": "", "c1": ""}, "name_local", "group.name_missing"),
        ({"c2": "bank"}, "kind", "choice.unknown"),
        ({"c3": "1407"}, "district", "district.outside"),
        ({"c4": "ບໍ່ຮູ້"}, "village", "village.unknown"),
        ({"c5": "ເຂົ້າ"}, "crops", "choice.unknown"),
        ({"c6": "31.2.2020"}, "founded_on", "founded.date.none"),
        ({"c6": "1.1.2090"}, "founded_on", "founded.later"),
    ],
)
def test_a_bad_cell_of_a_group_is_answered_at_its_column(bring, cells, column, code):
    batch = bring("groups", changed(GROUP, **cells))
    assert batch.rejected == 1
    assert code_of(batch, column) == code


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"c0": "", "c1": ""}, "name_local", "workplace.name_missing"),
        ({"c3": "castle"}, "kind", "choice.unknown"),
        ({"c6": "a few"}, "workers_women", "count.form"),
        ({"c8": "coffee roasting"}, "isic", "isic.form"),
        ({"c9": "123"}, "phone", "phone.form"),
        ({"c1": ""}, "employer_local", "employer.name_missing"),
    ],
)
def test_a_bad_cell_of_a_workplace_is_answered_at_its_column(bring, cells, column, code):
    batch = bring("workplaces", changed(SITE, **cells))
    assert batch.rejected == 1
    assert code_of(batch, column) == code


def test_groups_come_in_and_go_again(bring, head):
    batch = bring("groups", GROUP, changed(GROUP, c0="ກຸ່ມຊາ", c1="", c2=""), changed(GROUP, c1=""))
    assert (batch.ready, code_of(batch, "name_local", 4)) == (2, "row.twice")
    batch = desk.import_ready(batch, by=head)
    group = ProducerGroup.objects.get(name_latin="Nong Luang coffee")
    assert (batch.created, sorted(group.crops), group.founded_on) == (
        2,
        ["coffee", "tea"],
        date(2021, 1, 1),
    )
    assert desk.undo_import(batch, by=head).state == "undone"
    assert not ProducerGroup.objects.exists()


def test_a_group_that_members_joined_stays(bring, head):
    from solar_cms.registry.tests.factories import make_member

    batch = desk.import_ready(bring("groups", GROUP), by=head)
    make_member(ProducerGroup.objects.get())
    with pytest.raises(Refused) as caught:
        desk.undo_import(batch, by=head)
    assert caught.value.problems[0].code == "undo.used"
    assert "ໜອງຫຼວງ" in str(caught.value.problems[0].message) or "Nong Luang" in str(
        caught.value.problems[0].message
    )


def test_a_group_of_this_name_is_asked_about_and_chosen_fields_are_taken(bring, head):
    known = make_group("ກຸ່ມກາເຟ ໜອງຫຼວງ")
    batch = bring("groups", GROUP)
    assert batch.staged.get().outcome == "same"
    with pytest.raises(Refused):
        desk.decide(batch, 2, "new", by=head)
    batch = desk.import_ready(
        desk.decide(batch, 2, f"update:{known.pk}:village,founded_on", by=head), by=head
    )
    known.refresh_from_db()
    assert (batch.updated, known.village_id, known.founded_on) == (1, "1604012", date(2021, 1, 1))
    desk.undo_import(batch, by=head)
    known.refresh_from_db()
    assert known.village_id is None


def test_workplaces_come_in_under_one_employer_and_go_again(bring, head):
    batch = bring(
        "workplaces", SITE, changed(SITE, c0="ສາງ"), changed(SITE, c0="ໂຮງສີ", c1="", c2="")
    )
    batch = desk.import_ready(batch, by=head)
    assert (batch.created, batch.rejected) == (3, 0)
    employer = Employer.objects.get()
    assert (employer.registration_number, employer.workplaces.count()) == ("01-123", 2)
    mill = Workplace.objects.get(name_local="ໂຮງງານ ປາກຊ່ອງ")
    assert (mill.kind, mill.workers_women, mill.workers_men, mill.isic) == (
        "factory",
        12,
        9,
        "C1079",
    )
    again = bring("workplaces", SITE, name="again.csv")
    assert (again.here, again.ready) == (1, 0)
    desk.drop_batch(again, by=head)
    desk.undo_import(batch, by=head)
    assert not Workplace.objects.exists()
    assert not Employer.objects.exists()


def test_an_employer_known_by_its_number_is_not_doubled(bring, head):
    desk.import_ready(bring("workplaces", SITE), by=head)
    other = changed(SITE, c0="ສວນ", c1="Another spelling")
    desk.import_ready(bring("workplaces", other, name="b.csv"), by=head)
    assert Employer.objects.count() == 1
    assert Workplace.objects.count() == 2
