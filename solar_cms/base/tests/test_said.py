"""Numbers, money and dates in the words of the language."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from solar_cms.base import said

CASES = [
    ("en", said.say_money, 108_000, "108,000\xa0LAK"),
    ("lo", said.say_money, 108_000, "108.000\xa0ກີບ"),
    ("lo", said.say_number, 1248, "1.248"),
    ("en", said.say_number, 5.8, "5.8"),
    ("lo", said.say_number, 5.8, "5,8"),
    ("en", said.say_day, dt.date(2026, 6, 12), "12.6.2026"),
    ("lo", said.say_day, dt.date(2026, 6, 12), "12/6/2026"),
    ("en", said.say_long_day, dt.date(2026, 11, 18), "Wednesday 18 November 2026"),
    ("lo", said.say_long_day, dt.date(2026, 11, 18), "ວັນພຸດ ທີ 18 ພະຈິກ 2026"),
    ("en", said.say_when, dt.datetime(2026, 1, 1, 18, 0, tzinfo=dt.UTC), "2.1.2026, 01:00"),
    ("en", said.say_size, 412_000, "412\xa0kB"),
    ("lo", said.say_size, 4_200_000, "4,2\xa0MB"),
]


@pytest.mark.parametrize(("language", "say", "value", "words"), CASES)
def test_said(language, say, value, words) -> None:
    with translation.override(language):
        assert say(value) == words
        assert say(None) == ""


def test_other_currencies_keep_their_cents() -> None:
    with translation.override("en"):
        assert said.say_money(123_456, "EUR") == "1,234.56\xa0EUR"


@pytest.mark.parametrize(("days", "word"), [(-1, "yesterday"), (0, "today"), (1, "tomorrow")])
def test_near_days_have_words(days: int, word: str) -> None:
    day = timezone.localdate() + dt.timedelta(days=days)
    with translation.override("en"):
        assert said.say_near_day(day) == word


def test_the_zone_is_told() -> None:
    with translation.override("lo"):
        assert said.say_zone() == "ວຽງຈັນ (UTC+7)"


@pytest.mark.parametrize(
    ("country", "words"), [("PE", "5,500.00"), ("CO", "5.500,00"), ("PY", "5.500,00")]
)
def test_a_language_writes_numbers_as_the_country_of_the_pack_does(
    settings, country, words
) -> None:
    settings.PACK = {**settings.PACK, "country": country}
    with translation.override("es"):
        assert said.say_number(5500, 2) == words
    with translation.override("en"):
        assert said.say_number(5500, 2) == "5,500.00"
    decimal, thousands = said.separators("es")
    assert f"5{thousands}500{decimal}00" == words  # what letters print
