"""The base of every form: our layout, notes about what was read, problems, versions.

Fields read what clerks write (see reading.py). A form validates and never saves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from solar_cms.base import reading, said


class Renderer(DjangoTemplates):
    """Django's widgets in our layout: `{{ form }}` and `{{ field.as_field_group }}` included."""

    form_template_name = "components/form_whole.html"
    field_template_name = "components/field_group.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("components/"):
            return get_template(template_name)
        return super().get_template(template_name)


class Form(forms.Form):
    """A form in one column.

    fieldsets: [(title, [field names])] groups fields under headings.
    version: the record's version; the form carries it, and one opened before somebody else's
    change is answered with that news instead of overwriting it. Sent again, it is accepted.
    news: gives, for the version that was sent, a line about each act since.
    """

    news: Callable[[int], Iterable[str]] | None = None

    fieldsets: Iterable[tuple[str | Promise, list[str]]] = ()
    made: Any = None  # what the verb gave that the form was sent for (see asking.py)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.record_version = version
        if version is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)

    @property
    def notes(self) -> dict[str, str]:
        """Field name -> how its text was read ("2566 read as 2023"), where that needs saying."""
        found: dict[str, str] = {}
        if not self.is_bound:
            return found
        for name, field in self.fields.items():
            if isinstance(field, ReadsText) and (note := field.note_on(self[name].data)):
                found[name] = note
        return found

    def tell_notes(self, request: HttpRequest) -> None:
        """Say the notes on the next page, when this one is left after success."""
        for name, note in self.notes.items():
            messages.info(request, f"{self[name].label}: {note}")

    def take(self, problems: Iterable[Any]) -> None:
        """Show the problems of a refused act (code, message, field), each at its field."""
        for problem in problems:
            at = problem.field if problem.field in self.fields else None
            self.add_error(at, ValidationError(problem.message, code=problem.code))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.record_version is not None and "version" not in self.errors:
            self._check_version(data.pop("version"))
        return data

    def judge_by(self, version: int) -> None:
        """Take the version that the record has now that it is held; what the form said before
        does not stand where it was another."""
        if version != self.record_version:
            self.record_version = version
            self._errors = None  # type: ignore[attr-defined]

    def _check_version(self, sent: int | None) -> None:
        if sent == self.record_version:
            return
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(self.record_version)
        self.data = data
        self.add_error(
            None,
            ValidationError(
                _(
                    "Somebody else changed this record after you opened it. What you wrote stands "
                    "below: compare it with the record, then save again."
                ),
                code="stale",
            ),
        )
        for line in self.news(sent) if self.news is not None and sent is not None else ():
            self.add_error(None, ValidationError(line, code="stale.act"))


class ReadsText:
    """A field that reads free text and can say how it read it."""

    def note_on(self, text: Any) -> str:
        """How `text` was read, in the reader's language; empty where nothing needs saying."""
        return ""


class _Text(forms.TextInput):
    """A text input for digits: the phone shows the number keys."""

    def __init__(self, inputmode: str = "numeric", **attrs: Any):
        super().__init__({"inputmode": inputmode, "autocomplete": "off", "class": "short", **attrs})


class DateInput(_Text):
    """A date in writing, and with scripts the calendar of the phone or browser behind a button.

    kind: "date" or "month"; offers_today: a button that writes the day of today.
    """

    template_name = "components/date.html"

    def __init__(self, kind: str = "date", *, offers_today: bool = False, **attrs: Any):
        super().__init__(**attrs)
        self.kind, self.offers_today = kind, offers_today

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        day = said.say_day(dt.date(2001, 2, 3))
        context["widget"] |= {
            "kind": self.kind,
            "mark": day[1] if self.kind == "date" else "/",
            "today": said.say_day(timezone.localdate()) if self.offers_today else "",
        }
        return context


# Years of the Buddhist era are read everywhere, and spoken of where the pack says that they are used.
DAY_HINT = (
    _("Day, month, year; 2569 is read as 2026")
    if settings.PACK.get("buddhist_era")
    else _("Day, month, year")
)


class DateField(ReadsText, forms.Field):
    """A date as clerks write it; Buddhist-era years are read and echoed. Gives datetime.date."""

    def __init__(self, *, not_future: bool = False, offers_today: bool = False, **kwargs: Any):
        self.not_future = not_future
        kwargs.setdefault("widget", DateInput(offers_today=offers_today))
        kwargs.setdefault("help_text", DAY_HINT)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        return self._read(str(value)).date

    def _read(self, text: str) -> reading.DateRead:
        try:
            return reading.read_date(text)
        except reading.Unreadable as error:
            raise ValidationError(error.message, code=error.code) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.not_future and value and value > timezone.localdate():
            raise ValidationError(_("The date must not be in the future."), code="date.future")

    def prepare_value(self, value: Any) -> Any:
        return said.say_day(value) if isinstance(value, dt.date) else value

    def note_on(self, text: Any) -> str:
        try:
            return self._read(text).note if text and isinstance(text, str) else ""
        except ValidationError:
            return ""


class MonthField(DateField):
    """A month as 11/2026 or 2026-11; gives the first day of it."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", DateInput("month"))
        kwargs.setdefault("help_text", _("Month and year, for example 11/2026"))
        super().__init__(**kwargs)

    def _read(self, text: str) -> reading.DateRead:
        try:
            return reading.read_month(text)
        except reading.Unreadable as error:
            raise ValidationError(error.message, code=error.code) from None

    def prepare_value(self, value: Any) -> Any:
        return said.say_month(value) if isinstance(value, dt.date) else value


class DateTimeField(DateField):
    """A moment as "28.10.2026 11:30" in the site's zone; gives an aware datetime."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", DateInput(inputmode="text"))
        kwargs.setdefault("help_text", _("Day, month, year and time: 28.10.2026 11:30"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, dt.datetime):
            return value or None
        day, hour = self._parts(str(value))
        try:
            at = dt.time.fromisoformat(hour.replace(".", ":").zfill(5))
        except ValueError:
            raise ValidationError(
                _("Write the time as hours and minutes: 14:30."), code="time.form"
            ) from None
        return timezone.make_aware(dt.datetime.combine(self._read(day).date, at))

    def _parts(self, text: str) -> tuple[str, str]:
        day, _gap, hour = (
            reading.plain_digits(text).replace(",", " ").replace("T", " ").rpartition(" ")
        )
        return day.strip(), hour.strip()

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if self.not_future and value and value > timezone.now():
            raise ValidationError(_("The date must not be in the future."), code="date.future")

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dt.datetime):
            return value
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{said.say_day(local)} {local:%H:%M}"

    def note_on(self, text: Any) -> str:
        return super().note_on(self._parts(text)[0]) if isinstance(text, str) else ""


class MoneyField(forms.Field):
    """An amount in digits, grouped or not; gives integer minor units of `currency`."""

    def __init__(
        self, *, currency: str = "", min_value: int = 0, max_value: int | None = None, **kwargs: Any
    ):
        self.currency, self.min_value, self.max_value = currency, min_value, max_value
        kwargs.setdefault("widget", _Text())
        super().__init__(**kwargs)

    @property
    def code(self) -> str:
        return self.currency or said.home_currency()

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        words = (self.code, str(said.CURRENCY_WORDS.get(self.code, self.code)), "ກີບ", "₭")
        try:
            return reading.read_money(str(value), said.minor_digits(self.code), words)
        except reading.Unreadable as error:
            raise ValidationError(error.message, code=error.code) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.min_value:
            least = said.say_money(self.min_value, self.code)
            raise ValidationError(
                _("At least %(least)s."), code="money.least", params={"least": least}
            )
        if self.max_value is not None and value > self.max_value:
            most = said.say_money(self.max_value, self.code)
            raise ValidationError(_("At most %(most)s."), code="money.most", params={"most": most})

    def prepare_value(self, value: Any) -> Any:
        return (
            said.say_money(value, self.code, with_code=False) if isinstance(value, int) else value
        )


class PhoneField(forms.Field):
    """A phone number of the country, or of another with its +code; gives E.164."""

    def __init__(self, *, region: str = "", **kwargs: Any):
        self.region = region
        kwargs.setdefault("widget", _Text(inputmode="tel", autocomplete="tel"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        return read_phone(str(value), self.region)

    def prepare_value(self, value: Any) -> Any:
        return say_phone(value) if isinstance(value, str) and value.startswith("+") else value


def read_phone(text: str, region: str = "") -> str:
    """A written phone number as E.164; ValidationError phone.form where it is none."""
    try:
        number = phonenumbers.parse(reading.plain_digits(text), region or settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("Write a valid phone number, for example %(example)s."),
            code="phone.form", params={"example": _example_phone(region)},
        )  # fmt: skip
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _example_phone(region: str) -> str:
    """A mobile number of the country, as it is dialled there."""
    kind, shape = phonenumbers.PhoneNumberType, phonenumbers.PhoneNumberFormat
    number = phonenumbers.example_number_for_type(region or settings.PHONE_REGION, kind.MOBILE)
    return phonenumbers.format_number(number, shape.NATIONAL) if number else ""


def say_phone(e164: str) -> str:
    """An E.164 number as it is dialled here; of another country with its +code."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.country_code_for_region(settings.PHONE_REGION)
    shape = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        number, shape.NATIONAL if number.country_code == home else shape.INTERNATIONAL
    )
