"""Provinces and districts that the product ships; village lists that offices bring."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from solar_cms.audit.acts import SYSTEM
from solar_cms.audit.models import Act
from solar_cms.base.problems import Refused
from solar_cms.places.management.commands.load_reference import rows_of
from solar_cms.places.models import District, Province, Village
from solar_cms.places.operations import end_place, load_districts, load_villages

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    call_command("load_reference", verbosity=0)


def test_all_provinces_and_districts_are_there(loaded):
    assert (Province.objects.count(), District.objects.count()) == (18, 148)
    paksong = District.objects.get(code="1604")
    assert (paksong.name_local, paksong.name_latin) == ("ປາກຊ່ອງ", "Paksong")
    assert "Pakxong" in paksong.aliases
    assert all(row.code.startswith(row.province_id) for row in District.objects.all())


def test_loading_again_writes_nothing(loaded):
    before = Act.objects.count()
    call_command("load_reference", verbosity=0)
    assert Act.objects.count() == before


def test_a_correction_changes_that_row_only(loaded):
    rows = rows_of("districts.csv")
    rows[0] = {**rows[0], "name_latin": "Chanthabouly"}
    assert load_districts(rows, by=SYSTEM) == {"created": 0, "updated": 1}
    done = Act.objects.filter(name="places.districts_loaded").latest("at")
    assert [change.row for change in done.changes.all()] == ["0101"]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({"code": "", "district": "1604", "name_local": "ກ", "name_latin": "K"}, "2.code"),
        ({"code": "16 04", "district": "1604", "name_local": "ກ", "name_latin": "K"}, "2.code"),
        ({"code": "1604001", "district": "1604", "name_local": "ກ", "name_latin": "K"}, "2.code"),
        (
            {"code": "1604002", "district": "9999", "name_local": "ກ", "name_latin": "K"},
            "2.district",
        ),
        (
            {"code": "1604002", "district": "1604", "name_local": "", "name_latin": "K"},
            "2.name_local",
        ),
    ],
)
def test_a_bad_village_row_is_named_and_nothing_is_loaded(loaded, row, where):
    good = {"code": "1604001", "district": "1604", "name_local": "ຫຼັກ 35", "name_latin": "Lak 35"}
    with pytest.raises(Refused) as refused:
        load_villages([good, row], by=SYSTEM)
    assert [problem.field for problem in refused.value.problems] == [where]
    assert not Village.objects.exists()


def test_villages_are_loaded_and_found_by_either_script(loaded):
    rows = [
        {"code": "1604001", "district": "1604", "name_local": "ຫຼັກ 35", "name_latin": "Lak 35"},
        {"code": "1604002", "district": "1604", "name_local": "ໜອງຫຼວງ", "name_latin": "Nong Luang"},
    ]
    assert load_villages(rows, by=SYSTEM) == {"created": 2, "updated": 0}
    assert [v.code for v in Village.objects.named("ຫນອງຫລວງ")] == ["1604002"]
    assert [v.code for v in Village.objects.named("lak")] == ["1604001"]


def test_a_place_ends_with_its_successor(loaded):
    old, new = District.objects.get(code="1603"), District.objects.get(code="1604")
    with pytest.raises(Refused):
        end_place(old, on=date(2026, 1, 1), successor=old, by=SYSTEM)
    with pytest.raises(Refused):
        end_place(old, on=date(2026, 1, 1), successor=Province.objects.get(code="16"), by=SYSTEM)
    end_place(old, on=date(2026, 1, 1), successor=new, by=SYSTEM)
    old.refresh_from_db()
    assert (old.code, old.valid_to, old.successor) == ("1603", date(2026, 1, 1), new)
