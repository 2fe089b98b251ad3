"""Which column is which: by its heading, by two rows of headings, by what the office said before."""

from __future__ import annotations

import pytest
import xlsxwriter
from django.urls import reverse

from solar_cms.accounts.models import Office
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch, ColumnMemory
from solar_cms.imports.tests.files import csv_file, xlsx

pytestmark = pytest.mark.django_db

ROWS = [["ນາງ ບົວຄຳ ສີສະຫວັດ", "F", "1979"], ["ທ້າວ ຄຳຫຼ້າ ພົມມະຈັນ", "M", "1985"]]
STRANGE = ["Farmer", "G", "Y"]


@pytest.fixture
def officer(db):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def bring(tmp_path, officer):
    def bring(headings, rows=ROWS, name="p.csv", by=officer) -> Batch:
        path = csv_file(tmp_path / name, rows, headings=headings)
        batch, _new = desk.read_file(
            path, kind="people", context={"district": "1604"}, by=by, file_name=name
        )
        return batch

    return bring


def names(batch: Batch) -> list[str]:
    return [name for _heading, name in batch.headers]


def test_columns_that_no_heading_tells_wait_to_be_named(bring):
    batch = bring(STRANGE)
    assert (batch.state, batch.rows, batch.ready) == ("matching", 2, 0)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({0: "full_name", 1: "full_name"}, "header.twice"),
        ({0: "full_name"}, "header.missing"),
        ({0: "no_such"}, "header.unknown"),
        ({99: "sex"}, "header.unknown"),
    ],
)
def test_columns_named_wrongly_are_refused(bring, officer, said, code):
    batch = bring(STRANGE)
    with pytest.raises(Refused) as caught:
        desk.name_columns(batch, said, by=officer)
    assert caught.value.problems[0].code == code
    batch.refresh_from_db()
    assert batch.state == "matching"


def test_columns_of_imported_rows_stay(bring, officer):
    batch = desk.import_ready(bring(["Name", "Sex", "Born"]), by=officer)
    with pytest.raises(Refused) as caught:
        desk.name_columns(batch, {2: ""}, by=officer)
    assert caught.value.problems[0].code == "import.imported"


def test_named_columns_are_checked_and_remembered_by_the_office(bring, officer):
    batch = desk.name_columns(
        bring(STRANGE), {0: "full_name", 1: "sex", 2: "birth_year"}, by=officer
    )
    assert (batch.state, batch.ready) == ("ready", 2)
    later = bring(["FARMER ", "g.", "Y"], rows=[["ນາງ ຈັນສີ", "F", "1990"]], name="later.csv")
    assert names(later) == ["full_name", "sex", "birth_year"]
    assert set(later.matched_by.values()) == {"remembered"}
    assert later.ready == 1


def test_another_office_remembers_nothing_of_it(bring, officer):
    desk.name_columns(bring(STRANGE), {0: "full_name", 1: "sex"}, by=officer)
    with act("test.arranged", by=SYSTEM):
        office = Office.objects.create(
            code="OTHER",
            kind="district",
            names={"en": "Other"},
            valid_from="2020-01-01",
            district_id="1603",
        )
    stranger = make_user("enrolment_officer", ["1603", "1604"], username="stranger")
    with act("test.arranged", by=SYSTEM):
        stranger.postings.update(office=office)
    stranger = type(stranger).objects.get(pk=stranger.pk)
    assert bring(STRANGE, name="other.csv", by=stranger, rows=ROWS[:1]).state == "matching"


def test_a_column_may_be_left_alone_for_good(bring, officer):
    batch = bring(["Name", "Sex", "Born"])
    desk.name_columns(batch, {2: ""}, by=officer)
    assert names(bring(["Name", "Sex", "Born"], rows=ROWS[:1], name="b.csv")) == [
        "full_name",
        "sex",
        "",
    ]


def test_the_page_shows_first_rows_and_takes_the_names(bring, client, officer):
    batch = bring(STRANGE)
    client.force_login(officer)
    address = reverse("import_columns", args=[batch.pk])
    assert "ບົວຄຳ" in client.get(address).content.decode()
    wrong = client.post(address, {"column-0": "sex", "column-1": "sex"})
    assert wrong.status_code == 200
    done = client.post(
        address, {"column-0": "full_name", "column-1": "sex", "column-2": "birth_year"}
    )
    assert done.status_code == 302
    batch.refresh_from_db()
    assert batch.ready == 2
    assert ColumnMemory.objects.count() == 3
    page = client.get(address).content.decode()
    assert page.count('class="tag') >= 3


def test_who_may_not_import_people_does_not_name_columns(bring, client):
    batch = bring(STRANGE)
    client.force_login(make_user("inspector", ["1604"]))
    assert client.post(reverse("import_columns", args=[batch.pk]), {}).status_code == 403


def test_a_title_above_the_headings_is_no_heading(tmp_path, officer):
    path = xlsx(tmp_path / "t.xlsx", ROWS, headings=["Name", "Sex", "Born"], title="ບັນຊີ ປະຊາກອນ")
    batch, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
    assert batch.headers == [["Name", "full_name"], ["Sex", "sex"], ["Born", "birth_date"]]


def test_two_heading_rows_with_merged_cells_are_read_as_one(tmp_path, officer):
    book = xlsxwriter.Workbook(str(tmp_path / "m.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 4, "ບັນຊີປະຊາກອນ")
    sheet.merge_range(1, 0, 1, 1, "Name")
    sheet.merge_range(1, 2, 2, 2, "Sex")
    sheet.merge_range(1, 3, 1, 4, "Birth")
    for at, text in [(0, "Lao"), (1, "Latin"), (3, "Year of birth"), (4, "Place")]:
        sheet.write(2, at, text)
    sheet.write_row(3, 0, ["ນາງ ບົວຄຳ", "Bouakham", "F", "1979", "Paksong"])
    book.close()
    batch, _new = desk.read_file(
        tmp_path / "m.xlsx", kind="people", context={"district": "1604"}, by=officer
    )
    assert names(batch) == ["full_name", "full_name_latin", "sex", "birth_year", ""]
    assert batch.headers[0][0] == "Name (Lao)"
    assert (batch.rows, batch.ready) == (1, 1)
