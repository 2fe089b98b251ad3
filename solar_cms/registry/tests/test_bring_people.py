"""A list of people with their districts and households comes in: bad rows first, then the good ones,
who is registered already, and taking it all back."""

from __future__ import annotations

from datetime import date

import pytest

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.base.texts import text_in
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import csv_file
from solar_cms.places.models import District, Province
from solar_cms.registry.models import Household, HouseholdMember, IdDocument, Person
from solar_cms.registry.operations import correct_person
from solar_cms.registry.tests.factories import make_person, make_village

pytestmark = pytest.mark.django_db

HEADINGS = ["ຊື່ ແລະ ນາມສະກຸນ", "ເພດ", "ວັນເດືອນປີເກີດ", "ເມືອງ", "ບ້ານ", "ໂທລະສັບ", "ບັດປະຈຳຕົວ", "ຄົວເຮືອນ"]
GOOD = ["ນາງ ບົວຄຳ ສີສະຫວັດ", "F", "3.5.1979", "Paksong", "ໜອງຫຼວງ", "020 5512 0418", "16-001", "12"]
KNOWN = {"birth_year": 1979, "sex": "F", "village": "1604012"}


@pytest.fixture
def officer(db):
    make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang")
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def bring(tmp_path, officer):
    def bring(*rows, name="p.csv", district="", headings=HEADINGS) -> Batch:
        path = csv_file(tmp_path / name, rows, headings=headings)
        context = {"district": district} if district else {}
        batch, _new = desk.read_file(
            path, kind="people", context=context, by=officer, file_name=name
        )
        return batch

    return bring


def row(**changes) -> list:
    at = {
        "name": 0,
        "sex": 1,
        "born": 2,
        "district": 3,
        "village": 4,
        "phone": 5,
        "card": 6,
        "house": 7,
    }
    cells = list(GOOD)
    for name, text in changes.items():
        cells[at[name]] = text
    return cells


def faults(batch: Batch, number: int = 2) -> dict[str, str]:
    found = batch.staged.get(number=number).problems
    assert all(text_in(p["texts"], "lo") and text_in(p["texts"], "en") for p in found)
    return {p["field"]: p["code"] for p in found if p["severity"] == "error"}


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"district": ""}, "district", "district.missing"),
        ({"district": "Atlantis"}, "district", "district.unknown"),
        ({"district": "1407"}, "district", "district.outside"),
        ({"village": "ບ້ານ ບໍ່ຮູ້ຈັກ"}, "village", "village.unknown"),
        ({"phone": "8.56E+11"}, "phone", "cell.exponent"),
        ({"name": "ນາງ ບัວคำ ສີສະຫວັດ"}, "full_name", "person.thai_letters"),
        ({"born": "3 May 1979"}, "birth_date", "birth.date.form"),
        ({"born": "31.4.1979"}, "birth_date", "birth.date.none"),
        ({"sex": "?"}, "sex", "person.sex"),
    ],
)
def test_a_bad_cell_is_answered_at_its_column(bring, changes, field, code):
    batch = bring(row(**changes))
    assert (batch.ready, batch.rejected) == (0, 1)
    assert faults(batch)[field] == code


def test_a_district_nearly_right_is_suggested(bring, officer):
    batch = bring(row(district="Paksung"))
    offered = batch.staged.get().suggestions["district"]
    assert offered[0][0] == "1604"
    assert "1604" in offered[0][1]
    batch = desk.mend_alike(batch, column="district", text="Paksung", new_text="1604", by=officer)
    assert batch.ready == 1


def test_a_code_that_lost_its_zero_is_asked_about_not_guessed(bring):
    with act("test.arranged", by=SYSTEM):
        Province.objects.create(
            code="01", name_local="ນະຄອນຫຼວງວຽງຈັນ", name_latin="Vientiane Capital"
        )
        District.objects.create(
            code="0101", province_id="01", name_local="ຈັນທະບູລີ", name_latin="Chanthabouly"
        )
    batch = bring(row(district="101", village=""))
    found = batch.staged.get()
    assert faults(batch)["district"] == "district.unknown"
    assert found.suggestions["district"][0][0] == "0101"


def test_thai_letters_are_mended_on_confirmation(bring, officer):
    batch = bring(row(name="ນາງ ບົວคำ ສີສະຫວັດ"))
    offered = batch.staged.get().suggestions["full_name"][0][0]
    batch = desk.mend_rows(batch, {2: {"full_name": offered}}, by=officer)
    assert batch.ready == 1
    assert batch.staged.get().cleaned["given_name"] == "ບົວຄຳ"


@pytest.mark.parametrize(
    "text",
    [
        "3.5.1979",
        "3/5/1979",
        "03-05-1979",
        "1979-05-03",
        "3.5.2522",
        "໓.໕.໒໕໒໒",
        "1979-05-03T00:00:00",
    ],
)
def test_dates_as_text_in_four_forms_in_the_buddhist_era_and_in_lao_digits(bring, text):
    assert bring(row(born=text)).staged.get().cleaned["birth_date"] == "1979-05-03"


@pytest.mark.parametrize(
    "text", ["020 5512 0418", "2055120418", "+856 20 55120418", "໐໒໐໕໕໑໒໐໔໑໘", "8.562055120418E+12"]
)
def test_phones_as_people_and_spreadsheets_write_them(bring, text):
    assert bring(row(phone=text)).staged.get().cleaned["phone"] == "+8562055120418"


def test_the_district_of_the_file_serves_rows_that_name_none(bring):
    assert bring(row(district=""), district="1604").ready == 1


def test_people_come_in_with_households_and_cards(bring, officer):
    batch = bring(
        row(),
        row(name="ທ້າວ ຄຳຫຼ້າ", sex="M", card="", phone=""),
        row(name="ນາງ ຈັນສີ", card="", phone="", house="13"),
    )
    batch = desk.import_ready(batch, by=officer)
    assert (batch.created, batch.rejected, batch.rows) == (3, 0, 3)
    first = Person.objects.get(given_name="ບົວຄຳ")
    assert (first.birth_date, first.district_id, first.village_id) == (
        date(1979, 5, 3),
        "1604",
        "1604012",
    )
    assert first.household.people.count() == 2
    assert set(Household.objects.values_list("house_number", flat=True)) == {"12", "13"}
    assert first.household.members.count() == 2
    assert IdDocument.objects.get().person == first


def test_the_same_person_twice_in_a_file_is_a_fault_of_the_second(bring):
    batch = bring(row(), row(house="13"))
    assert (batch.ready, batch.rejected) == (1, 1)
    assert faults(batch, 3) == {"card": "row.twice"}


def test_who_is_registered_as_in_the_file_is_already_here(bring, officer):
    desk.import_ready(bring(row()), by=officer)
    again = bring(row(), name="again.csv", headings=["Name", *HEADINGS[1:]])
    assert (again.here, again.staged.get().candidates) == (1, [])


# --- who is registered already -------------------------------------------------------------------


def registered(**changes):
    return make_person(
        "ບົວຄຳ",
        "ສີສະຫວັດ",
        **{**KNOWN, "village": make_village("1604012"), "phone": "+8562022222222", **changes},
    )


def test_only_fields_that_the_file_offers_are_taken(bring, officer):
    known = registered()
    batch = bring(row())
    offered = batch.staged.get().candidates[0]["offers"]
    assert set(offered) >= {"phone", "birth"}
    assert offered["phone"] == ["020 22 222 222", "020 55 120 418"]
    for fields in ("sex", "password", "phone,sex"):
        with pytest.raises(Refused):
            desk.decide(batch, 2, f"update:{known.pk}:{fields}", by=officer)


def test_chosen_fields_are_taken_and_the_others_left(bring, officer):
    known = registered()
    batch = desk.decide(bring(row()), 2, f"update:{known.pk}:phone,card", by=officer)
    batch = desk.import_ready(batch, by=officer)
    known.refresh_from_db()
    assert (batch.updated, batch.created, batch.linked) == (1, 0, 0)
    assert (known.phone, known.birth_date) == ("+8562055120418", None)
    assert IdDocument.objects.get().person == known
    assert Person.objects.count() == 1


def test_linking_changes_nothing(bring, officer):
    known = registered()
    batch = desk.import_ready(
        desk.decide(bring(row()), 2, f"link:{known.pk}", by=officer), by=officer
    )
    known.refresh_from_db()
    assert (batch.linked, known.phone, known.version) == (1, "+8562022222222", 1)


def test_one_decision_serves_all_rows_alike(bring, officer):
    rows = []
    for n, name in enumerate(["ຄຳ", "ຈັນ", "ພອນ"]):
        make_person(name, "ສີສະຫວັດ", sex="F", birth_year=1979, village=make_village("1604012"))
        rows.append(
            row(name=f"{name} ສີສະຫວັດ", card="", born="1979", house="", phone=f"020 5512 041{n}")
        )
    batch = bring(*rows)
    assert batch.rejected == 3
    first = batch.staged.get(number=2).candidates[0]["id"]
    batch = desk.decide(batch, 2, f"update:{first}:phone", by=officer, alike=True)
    assert (batch.ready, batch.rejected) == (3, 0)
    batch = desk.import_ready(batch, by=officer)
    assert (batch.updated, Person.objects.exclude(phone="").count()) == (3, 3)


# --- taking it back ------------------------------------------------------------------------------


def test_undo_gives_back_what_was_changed_and_deletes_what_was_made(bring, officer):
    known = registered()
    batch = bring(row(), row(name="ນາງ ຈັນສີ", card="", phone=""))
    batch = desk.import_ready(
        desk.decide(batch, 2, f"update:{known.pk}:phone,card,household", by=officer), by=officer
    )
    assert (batch.created, batch.updated) == (1, 1)
    batch = desk.undo_import(batch, by=officer)
    known.refresh_from_db()
    assert (batch.state, known.phone, known.household) == ("undone", "+8562022222222", None)
    assert list(Person.objects.all()) == [known]
    for model in (IdDocument, Household, HouseholdMember):
        assert not model.objects.exists()


def test_undo_names_whom_somebody_changed_meanwhile(bring, officer):
    known = registered()
    batch = desk.import_ready(
        desk.decide(bring(row()), 2, f"update:{known.pk}:phone", by=officer), by=officer
    )
    known.refresh_from_db()
    correct_person(known, by=officer, phone="+8562055120499")
    with pytest.raises(Refused) as caught:
        desk.undo_import(batch, by=officer)
    assert caught.value.problems[0].code == "undo.changed"
    assert "ບົວຄຳ" in str(caught.value.problems[0].message)
