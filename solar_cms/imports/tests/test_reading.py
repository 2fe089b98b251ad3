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
