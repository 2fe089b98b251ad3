"""A roster comes in: bad input first, then what becomes of the good rows."""

from __future__ import annotations

from datetime import date

import pytest

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act, Change
from solar_cms.base.problems import Refused
from solar_cms.base.texts import text_in
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import HEADINGS, csv_file, xlsx
from solar_cms.imports.workbook import write_errors
from solar_cms.registry.models import GroupMembership, IdDocument, Person
from solar_cms.registry.operations import correct_person, record_consent
from solar_cms.registry.tests.factories import (
    make_consent_text,
    make_group,
    make_member,
    make_person,
    make_village,
)

pytestmark = pytest.mark.django_db

GOOD = [
    [
        1,
        "ນາງ ບົວຄຳ ສີສະຫວັດ",
        "Bouakham Sisavath",
        "ຍິງ",
        "3.5.1979",
        "ບ້ານ ໜອງຫຼວງ",
        "020 5512 0418",
        "16-001",
        "ຫົວໜ້າ",
    ],
    [2, "ທ້າວ ຄຳຫຼ້າ ພົມມະຈັນ", "Khamla Phommachan", "M", 1985, "Nong Louang", 2055129988, "", ""],
    [3, "", "Chansy", "F", "1991", "1604012", "", "", "member"],
]


@pytest.fixture
def officer(db):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def group(db):
    make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang")
    make_village("1604013", "ບ້ານ ຫຼັກ 40", "Lak 40")
    return make_group()


@pytest.fixture
def bring(tmp_path, group, officer):
    """Reads rows as a roster of the group onto the desk."""

    def bring(rows, name="roster.xlsx", **options) -> Batch:
        path = (csv_file if name.endswith("csv") else xlsx)(tmp_path / name, rows, **options)
        batch, _new = desk.read_file(
            path, kind="group_roster", context={"group": str(group.pk), "since": "1.6.2024"},
            by=officer, file_name=name,
        )  # fmt: skip
        return batch

    return bring


def problems(batch: Batch, number: int) -> dict[str, str]:
    """column → code of the errors of one row."""
    row = batch.staged.get(number=number)
    assert all(text_in(p["texts"], "en") and text_in(p["texts"], "lo") for p in row.problems)
    return {p["field"]: p["code"] for p in row.problems if p["severity"] == "error"}


def test_a_wrong_heading_names_what_is_missing_and_what_was_found(tmp_path, group, officer):
    path = xlsx(
        tmp_path / "r.xlsx", GOOD, headings=["A", "Nmae", "B", "Gendre", "C", "D", "E", "F", "G"]
    )
    with pytest.raises(Refused) as caught:
        desk.import_file(path, kind="group_roster", context={"group": str(group.pk)}, by=officer)
    codes = {p.code for p in caught.value.problems}
    said = " ".join(str(p.message) for p in caught.value.problems)
    assert codes == {"header.missing"}
    assert "Nmae" in said
    assert Batch.objects.count() == 0


def test_a_file_with_headings_only_is_refused(bring):
    with pytest.raises(Refused) as caught:
        bring([])
    assert caught.value.problems[0].code == "file.no_rows"
    assert Batch.objects.count() == 0


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (1, "", "person.name_missing"),
        (3, "ຍິງ/ຊາຍ", "person.sex"),
        (3, "", "person.sex"),
        (4, "31.2.1979", "birth.date.none"),
        (4, "around 1980", "birth.date.form"),
        (4, "1.1.2090", "person.born_later"),
        (4, "1897", "person.too_old"),
        (5, "ບ້ານ ບໍ່ຮູ້ຈັກ", "village.unknown"),
        (6, "55120418", "phone.form"),
        (8, "ພໍ່ຄົວ", "group.role_unknown"),
    ],
)
def test_a_bad_cell_is_answered_at_its_row_and_column(bring, column, text, code):
    bad = list(GOOD[1])
    bad[column], bad[2] = text, "" if column == 1 else bad[2]
    if column == 3:
        bad[1] = "ຄຳຫຼ້າ ພົມມະຈັນ"
    batch = bring([GOOD[0], bad])
    assert (batch.rows, batch.ready, batch.rejected) == (2, 1, 1)
    assert code in problems(batch, 3).values()
    assert Person.objects.count() == 0


def test_a_formula_in_a_cell_is_answered_and_its_value_offered(bring):
    batch = bring([[1, ("=A1", "ນາງ ບົວຄຳ"), *GOOD[0][2:]]])
    row = batch.staged.get()
    assert problems(batch, 2) == {"full_name": "cell.formula"}
    assert row.suggestions["full_name"] == [["ນາງ ບົວຄຳ", "ນາງ ບົວຄຳ"]]


def test_a_year_of_the_buddhist_era_is_read_and_echoed(bring):
    child = [1, "ນາງ ນ້ອຍ", "", "F", "2.4.2566", "", "", "", ""]
    batch = bring([child])
    row = batch.staged.get()
    assert (batch.ready, row.cleaned["birth_date"]) == (1, "2023-04-02")
    assert row.problems[0]["severity"] == "warning"
    assert text_in(row.problems[0]["texts"], "en") == "2566 read as 2023"


def test_the_same_person_twice_is_a_problem_of_the_second(bring, officer):
    batch = bring([GOOD[0], [2, *GOOD[0][1:7], "", ""]])
    assert (batch.ready, problems(batch, 3)) == (1, {"full_name": "row.twice"})
    batch = desk.leave_out(batch, [3], by=officer)
    assert (batch.ready, batch.left_out, batch.rejected) == (1, 1, 0)


def test_suggestions_lead_to_the_village_and_the_phone(bring, officer):
    batch = bring([[1, *GOOD[0][1:5], "ໜອງຫຼວຍ", "55120418", "", ""]])
    row = batch.staged.get()
    assert row.suggestions["village"][0][0] == "1604012"
    assert row.suggestions["phone"] == [["020 55 120 418", "020 55 120 418"]]
    batch = desk.mend_rows(
        batch, {2: {"village": "1604012", "phone": "020 55 120 418"}}, by=officer
    )
    assert (batch.ready, batch.rejected) == (1, 0)


def test_one_text_is_mended_alike_in_all_rows(bring, officer):
    rows = [
        [n, f"ນາງ ນ້ອຍ {word}", "", "F", 1980 + n, "ລັກ40 ໃໝ່", "", "", ""]
        for n, word in enumerate(["ກ", "ຂ", "ຄ"])
    ]
    batch = bring(rows)
    assert batch.rejected == 3
    batch = desk.mend_alike(batch, column="village", text="ລັກ40 ໃໝ່", new_text="1604013", by=officer)
    assert (batch.ready, batch.rejected) == (3, 0)


def test_names_in_both_scripts_births_villages_and_roles_come_in(bring, officer, group):
    batch = desk.import_ready(bring(GOOD, title="ບັນຊີສະມາຊິກ"), by=officer)
    assert (batch.state, batch.created, batch.rejected) == ("imported", 3, 0)
    leader = Person.objects.get(given_name="ບົວຄຳ")
    assert (leader.family_name, leader.latin_name) == ("ສີສະຫວັດ", "Bouakham Sisavath")
    assert (leader.sex, leader.birth_date, leader.village_id) == ("F", date(1979, 5, 3), "1604012")
    assert (leader.phone, leader.district_id) == ("+8562055120418", "1604")
    assert IdDocument.objects.get(person=leader).number == "16-001"
    assert Person.objects.get(given_name="ຄຳຫຼ້າ").phone == "+8562055129988"
    assert Person.objects.get(given_name_latin="Chansy").village_id == "1604012"
    membership = GroupMembership.objects.get(person=leader)
    assert (membership.group, membership.role, membership.valid_from) == (
        group,
        "leader",
        date(2024, 6, 1),
    )


def test_good_rows_come_in_and_bad_ones_stay(bring, officer):
    batch = desk.import_ready(bring([*GOOD, [4, "", "", "F", "", "", "", "", ""]]), by=officer)
    assert (batch.created, batch.rejected, batch.rows) == (3, 1, 4)
    assert Act.objects.get(name="import.carried_out").channel == "import"
    assert Change.objects.filter(table="registry_person", operation="i").count() == 3


def test_the_error_file_can_be_mended_and_read_again(bring, officer, group, tmp_path):
    batch = desk.import_ready(
        bring([*GOOD, [4, "ນາງ ຈັນສີ ວົງສາ", "", "?", "02.03.1990", "", "", "", ""]]), by=officer
    )
    out = tmp_path / "errors.xlsx"
    with out.open("wb") as file:
        write_errors(batch, file)
    again, new = desk.read_file(
        out, kind="group_roster", context={"group": str(group.pk)}, by=officer
    )
    assert (new, again.rows, again.rejected) == (True, 1, 1)
    row = again.staged.get()
    assert "02.03.1990" in row.cells
    assert any("F or M" in cell or "ຍິງ" in cell for cell in row.cells)
    again = desk.mend_rows(again, {row.number: {"sex": "F"}}, by=officer)
    assert desk.import_ready(again, by=officer).created == 1


def test_the_same_file_twice_is_harmless(bring, officer):
    batch = desk.import_ready(bring(GOOD, name="r.csv"), by=officer)
    assert bring(GOOD, name="r.csv") == batch
    assert Person.objects.count() == 3


def test_the_same_people_in_another_file_are_already_here(bring, officer):
    desk.import_ready(bring(GOOD[:2]), by=officer)
    batch = bring(GOOD[:2], name="again.csv")
    assert (batch.here, batch.ready, batch.rejected) == (2, 0, 0)


def test_a_member_of_another_group_is_linked_not_doubled(bring, officer, group):
    known = make_person("ບົວຄຳ", "ສີສະຫວັດ", birth_year=1979, village=group_village(), sex="F")
    make_group(members=[known])
    batch = desk.import_ready(bring(GOOD[:1]), by=officer)
    assert (batch.linked, batch.created) == (1, 0)
    assert GroupMembership.objects.filter(person=known, group=group).exists()


def group_village():
    return make_village("1604012")


def test_somebody_alike_is_asked_about_and_decided(bring, officer):
    make_person(
        "ບົວຄຳ", "ສີສະຫວັດ", birth_year=1979, village=group_village(), sex="F", phone="+8562022222222"
    )
    batch = bring(GOOD[:1])
    candidate = batch.staged.get().candidates[0]
    assert (batch.rejected, batch.staged.get().outcome) == (1, "same")
    assert ("name" in candidate["alike"], candidate["differs"]) == (True, ["phone"])
    with pytest.raises(Refused):
        desk.decide(batch, 2, "link:00000000-0000-0000-0000-000000000000", by=officer)
    batch = desk.decide(batch, 2, "new", by=officer)
    batch = desk.import_ready(batch, by=officer)
    assert (batch.created, Person.objects.count()) == (1, 2)


def test_a_card_kept_by_another_office_shows_no_name_and_cannot_be_taken(bring, officer):
    make_person("ວິໄລພອນ", "ແກ້ວມະນີ", district="1407", card="16-001")
    batch = bring(GOOD[:1])
    row = batch.staged.get()
    assert (row.outcome, row.candidates[0]["id"]) == ("same", "")
    assert "ວິໄລ" not in str(row.candidates)
    assert row.candidates[0]["district"] == "1407"
    for decision in ("new", "link:"):
        with pytest.raises(Refused):
            desk.decide(batch, 2, decision, by=officer)


def test_an_import_is_undone_while_untouched(bring, officer, group):
    before = make_member(group).person
    batch = desk.import_ready(bring(GOOD), by=officer)
    batch = desk.undo_import(batch, by=officer)
    assert (batch.state, batch.created) == ("undone", 0)
    assert list(Person.objects.all()) == [before]
    assert list(GroupMembership.objects.values_list("person", flat=True)) == [before.pk]
    assert IdDocument.objects.count() == 0


def test_undo_lists_what_was_built_on_it(bring, officer):
    batch = desk.import_ready(bring(GOOD), by=officer)
    changed, used, _other = Person.objects.order_by("birth_year")
    correct_person(changed, by=officer, phone="+8562055120419")
    record_consent(used, by=officer, text=make_consent_text(), language="lo", method="signature")
    with pytest.raises(Refused) as caught:
        desk.undo_import(batch, by=officer)
    said = {p.code: str(p.message) for p in caught.value.problems}
    assert set(said) == {"undo.changed", "undo.used"}
    assert changed.name in said["undo.changed"]
    assert Person.objects.count() == 3


def test_a_group_one_may_not_keep_is_refused(tmp_path, group):
    stranger = make_user("enrolment_officer", ["1407"])
    path = xlsx(tmp_path / "r.xlsx", GOOD)
    with pytest.raises(Refused) as caught:
        desk.read_file(path, kind="group_roster", context={"group": str(group.pk)}, by=stranger)
    assert caught.value.problems[0].code == "group.unknown"


def test_headings_in_english_and_columns_of_ones_own(bring, officer):
    headings = [
        "No",
        "Full name",
        "Remark",
        "Gender",
        "Year of birth",
        "Village",
        "Mobile",
        "ID number",
        "Position",
    ]
    batch = bring(GOOD[:2], headings=headings, name="r.csv", delimiter=";")
    assert batch.ready == 2
    assert [name for _h, name in batch.headers][:4] == ["", "full_name", "", "sex"]
    assert HEADINGS[1] != "Full name"
