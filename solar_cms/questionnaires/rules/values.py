"""One answer: what people or devices wrote → its canonical text, or why it is none."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.reading import Unreadable, plain_digits, read_date
from solar_cms.questionnaires.states import Check, QuestionKind

MOST_LETTERS = 5000
MOST_STARS = 10
WHOLE = re.compile(r"-?[0-9]{1,15}")
DECIMAL = re.compile(r"-?[0-9]{0,15}(?:\.[0-9]{1,10})?")
PLACE = re.compile(r"[0-9A-Za-z]{1,12}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
Lists = Mapping[str, Sequence[str]]


class WrongValue(ValueError):
    """Not an answer to the question; `message` says what one is."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def canonical(question: Mapping[str, Any], text: str, lists: Lists, *, plain: bool = False) -> str:
    """The text that is kept of an answer; "" stays "". Raises WrongValue.

    lists: list of choices → its keys in order. plain: a form of before lists of choices.
    """
    text = text.strip()
    if not text:
        return ""
    kind = str(question.get("kind", QuestionKind.CHECK))
    if CONTROL.search(text):
        raise WrongValue(_("The answer holds signs that cannot be kept; write it anew."))
    if plain and kind == QuestionKind.NUMBER and not plain_digits(text).isdecimal():
        raise WrongValue(_("Answer with a whole number."))
    if kind in {QuestionKind.CHOICE, QuestionKind.CHOICES}:
        return chosen(kind, text, lists.get(question.get("choices", ""), ()))
    if kind == QuestionKind.RATING:
        return stars(text, int(question.get("max", 5)))
    return KINDS[kind](text) if kind in KINDS else text


def written(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MOST_LETTERS:
        raise WrongValue(
            _("The answer is longer than %(most)s letters; shorten it.") % {"most": MOST_LETTERS}
        )
    return text


def whole(text: str) -> str:
    text = plain_digits(text)
    if not WHOLE.fullmatch(text):
        raise WrongValue(_("Answer with a whole number."))
    return str(int(text))


def decimal(text: str) -> str:
    text = plain_digits(text)
    if "." not in text:
        text = text.replace(",", ".", 1)
    if not DECIMAL.fullmatch(text) or text in {"", "-"}:
        raise WrongValue(_("Answer with a number, such as 2.5."))
    return plain_decimal(text)


def plain_decimal(text: str) -> str:
    number = Decimal(text)
    return "0" if number == 0 else format(number.normalize(), "f")


def day(text: str) -> str:
    try:
        return read_date(text).date.isoformat()
    except Unreadable as error:
        raise WrongValue(error.message) from error


def chosen(kind: str, text: str, keys: Sequence[str]) -> str:
    if kind == QuestionKind.CHOICE:
        if text not in keys:
            raise WrongValue(_("Choose one of the answers given."))
        return text
    words = set(text.split())
    if not words <= set(keys):
        raise WrongValue(_("Choose among the answers given."))
    return " ".join(key for key in keys if key in words)


def stars(text: str, most: int) -> str:
    text = plain_digits(text)
    if not text.isdecimal() or not 1 <= int(text[:4]) <= most:
        raise WrongValue(_("Answer with a number from 1 to %(most)s.") % {"most": most})
    return str(int(text))


def checked(text: str) -> str:
    if text not in Check.values:
        raise WrongValue(_("Answer yes, no or does not apply."))
    return text


def place(text: str) -> str:
    if not PLACE.fullmatch(text):
        raise WrongValue(_("Choose a place from the list."))
    return text


def reference(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise WrongValue(_("Choose it anew; what was sent points at nothing.")) from error


def position(text: str) -> str:
    """ "latitude longitude altitude accuracy" in degrees and metres; the last two may be left out."""
    wrong = WrongValue(_("A position is a latitude and a longitude, such as 15.18 106.23."))
    parts = plain_digits(text).replace(",", " ").split()
    if not 2 <= len(parts) <= 4:
        raise wrong
    try:
        numbers = [Decimal(part) for part in parts] + [Decimal(0)] * (4 - len(parts))
    except InvalidOperation as error:
        raise wrong from error
    latitude, longitude, altitude, accuracy = numbers
    if not all(number.is_finite() for number in numbers):
        raise wrong
    fits = abs(latitude) <= 90 and abs(longitude) <= 180
    if not fits or abs(altitude) > 10_000 or not 0 <= accuracy <= 100_000:
        raise wrong
    return " ".join(plain_decimal(str(round(number, 8))) for number in numbers)


KINDS: dict[str, Callable[[str], str]] = {
    QuestionKind.TEXT: written,
    QuestionKind.NUMBER: whole,
    QuestionKind.DECIMAL: decimal,
    QuestionKind.DATE: day,
    QuestionKind.CHECK: checked,
    QuestionKind.PLACE: place,
    QuestionKind.PERSON: reference,
    QuestionKind.GEOPOINT: position,
    QuestionKind.PHOTO: reference,
    QuestionKind.FILE: reference,
    QuestionKind.SIGNATURE: reference,
}
