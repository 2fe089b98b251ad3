"""Whatever stands in a cell is read or answered, never a crash; what is read holds together."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from solar_cms.base.forms import read_phone
from solar_cms.registry.roster.reading import phone_of, read_row, split_name, untitled

TODAY = dt.date(2026, 11, 22)
LAO = st.text("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮະາິີຶືຸູເແໂໃໄຳໜໝຼ່້", min_size=1, max_size=12)


@given(st.dictionaries(st.sampled_from(["full_name", "given_name", "family_name", "full_name_latin", "sex",
                                        "birth_date", "birth_year", "phone", "card", "role"]), st.text(max_size=40)))  # fmt: skip
def test_any_row_is_read_or_answered(cells):
    read = read_row(cells, TODAY)
    errors = [p for p in read.problems if p.severity == "error"]
    assert all(str(p.message) and p.field for p in errors)
    if not errors:
        assert read.values["given_name"] or read.values["given_name_latin"]
        assert read.values["sex"] in {"F", "M"}


@given(st.dates(dt.date(1930, 1, 1), dt.date(2010, 1, 1)), st.sampled_from(["{d}.{m}.{y}", "{d}/{m}/{y}", "{y}-{m:02}-{d:02}"]),
       st.booleans())  # fmt: skip
def test_dates_of_both_eras_are_the_same_day(day, form, buddhist):
    text = form.format(d=day.day, m=day.month, y=day.year + 543 * buddhist)
    read = read_row({"full_name": "ນາງ ນ້ອຍ", "birth_date": text}, TODAY)
    assert read.values["birth_date"] == day.isoformat()
    assert [p.code for p in read.problems] == (["person.birth_buddhist"] if buddhist else [])


@given(st.from_regex(r"\+?(856|00856|0)?[0-9]{6,11}", fullmatch=True))
def test_the_quick_way_to_read_phones_says_what_the_field_says(text):
    try:
        expected = read_phone(text)
    except ValidationError:
        expected = ""
    assert phone_of(text) == expected


@given(LAO, LAO)
def test_a_title_says_the_sex_and_leaves_the_name(given_name, family_name):
    full = f"{given_name} {family_name}"
    assert untitled(f"ທ້າວ {full}") == (full, "M")
    assert split_name(full) == (given_name, family_name)


@pytest.mark.parametrize(
    ("text", "name", "sex"),
    [
        ("ນາງສາວ ຈັນສີ", "ຈັນສີ", "F"), ("ນາງຈັນສີ", "ຈັນສີ", "F"), ("Mrs. Chansy V.", "Chansy V.", "F"),
        ("Mr Khamla", "Khamla", "M"), ("Thaoheuang", "Thaoheuang", ""), ("ທ້າວ", "ທ້າວ", ""),
    ],
)  # fmt: skip
def test_titles(text, name, sex):
    assert untitled(text) == (name, sex)
