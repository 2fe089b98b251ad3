"""What clerks type is read as they mean it, or refused with how to write it."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solar_cms.base.reading import Unreadable, read_date, read_money, read_month

LAO = str.maketrans("0123456789", "໐໑໒໓໔໕໖໗໘໙")
DATES = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date.form"),
        ("tomorrow", "date.form"),
        ("12.6", "date.form"),
        ("12.6.26", "year.digits"),
        ("12.6.20266", "year.digits"),
        ("31.2.2026", "date.none"),
        ("12.13.2026", "date.none"),
        ("1.1.1066", "year.range"),
        ("1.1.2300", "year.range"),
        ("1.2.2026; drop", "date.form"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_date(text)
    assert caught.value.code == code


@given(DATES, st.sampled_from(["{d}.{m}.{y}", "{d}/{m}/{y}", " {d}-{m}-{y} ", "{d:02}. {m:02}. {y}", "{y}-{m:02}-{d:02}"]), st.booleans(), st.booleans())  # fmt: skip
def test_every_way_of_writing_gives_the_date(
    day: dt.date, way: str, lao: bool, buddhist: bool
) -> None:
    year = day.year + 543 * buddhist
    text = way.format(d=day.day, m=day.month, y=year)
    read = read_date(text.translate(LAO) if lao else text)
    assert read.date == day
    assert bool(read.note) == buddhist
    assert not buddhist or (str(year) in read.note and str(day.year) in read.note)


@given(st.text(alphabet="0123456789໐໙./- \u200b", max_size=14))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_date, read_month):
        with contextlib.suppress(Unreadable):
            assert 1800 <= read(text).date.year <= 2200


def test_a_leap_day_of_the_buddhist_era_is_a_day() -> None:
    assert read_date("29/2/2567").date == dt.date(2024, 2, 29)


def test_a_month_is_its_first_day() -> None:
    assert read_month("11/2569").date == read_month("2026-11").date == dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("text", "digits", "code"),
    [
        ("", 0, "money.form"),
        ("many", 0, "money.form"),
        ("-5", 0, "money.negative"),
        ("4,5", 0, "money.form"),
        ("12.34.567", 0, "money.form"),
        ("1.200,000", 0, "money.form"),
        ("1,2,34", 2, "money.form"),
        ("1e5", 0, "money.form"),
        ("9" * 16, 0, "money.large"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, digits: int, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_money(text, digits)
    assert caught.value.code == code


@given(st.integers(0, 10**14), st.sampled_from([",", ".", " ", ""]), st.booleans(), st.sampled_from(["{}", "{} ກີບ", "LAK {}"]))  # fmt: skip
def test_an_amount_in_whole_units(amount: int, mark: str, lao: bool, frame: str) -> None:
    text = f"{amount:,}".replace(",", mark)
    text = frame.format(text.translate(LAO) if lao else text)
    assert read_money(text, 0, ("LAK", "ກີບ")) == amount


@given(st.integers(0, 10**12), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("", ".")]))
def test_an_amount_with_cents(cents: int, marks: tuple[str, str]) -> None:
    group, point = marks
    whole = f"{cents // 100:,}".replace(",", group)
    assert read_money(f"{whole}{point}{cents % 100:02}", 2) == cents


def test_a_spreadsheets_empty_fraction_says_nothing() -> None:
    assert read_money("108000.00", 0) == 108_000
