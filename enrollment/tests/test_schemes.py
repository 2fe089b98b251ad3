"""Dated values: what they count for on a day, and the pack section that brings them."""

import copy
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from enrollment.models import Channel, Scheme, SchemeParameter
from enrollment.pack_sections import check_schemes, load_schemes
from enrollment.rules.terms import terms_on
from enrollment.tests.factories import load_laos, set_parameter, voluntary
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.law.reading import read_file

PATH = settings.PACKS_DIR / "laos" / "schemes.toml"


def laos() -> dict:
    """The file as read, to be changed freely: the reader hands out one copy to all."""
    return copy.deepcopy(read_file(PATH))


@pytest.mark.parametrize(
    ("fields", "day", "counts_as"),
    [
        ({"status": "confirmed"}, date(2022, 5, 1), "confirmed"),
        (
            {"status": "confirmed", "confirmed_on": date(2023, 11, 29)},
            date(2023, 11, 29),
            "confirmed",
        ),
        (
            {"status": "confirmed", "confirmed_on": date(2023, 11, 29)},
            date(2023, 11, 30),
            "secondary",
        ),
        ({"status": "confirmed", "confirmed_year": 2017}, date(2017, 12, 31), "confirmed"),
        ({"status": "confirmed", "confirmed_year": 2017}, date(2018, 1, 1), "secondary"),
        ({"status": "inferred"}, date(2026, 1, 1), "inferred"),
        ({"status": "unknown"}, date(2026, 1, 1), "unknown"),
    ],
)
def test_a_value_confirmed_for_a_day_or_year_is_secondary_on_every_other(fields, day, counts_as):
    assert SchemeParameter(key="x", **fields).status_on(day) == counts_as


@pytest.mark.django_db
class TestLaos:
    def test_the_shipped_file_is_sound(self):
        assert list(check_schemes(laos(), PATH)) == []

    def test_every_row_of_the_source_is_there(self):
        load_laos()
        assert SchemeParameter.objects.get(key="contribution_rate").value == Decimal("9.00")
        floor = SchemeParameter.objects.get(key="minimum_insured_earnings")
        assert (floor.value, floor.status, floor.valid_from) == (
            1_200_000,
            "inferred",
            date(2022, 8, 1),
        )
        ceiling = SchemeParameter.objects.get(key="maximum_insured_earnings")
        assert (ceiling.status_on(date(2017, 6, 1)), ceiling.status_on(date(2026, 6, 1))) == (
            "confirmed", "secondary",
        )  # fmt: skip
        split = SchemeParameter.objects.get(key="branch_split")
        assert (split.value, split.status) == (None, "unknown")
        assert Channel.objects.filter(is_used=True).count() == 6

    def test_loaded_twice_nothing_changes(self):
        load_laos()
        before = set(SchemeParameter.objects.values_list("pk", "version"))
        with act("test.arranged", by=SYSTEM):
            load_schemes(laos(), None)
        assert set(SchemeParameter.objects.values_list("pk", "version")) == before

    def test_a_value_that_moves_in_time_replaces_the_old_one(self):
        load_laos()
        data = laos()
        for row in data["parameter"]:
            if row["key"] == "minimum_insured_earnings":
                row["valid_to"] = date(2026, 12, 31)
        new = {**row, "key": "minimum_insured_earnings", "scheme": "voluntary_nssf"}
        new |= {"value": "1600000", "valid_from": date(2027, 1, 1), "status": "confirmed"}
        data["parameter"].append(new)
        with act("test.arranged", by=SYSTEM):
            load_schemes(data, None)
        scheme = voluntary()
        assert terms_on(scheme, date(2026, 12, 31)).number("minimum_insured_earnings") == 1_200_000
        assert terms_on(scheme, date(2027, 1, 1)).number("minimum_insured_earnings") == 1_600_000

    def test_a_channel_gone_from_the_file_is_kept_and_no_longer_offered(self):
        load_laos()
        data = laos()
        data["channel"] = [row for row in data["channel"] if row["key"] != "worker_centre"]
        with act("test.arranged", by=SYSTEM):
            load_schemes(data, None)
        assert Channel.objects.get(key="worker_centre").is_used is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": "nine"}, "parameter.not_a_number"),
        ({"status": "unknown"}, "parameter.unknown_value"),
        ({"value": ""}, "parameter.no_value"),
        ({"status": "inferred", "confirmed_year": 2017}, "parameter.confirmed_when"),
        ({"scheme": "elsewhere"}, "scheme.unknown"),
        ({"valid_from": date(2024, 1, 1), "valid_to": date(2023, 1, 1)}, "parameter.dates"),
        ({"status": "certain"}, "pack.wrong_value"),
        ({"rate": 9}, "pack.unknown_key"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(change, code):
    data = laos()
    row = next(r for r in data["parameter"] if r["key"] == "contribution_rate")
    row.update(change)
    problems = list(check_schemes(data, PATH))
    assert [p.code for p in problems] == [code]
    assert problems[0].field.startswith("schemes.toml:")


def test_two_values_at_one_time_are_refused():
    data = laos()
    row = next(r for r in data["parameter"] if r["key"] == "contribution_rate")
    data["parameter"].append({**row, "value": "10", "valid_from": date(2026, 1, 1)})
    assert [p.code for p in check_schemes(data, PATH)] == ["parameter.overlap"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        (
            {"key": "contribution_rate", "value": 10, "status": "confirmed"},
            "scheme_parameter_no_overlap",
        ),
        ({"value": 10, "status": "unknown"}, "scheme_parameter_unknown_is_empty"),
        ({"status": "confirmed"}, "scheme_parameter_known_has_value"),
        (
            {"value": 1, "status": "inferred", "confirmed_year": 2020},
            "scheme_parameter_confirmed_when",
        ),
        (
            {
                "value": 1,
                "status": "confirmed",
                "valid_from": date(2024, 1, 2),
                "valid_to": date(2024, 1, 1),
            },
            None,
        ),
    ],
)
def test_the_database_refuses(fields, constraint):
    scheme = voluntary()
    with act("test.arranged", by=SYSTEM), pytest.raises(Exception) as error, transaction.atomic():  # noqa: PT011
        SchemeParameter.objects.create(scheme=scheme, **{"key": "x", **fields})
    if constraint:
        assert isinstance(error.value, IntegrityError)
        assert constraint in str(error.value)


@pytest.mark.django_db
class TestAmount:
    def test_nine_per_cent(self):
        assert terms_on(voluntary(), date(2026, 3, 1)).amount(1_200_000) == 108_000

    @pytest.mark.parametrize(
        ("step", "mode", "amount"),
        [("1000", "half_up", 111_000), ("1000", "up", 112_000), ("1000", "down", 111_000)],
    )
    def test_rounded_as_the_data_says(self, step, mode, amount):
        set_parameter("rounding_step", step)
        with act("test.arranged", by=SYSTEM):
            Scheme.objects.update(rounding=mode)
        assert terms_on(voluntary(), date(2026, 3, 1)).amount(1_234_567) == amount

    def test_nothing_is_computed_with_an_unknown_rate(self):
        set_parameter("contribution_rate", None)
        assert terms_on(voluntary(), date(2026, 3, 1)).amount(1_200_000) is None

    def test_nothing_is_rounded_where_no_rounding_is_known(self):
        set_parameter("rounding_step", None)
        terms = terms_on(voluntary(), date(2026, 3, 1))
        assert (terms.amount(1_200_000), terms.amount(1_234_567)) == (108_000, None)
