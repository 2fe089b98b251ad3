"""What a file really is, and what is said of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solar_cms.base.problems import Refused
from solar_cms.imports import reading
from solar_cms.imports.reader.texts import text_of
from solar_cms.imports.reading import opened
from solar_cms.imports.tests.files import HEADINGS, bomb, csv_file, xlsx

ROW = [1, "ນາງ ບົວຄຳ ສີສະຫວັດ", "Bouakham Sisavath", "F", 1979, "ໜອງຫຼວງ", "020 5512 0418", "", ""]


def refused(path) -> str:
    with pytest.raises(Refused) as caught, opened(path) as sheet:
        list(sheet.rows())
    assert str(caught.value.problems[0].message)
    return caught.value.problems[0].code


def read(path) -> list:
    with opened(path) as sheet:
        return list(sheet.rows())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "file.empty"),
        (b"%PDF-1.7 ...", "file.type"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file.type"),
        (b"PK\x03\x04 not really a zip", "file.cut"),
        (
            b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "file.encrypted",
        ),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "file.type"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "file.damaged"),
    ],
)
def test_files_that_are_no_list_are_refused_with_a_reason(tmp_path, content, code):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(content)
    assert refused(path) == code


def test_a_file_that_unpacks_to_far_too_much_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNZIPPED", 4 * 1024 * 1024)
    path = bomb(tmp_path / "roster.xlsx")
    assert path.stat().st_size < 1024 * 1024
    assert refused(path) == "file.bomb"


def test_a_workbook_is_read_whatever_its_name_says(tmp_path):
    path = xlsx(tmp_path / "roster.xlsx", [ROW]).rename(tmp_path / "roster.xls")
    (_n, headings, _m), (number, texts, marks) = read(path)
    assert headings == HEADINGS
    assert (number, texts[1], texts[4], marks) == (2, "ນາງ ບົວຄຳ ສີສະຫວັດ", "1979", {})


def test_an_old_workbook_renamed_to_xlsx_is_read(tmp_path):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(Path(__file__).with_name("old_format.xls").read_bytes())
    with opened(path) as sheet:
        assert sheet.type == "xls"
        assert [texts[1] for _n, texts, _m in sheet.rows()][1:] == ["ນາງ ບົວຄຳ ສີສະຫວັດ", "ທ້າວ ຄຳຫຼ້າ"]


def test_a_formula_is_marked_with_its_last_value(tmp_path):
    row = [*ROW[:2], ("=UPPER(B2)", "BOUAKHAM"), *ROW[3:]]
    _heading, (number, texts, marks) = read(xlsx(tmp_path / "f.xlsx", [row]))
    assert (number, texts[2], marks) == (2, "BOUAKHAM", {"2": "formula"})


def test_rows_keep_the_numbers_they_have_in_the_sheet(tmp_path):
    rows = read(xlsx(tmp_path / "t.xlsx", [ROW, [], ROW], title="ບັນຊີສະມາຊິກ ກຸ່ມກາເຟ"))
    assert [number for number, _t, _m in rows] == [1, 3, 4, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_usual_encodings_and_separators(tmp_path, encoding, delimiter):
    path = csv_file(tmp_path / "r.csv", [ROW], encoding=encoding, delimiter=delimiter)
    _heading, (_number, texts, _marks) = read(path)
    assert texts[1:4] == ["ນາງ ບົວຄຳ ສີສະຫວັດ", "Bouakham Sisavath", "F"]


def test_a_formula_in_csv_is_marked(tmp_path):
    path = csv_file(tmp_path / "r.csv", [[1, "=HYPERLINK(1)", *ROW[2:]]])
    assert read(path)[1][2] == {"1": "formula"}


@given(
    st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.integers()
    | st.text(max_size=50)
)
def test_no_cell_breaks_the_reader(value):
    text = text_of(value)
    assert "\x00" not in text
    assert text == text.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        assert "." not in text


# --- what goes wrong on the way to us ------------------------------------------------------------

OLD_FONT = "ê. ¦ö´¦ñ¡ ¦ó¸ö¤ "  # as Alice and Saysettha Lao draw it over Latin signs


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_workbook_cut_on_the_way_is_told_from_a_damaged_one(tmp_path, keep):
    path = xlsx(tmp_path / "r.xlsx", [ROW] * 50)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert refused(path) == "file.cut"


def test_a_csv_cut_inside_a_letter_is_refused(tmp_path):
    path = csv_file(tmp_path / "r.csv", [ROW], encoding="utf-8")
    path.write_bytes(path.read_bytes()[: -len(" ສີສະຫວັດ,Bouakham".encode()) - 2])
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex("ຄ".encode()) + 1])
    assert refused(path) == "file.cut"


def test_a_csv_cut_between_cells_says_so_at_its_last_row(tmp_path):
    path = csv_file(tmp_path / "r.csv", [ROW, ROW], encoding="utf-8")
    path.write_bytes(path.read_bytes().rpartition(b",F,")[0])
    with opened(path) as sheet:
        rows = list(sheet.rows())
    assert rows[-1][2] == {str(len(rows[-1][1]) - 1): "cut"}
    assert len(rows[-1][1]) == 3


def test_a_file_in_an_old_lao_font_is_refused_with_advice(tmp_path):
    rows = [[n, OLD_FONT, "", "F", 1979, "", "", "", ""] for n in range(5)]
    for path in (xlsx(tmp_path / "r.xlsx", rows), csv_file(tmp_path / "r.csv", rows, encoding="cp1252", headings=["No", "Name", "", "Sex", "Born", "", "", "", ""])):  # fmt: skip
        with pytest.raises(Refused) as caught, opened(path) as sheet:
            list(sheet.rows())
        assert caught.value.problems[0].code == "file.legacy"
        assert "Phetsarath OT" in str(caught.value.problems[0].message)


def test_one_cell_in_an_old_lao_font_is_marked(tmp_path):
    rows = [ROW] * 9 + [[10, OLD_FONT, *ROW[2:]]]
    assert read(xlsx(tmp_path / "r.xlsx", rows))[-1][2] == {"1": "legacy"}


def test_lao_read_in_the_wrong_encoding_and_saved_is_refused(tmp_path):
    spoilt = [[text.encode().decode("cp1252", "replace") if isinstance(text, str) else text for text in ROW]] * 3  # fmt: skip
    assert refused(xlsx(tmp_path / "r.xlsx", spoilt)) == "file.mojibake"


def test_names_of_france_are_no_old_font(tmp_path):
    assert read(xlsx(tmp_path / "r.xlsx", [[1, "François Gérard", "Müller", "M"]]))[1][2] == {}


def test_thai_text_of_an_old_windows_is_read(tmp_path):
    row = [1, "สมชาย ใจดี", "น้ำผึ้ง แก้วมณี", "F"]
    path = csv_file(
        tmp_path / "r.csv", [row] * 5, encoding="cp874", headings=["No", "ชื่อ", "ชื่อเล่น", "เพศ"]
    )
    with opened(path) as sheet:
        rows = list(sheet.rows())
    assert (sheet.meta["encoding"], rows[1][1][1]) == ("TIS-620", "สมชาย ใจดี")


def test_a_number_the_spreadsheet_shortened_is_marked_and_a_whole_one_written_out(tmp_path):
    rows = [[1, "8.56E+11", "8,56206E+12"], [2, "8.562055120418E+12", "1E+3"]]
    _head, first, second = read(csv_file(tmp_path / "r.csv", rows, headings=["No", "A", "B"]))
    assert first[2] == {"1": "exponent", "2": "exponent"}
    assert list(second[1:]) == [["2", "8562055120418", "1E+3"], {}]


def test_dates_phones_and_numbers_of_cells_come_as_a_person_would_write_them(tmp_path):
    import datetime as dt

    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "d.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["A", "B", "C", "D"])
    sheet.write_datetime(1, 0, dt.date(1979, 5, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_number(1, 1, 8562055120418)
    sheet.write_number(1, 2, 3.5)
    sheet.write_boolean(1, 3, True)
    book.close()
    assert read(tmp_path / "d.xlsx")[1][1] == ["1979-05-03", "8562055120418", "3.5", "1"]


def sheets(path: Path) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    for name, hidden in [("ເຊື່ອງ", True), ("ຫວ່າງ", False), ("ບັນຊີ", False), ("Other", False)]:
        sheet = book.add_worksheet(name)
        if name != "ຫວ່າງ":
            sheet.write_row(0, 0, ["Name", name])
        if hidden:
            sheet.hide()
        if name == "ຫວ່າງ":
            sheet.activate()
            sheet.set_first_sheet()
    book.close()
    return path


def test_the_first_visible_sheet_with_rows_is_read_and_said(tmp_path):
    with opened(sheets(tmp_path / "s.xlsx")) as sheet:
        assert next(sheet.rows())[1] == ["Name", "ບັນຊີ"]
        assert sheet.read_as == "XLSX · ບັນຊີ"
        assert sheet.others == ["ຫວ່າງ", "Other"]


def test_a_sheet_is_chosen_by_name_and_a_hidden_one_is_not(tmp_path):
    path = sheets(tmp_path / "s.xlsx")
    with opened(path, "Other") as sheet:
        assert next(sheet.rows())[1] == ["Name", "Other"]
    with pytest.raises(Refused) as caught, opened(path, "ເຊື່ອງ"):
        pass
    assert caught.value.problems[0].code == "file.sheet"
    assert "Other" in str(caught.value.problems[0].message)


def test_three_hundred_columns_are_read_and_a_thousand_and_one_are_not(tmp_path):
    wide = [str(n) for n in range(300)]
    assert len(read(csv_file(tmp_path / "w.csv", [wide], headings=wide))[1][1]) == 300
    assert len(read(xlsx(tmp_path / "w.xlsx", [wide], headings=wide))[1][1]) == 300
    wider = [str(n) for n in range(1001)]
    assert refused(csv_file(tmp_path / "v.csv", [wider], headings=wider)) == "file.columns"
    assert refused(xlsx(tmp_path / "v.xlsx", [wider], headings=wider)) == "file.columns"


def test_more_rows_than_are_taken_at_once_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 30)
    assert refused(xlsx(tmp_path / "r.xlsx", [ROW] * 100)) == "file.rows"
    assert refused(csv_file(tmp_path / "r.csv", [ROW] * 100)) == "file.rows"


def test_the_reader_keeps_within_its_memory(tmp_path, monkeypatch):
    """A sheet whose texts alone are larger than the memory is given up, not swapped in."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "m.xlsx"))
    sheet = book.add_worksheet()
    for number in range(1000):
        sheet.write_string(number, 0, f"{number}" + "ກ" * 30_000)
    book.close()
    monkeypatch.setattr(reading, "MOST_MEMORY", 80 * 1024 * 1024)
    assert refused(tmp_path / "m.xlsx") in {"file.memory", "file.bomb"}
