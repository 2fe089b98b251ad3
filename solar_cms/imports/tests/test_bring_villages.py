"""A list of villages: codes that lost their zero, districts nearly right, and taking it back."""

from __future__ import annotations

import pytest

from solar_cms.accounts.tests.factories import make_places, make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import csv_file
from solar_cms.places.models import District, Province, Village

pytestmark = pytest.mark.django_db

HEADINGS = ["ລະຫັດບ້ານ", "ຊື່ບ້ານ", "Latin name", "ລະຫັດເມືອງ"]


@pytest.fixture
def bring(tmp_path, db):
    make_places()
    with act("test.arranged", by=SYSTEM):
        Province.objects.create(code="01", name_local="ນະຄອນຫຼວງ", name_latin="Vientiane Capital")
        District.objects.create(
            code="0101", province_id="01", name_local="ຈັນທະບູລີ", name_latin="Chanthabouly"
        )

    def bring(*rows, name="v.csv") -> Batch:
        path = csv_file(tmp_path / name, rows, headings=HEADINGS)
        by = make_user("administrator", [], whole_country=True, username="admin")
        return desk.read_file(path, kind="villages", context={}, by=by, file_name=name)[0]

    return bring


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["", "ບ້ານ", "X", "1604"], "code", "place.code_form"),
        (["1604012", "", "", "1604"], "name_local", "place.name_missing"),
        (["9999001", "ບ້ານ", "X", ""], "district", "place.parent_unknown"),
        (["101012", "ບ້ານ", "X", ""], "code", "village.zero_lost"),
        (["0101012", "ບ້ານ", "X", "101"], "district", "place.parent_unknown"),
    ],
)
def test_a_bad_row_is_answered_at_its_column(bring, row, column, code):
    batch = bring(row)
    assert batch.rejected == 1
    assert {p["field"]: p["code"] for p in batch.staged.get().problems} == {column: code}


def test_the_zero_that_a_spreadsheet_took_is_offered(bring):
    first, second = bring(
        ["101012", "ບ້ານ", "X", ""], ["0101013", "ບ້ານ", "Y", "101"]
    ).staged.order_by("number")
    assert first.suggestions["code"] == [["0101012", "0101012"]]
    assert second.suggestions["district"][0][0] == "0101"
    assert "Chanthabouly" in second.suggestions["district"][0][1]


def test_villages_are_made_and_changed_and_given_back(bring):
    with act("test.arranged", by=SYSTEM):
        Village.objects.create(
            code="1604012", district_id="1604", name_local="ເກົ່າ", name_latin="Old", aliases=["A"]
        )
    batch = bring(
        ["໑໖໐໔໐໑໒", "ໃໝ່", "New", ""],
        ["1604013", "ບ້ານ", "Ban", "1604"],
        ["1604013", "ບ້ານ", "Ban", "1604"],
    )
    assert (batch.ready, batch.rejected) == (2, 1)
    batch = desk.import_ready(batch, by=SYSTEM)
    assert (batch.created, batch.updated) == (1, 1)
    assert Village.objects.get(code="1604012").name_latin == "New"
    desk.undo_import(batch, by=SYSTEM)
    old = Village.objects.get()
    assert (old.name_local, old.name_latin, old.aliases) == ("ເກົ່າ", "Old", ["A"])


def test_a_village_that_somebody_changed_since_stands_in_the_way(bring):
    batch = desk.import_ready(bring(["1604013", "ບ້ານ", "Ban", "1604"]), by=SYSTEM)
    with act("test.arranged", by=SYSTEM):
        Village.objects.filter(code="1604013").update(name_latin="Banh")
    with pytest.raises(Refused) as caught:
        desk.undo_import(batch, by=SYSTEM)
    assert "1604013" in str(caught.value.problems[0].message)
