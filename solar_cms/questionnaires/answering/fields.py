"""The Django field of each kind of question, and its answer as canonical text both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solar_cms.base.forms import DAY_HINT, DateField
from solar_cms.base.texts import text_in
from solar_cms.places.fields import PlaceField
from solar_cms.questionnaires.rules import WrongValue, canonical
from solar_cms.questionnaires.states import FILES, Check, QuestionKind
from solar_cms.registry.fields import PersonField

FEW = 10  # choices that are shown as buttons; more are a list
PHOTOS = "image/jpeg,image/png,image/webp"
FILE_KINDS = ".pdf,.jpg,.jpeg,.png,.webp,.xlsx,.docx,.csv,.txt"


CHOSEN = {QuestionKind.CHECK, QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.RATING}
HINTS: dict[str, Any] = {
    QuestionKind.DATE: DAY_HINT,
    QuestionKind.PERSON: gettext_lazy("Name, phone or document number"),
    QuestionKind.GEOPOINT: gettext_lazy(
        "Latitude and longitude in degrees, such as 15.1853 106.2345"
    ),
    QuestionKind.SIGNATURE: gettext_lazy("Sign with the finger, or write the name."),
}


class GeopointInput(forms.TextInput):
    """Latitude and longitude in writing; with scripts a button asks the phone where it is."""

    template_name = "questionnaires/geopoint.html"


def _digits(mode: str) -> forms.TextInput:
    return forms.TextInput({"inputmode": mode, "autocomplete": "off", "class": "short"})


# Kind → (letters at most, widget) of what is written.
WRITTEN: dict[str, tuple[int, Callable[[], forms.Widget]]] = {
    QuestionKind.TEXT: (5000, lambda: forms.Textarea({"rows": 2})),
    QuestionKind.NUMBER: (40, lambda: _digits("numeric")),
    QuestionKind.DECIMAL: (40, lambda: _digits("decimal")),
    QuestionKind.GEOPOINT: (80, lambda: GeopointInput({"autocomplete": "off"})),
    QuestionKind.SIGNATURE: (160, forms.TextInput),
}


class KnownPlace(PlaceField):
    """A village, district or province; those already answered come in one query for the page."""

    known: Mapping[str, Any] = {}

    def shown(self, key: str) -> Any:
        return self.known.get(key)


class KnownPerson(PersonField):
    known: Mapping[str, Any] = {}

    def shown(self, key: str) -> Any:
        return self.known.get(key)


def field_for(
    question: Mapping[str, Any], lists: Mapping[str, Any], user: Any, known: Mapping[str, Any]
) -> forms.Field:
    """The field of a question that is answered. known: places and people answered so far."""
    kind = question.get("kind", QuestionKind.CHECK)
    said: dict[str, Any] = {
        "label": text_in(question["texts"]),
        "help_text": text_in(question.get("hints")) or HINTS.get(kind, ""),
        "required": question.get("required", True) is not False,
    }
    if kind in (QuestionKind.PLACE, QuestionKind.PERSON):
        return _picker(kind, question, user, known, said)
    if kind in CHOSEN:
        return _choice_field(question, kind, lists, said)
    if kind in (QuestionKind.PHOTO, QuestionKind.FILE):
        accept = PHOTOS if kind == QuestionKind.PHOTO else FILE_KINDS
        widget = forms.FileInput({"accept": accept})
        return forms.FileField(allow_empty_file=True, widget=widget, **said)
    if kind == QuestionKind.DATE:
        return DateField(offers_today=True, **said)
    longest, made = WRITTEN.get(kind, WRITTEN[QuestionKind.TEXT])
    return forms.CharField(max_length=longest, widget=made(), **said)


def _picker(kind: str, question: Mapping[str, Any], user: Any, known: Any, said: Any) -> Any:
    if kind == QuestionKind.PERSON:
        person = KnownPerson(user=user, **said)
        person.known = known
        return person
    place = KnownPlace(level=question.get("level", "village"), user=user, **said)
    place.known = known
    return place


def _choice_field(question: Mapping[str, Any], kind: str, lists: Any, said: dict[str, Any]) -> Any:
    if kind == QuestionKind.CHECK:
        return _radios([(key, str(word)) for key, word in Check.choices], said)
    if kind == QuestionKind.RATING:
        return _radios([(str(n), str(n)) for n in range(1, most_of(question) + 1)], said)
    keys = choices_of(question, lists)
    if kind == QuestionKind.CHOICES:
        return forms.MultipleChoiceField(choices=keys, widget=forms.CheckboxSelectMultiple, **said)
    if len(keys) > FEW:
        return forms.ChoiceField(choices=[("", _("Choose")), *keys], **said)
    return _radios(keys, said)


def _radios(keys: list[tuple[str, str]], said: dict[str, Any]) -> forms.ChoiceField:
    nothing = [] if said["required"] else [("", _("No answer"))]
    return forms.ChoiceField(choices=[*keys, *nothing], widget=forms.RadioSelect, **said)


def choices_of(question: Mapping[str, Any], lists: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (choice["key"], text_in(choice["texts"]) or choice["key"])
        for choice in lists.get(question.get("choices", ""), ())
    ]


def most_of(question: Mapping[str, Any]) -> int:
    return max(2, min(int(question.get("max") or 5), 10))


def text_of(question: Mapping[str, Any], value: Any, lists: Mapping[str, Any]) -> str:
    """A cleaned value as the text that is kept; where it cannot be read, as it was written."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        value = " ".join(value)
    elif isinstance(value, date):
        value = value.isoformat()
    elif hasattr(value, "pk"):
        value = value.pk
    try:
        return canonical(question, str(value), lists)
    except WrongValue:
        return str(value).strip()


def shown(question: Mapping[str, Any], value: str) -> Any:
    """A kept text as the field starts with it."""
    kind = question.get("kind", QuestionKind.CHECK)
    if kind == QuestionKind.CHOICES:
        return value.split()
    if kind == QuestionKind.DATE:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if kind in FILES:
        return None
    return value
