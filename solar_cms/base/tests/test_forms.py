"""Forms of ours: notes, versions, a refusal's problems at their fields."""

import datetime as dt
from typing import Any

import pytest
from django import forms as django_forms
from django.utils import timezone, translation

from solar_cms.base import said
from solar_cms.base.forms import (
    DateField,
    DateTimeField,
    Form,
    MoneyField,
    MonthField,
    PhoneField,
    say_phone,
)
from solar_cms.base.problems import Problem


class Sample(Form):
    born = DateField(not_future=True, required=False)
    month = MonthField(required=False)
    at = DateTimeField(required=False)
    paid = MoneyField(required=False, min_value=1000, max_value=2_000_000)
    phone = PhoneField(required=False)
    name = django_forms.CharField(required=False)


def errors(**data: Any) -> dict[str, list[str | None]]:
    form = Sample(data)
    return {name: [e.code for e in found.as_data()] for name, found in form.errors.items()}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"born": "1.1.2199"}, {"born": ["date.future"]}),
        ({"born": "31.2.1980"}, {"born": ["date.none"]}),
        ({"month": "13/2026"}, {"month": ["date.none"]}),
        ({"at": "28.10.2026"}, {"at": ["time.form"]}),
        ({"at": "28.10.2026 25:00"}, {"at": ["time.form"]}),
        ({"paid": "999"}, {"paid": ["money.least"]}),
        ({"paid": "2.000.001"}, {"paid": ["money.most"]}),
        ({"phone": "12"}, {"phone": ["phone.form"]}),
        ({"phone": "call me"}, {"phone": ["phone.form"]}),
    ],
)
def test_bad_input_is_refused_at_its_field(
    data: dict[str, str], found: dict[str, list[str]]
) -> None:
    assert errors(**data) == found


def test_good_input_comes_out_typed() -> None:
    form = Sample({"born": "໑໒/໖/໒໕໒໓", "month": "11.2026", "at": "28/10/2026 9:30", "paid": "108.000 ກີບ", "phone": "020 5512 0418"})  # fmt: skip
    assert form.is_valid(), form.errors
    got = form.cleaned_data
    assert got["born"] == dt.date(1980, 6, 12)
    assert got["month"] == dt.date(2026, 11, 1)
    assert got["at"].isoformat() == "2026-10-28T09:30:00+07:00"
    assert (got["paid"], got["phone"]) == (108_000, "+8562055120418")
    assert say_phone(got["phone"]) == "020 55 120 418"


def test_a_buddhist_year_is_echoed_and_others_are_not() -> None:
    with translation.override("en"):
        assert Sample({"born": "12.6.2523", "month": "1/2026"}).notes == {
            "born": "2523 read as 1980"
        }


def test_a_form_shows_values_as_they_are_read_again() -> None:
    with translation.override("lo"):
        form = Sample(initial={"born": dt.date(1980, 6, 12), "paid": 108_000})
        assert form["born"].value() == "12/6/1980"
        assert form["paid"].value() == "108.000"


def test_a_form_opened_before_somebody_elses_change_is_told_and_then_accepted() -> None:
    late = Sample({"name": "mine", "version": "3"}, version=4)
    assert [e.code for e in late.non_field_errors().as_data()] == ["stale"]
    assert late["name"].value() == "mine"
    again = Sample({"name": "mine", "version": late["version"].value()}, version=4)
    assert again.is_valid()
    assert "version" not in again.cleaned_data


def test_a_form_without_its_version_is_not_taken() -> None:
    assert "version" in Sample({"name": "mine"}, version=4).errors


def test_a_refusals_problems_stand_at_their_fields() -> None:
    form = Sample({"name": "x"})
    form.take(
        [Problem("name.short", "Too short", "name"), Problem("case.closed", "Closed", "other")]
    )
    assert form.errors["name"] == ["Too short"]
    assert form.non_field_errors() == ["Closed"]


def test_a_date_has_a_calendar_in_the_form_of_the_language() -> None:
    class When(Form):
        on = DateField(offers_today=True)
        month = MonthField()

    for language, mark in (("en", "."), ("lo", "/")):
        with translation.override(language):
            html = str(When()["on"])
            assert f'data-mark="{mark}"' in html
            assert f'data-date-today="{said.say_day(timezone.localdate())}"' in html
            assert 'type="month"' in str(When()["month"])


def test_without_scripts_a_date_is_a_text_field_alone() -> None:
    class When(Form):
        on = DateField()

    html = str(When({"on": "28.10.2569"})["on"])
    assert '<input type="text" name="on" value="28.10.2569"' in html
    assert 'class="date-tools" hidden data-needs-script' in html
