"""Picking one record by writing what it is called.

Without scripts the words are read when the form is sent: where they mean one record, that is it;
where they may mean several, the form comes back with these to choose from. With scripts a list
opens while one writes (static/js/picker.js, the WAI-ARIA combobox), fed by an address of the app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.folding import Folder

MOST = 20  # of a list to choose from


@dataclass(frozen=True, slots=True)
class Choice:
    """A record to choose: `name` and what tells it from others of this name."""

    key: str
    name: str
    note: str = ""

    @property
    def said(self) -> str:
        """What stands in the field once it is chosen."""
        return ", ".join(part for part in (self.name, self.note) if part)


class Typed(NamedTuple):
    """What a picker sends: the words written, and the key of what was chosen."""

    words: str
    key: str = ""


class PickInput(forms.TextInput):
    """A text field that offers a list. `url`: where the list comes from; `within`: the name of the
    field that narrows it; `candidates`: to choose from without scripts."""

    template_name = "components/picker.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, sends_key: bool = True) -> None:
        super().__init__({"autocomplete": "off", "maxlength": 200, **(attrs or {})})
        self.sends_key = sends_key
        self.url = self.within = ""
        self.candidates: Sequence[Choice] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        typed = value if isinstance(value, Typed) else Typed(str(value or ""))
        context = super().get_context(name, typed.words, attrs)
        context["widget"] |= {
            "key": typed.key,
            "url": self.url,
            "within": self.within,
            "sends_key": self.sends_key,
            "candidates": self.candidates,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        return Typed(
            str(data.get(name) or "").strip()[:200], str(data.get(f"{name}_key") or "")[:60]
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_key" not in data


class PickField(forms.Field):
    """Gives one record, or None. An app says how its records are found by these four:

    found(words) -> the best MOST records that may be meant, best first
    exact(words, records) -> those of them that the words mean exactly
    record(key) -> the record of a key, or None; what one may not pick is None
    choice(record) -> Choice
    """

    nothing: Any = _("Nothing here is called “%(words)s”. Try another spelling, or the code.")

    def __init__(self, *, within: str = "", sends_key: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PickInput(sends_key=sends_key))
        super().__init__(**kwargs)
        self.within = within
        self.form: Any = None
        self.name = ""

    def found(self, words: str) -> list[Any]:
        raise NotImplementedError

    def exact(self, words: str, records: list[Any]) -> list[Any]:
        raise NotImplementedError

    def record(self, key: str) -> Any:
        raise NotImplementedError

    def choice(self, record: Any) -> Choice:
        raise NotImplementedError

    def shown(self, key: str) -> Any:
        """The record of a key that the form starts with."""
        return self.record(key)

    def offer(self, address: str, **query: Any) -> None:
        """Let the list come from the address of this name."""
        if isinstance(self.widget, PickInput):
            given = {name: value for name, value in query.items() if value}
            self.widget.url = f"{reverse(address)}?{urlencode(given)}"

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        self.form, self.name = form, field_name
        bound = super().get_bound_field(form, field_name)
        if self.within and isinstance(self.widget, PickInput):
            self.widget.within = (
                form[self.within].id_for_label if self.within in form.fields else ""
            )
        return bound

    def narrowed_by(self) -> Any:
        """What the field `within` was read as, if that field came before this one."""
        return getattr(self.form, "cleaned_data", {}).get(self.within) if self.within else None

    def to_python(self, value: Any) -> Any:
        typed = value if isinstance(value, Typed) else Typed(str(value or "").strip())
        if not typed.words:
            return None
        chosen = self.record(typed.key) if typed.key else None
        if chosen is not None and self.choice(chosen).said == typed.words:
            return chosen
        records = self.found(typed.words)
        # A key counts only with words that mean it: whoever writes on has changed their mind.
        if chosen is not None and any(record.pk == chosen.pk for record in records):
            return chosen
        exact = self.exact(typed.words, records)
        if len(exact) == 1:
            return exact[0]
        raise self._unclear(typed.words, exact or records)

    def _unclear(self, words: str, records: list[Any]) -> ValidationError:
        if not records:
            return ValidationError(self.nothing, code="pick.unknown", params={"words": words})
        self.widget.candidates = [self.choice(record) for record in records]  # type: ignore[attr-defined]
        return ValidationError(
            _("Which one do you mean? Choose it from the list, or write more."), code="pick.unclear"
        )

    def prepare_value(self, value: Any) -> Any:
        """A record, or its key, as it stands in the field."""
        if value in self.empty_values or isinstance(value, Typed):
            return value
        record = value if hasattr(value, "pk") else self.shown(str(value))
        if record is None:
            return value
        choice = self.choice(record)
        return Typed(choice.said, choice.key)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data

    def say(self, value: Any) -> str:
        """A value read from this field, in words (chips of a filter)."""
        return self.choice(value).name


def same_name(words: str, names: Mapping[Any, Iterable[str]]) -> list[Any]:
    """Keys of the names that are the words but for spelling, tone marks and spaces. One query."""
    folder = Folder()
    folder.learn([words, *(name for some in names.values() for name in some)])

    def bare(text: str) -> str:
        return folder.fold(text).replace(" ", "")

    wanted = bare(words)
    return [
        key for key, some in names.items() if any(bare(name) == wanted for name in some if name)
    ]


def choices_response(request: HttpRequest, choices: Sequence[Choice]) -> HttpResponse:
    """The list of a picker as a part of a page."""
    return render(
        request,
        "components/picker_rows.html",
        {"choices": choices, "is_cut": len(choices) >= MOST, "most": MOST},
    )
