"""Forms of whoever writes a form. They validate; the verbs save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.editor import changing
from solar_cms.questionnaires.editor.rules import STALE
from solar_cms.questionnaires.states import CONTAINERS, Purpose, QuestionKind


def languages_of(definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(code, name) of the languages a form is written in: the site's, and those it brings."""
    names = {code: str(name) for code, name in settings.LANGUAGES}
    return list({**names, **{c: names.get(c, c) for c in definition.get("languages", [])}}.items())


class EditForm(Form):
    """A form on a part of a draft. It carries the version of the draft that its page was made from;
    after the news that somebody changed this part it is accepted when sent again."""

    def __init__(self, *args: Any, draft: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.languages = languages_of(draft.definition)
        self.is_stale = False
        self.fields["seen"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=draft.version, required=False
        )

    def take(self, problems: Iterable[Any]) -> None:
        problems = list(problems)
        if any(problem.code == STALE for problem in problems):
            self.is_stale = True
            data = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("seen")] = str(self.draft.version)
            self.data = data
            words = gettext(
                "Somebody else changed this part while you were writing. What you wrote is kept "
                "below; save again to put it in the place of theirs."
            )
            self.add_error(None, ValidationError(words, code=STALE))
        super().take(problems)

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("seen") or 0

    def _by_language(self, name: str, label: Any, **field: Any) -> list[str]:
        """One text field a language; gives their names."""
        made = []
        for code, language in self.languages:
            words = _("%(what)s in %(language)s") % {"what": label, "language": gettext(language)}
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=words, required=False, max_length=2000, strip=True,
                widget=forms.Textarea({"rows": field.get("rows", 2), "lang": code}),
                initial=(field.get("initial") or {}).get(code, ""),
            )  # fmt: skip
            made.append(f"{name}_{code}")
        return made

    def texts(self, name: str) -> dict[str, str]:
        found = {code: self.cleaned_data.get(f"{name}_{code}", "") for code, _l in self.languages}
        return {code: text for code, text in found.items() if text}

    def _some_text(self, name: str) -> None:
        if not self.texts(name):
            first = f"{name}_{self.languages[0][0]}"
            self.add_error(first, ValidationError(_("Write it in one language at least."), "empty"))


class TitleForm(EditForm):
    """Title and purpose of a form; for a new one also its name in the system."""

    def __init__(self, *args: Any, draft: Any, **kwargs: Any) -> None:
        super().__init__(*args, draft=draft, **kwargs)
        self._by_language("title", _("Title"), rows=1, initial=draft.titles)
        self.fields["purpose"] = forms.ChoiceField(
            label=_("Purpose"), choices=Purpose.choices, initial=draft.purpose,
            help_text=_("A checklist drafts findings, a test is scored, a survey is counted."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._some_text("title")
        return data


class UploadForm(Form):
    """A workbook in the XLSForm format."""

    file = forms.FileField(
        label=_("Workbook (XLSForm)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
        help_text=_(
            "It is read as a whole first. Where anything is wrong, every fault is shown with sheet, "
            "row and column, and nothing is kept."
        ),
    )


class SectionForm(EditForm):
    def __init__(self, *args: Any, section: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = section or {}
        self._by_language("title", _("Title"), rows=1, initial=section.get("titles"))
        if section:
            self.fields["relevant"] = expression_field(
                _("Ask this section only when"), section.get("relevant"), RELEVANT_HINT
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._some_text("title")
        return data

    def values(self) -> dict[str, Any]:
        return {"titles": self.texts("title"), "relevant": self.cleaned_data.get("relevant", "")}


RELEVANT_HINT = _("For example: ${workers} > 10 or ${rooms} = 'yes'. Empty: always.")


def expression_field(label: Any, value: Any, hint: Any, **field: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=2000,
        initial=value["text"] if isinstance(value, Mapping) else "",
        widget=forms.Textarea({"rows": 2, "spellcheck": "false", "lang": "en", "class": "code"}),
        **field,
    )  # fmt: skip


class MoveForm(EditForm):
    """To the end of which section or group."""

    holder = forms.ChoiceField(label=_("Move to"))

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: Any = self.fields["holder"]
        here = changing.standing_of(self.draft.definition, key)
        found.choices = [
            (holder, words)
            for holder, words in holders(self.draft.definition)
            if here is None or holder not in (here.holder, f"q:{key}")
        ]


def holders(definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(holder, words) of all sections, and of groups indented under them."""
    found = []
    for section in definition["sections"]:
        found.append((f"s:{section['key']}", text_in(section["titles"]) or section["key"] or "–"))
        for question in section["questions"]:
            if changing.kind_of(question) in CONTAINERS:
                found.append((f"q:{question['key']}", f"— {text_in(question.get('texts'))}"))
    return found


class ChoicesForm(EditForm):
    """A list of choices: its rows as they stand, and empty ones to add; a number gives the order."""

    MORE = 5

    def __init__(self, *args: Any, rows: list[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(rows) + self.MORE
        if self.is_bound:
            sent = str(self.data.get("count", ""))
            self.count = min(int(sent), 1000) if sent.isdecimal() else self.count
        self.fields["count"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=self.count, required=False
        )
        for n in range(self.count):
            row = rows[n] if n < len(rows) else {}
            self.fields[f"order_{n}"] = forms.IntegerField(
                required=False, initial=(n + 1) * 10 if row else None, label=_("Order"),
                widget=forms.NumberInput({"class": "short", "inputmode": "numeric"}),
            )  # fmt: skip
            for code, language in self.languages:
                self.fields[f"text_{n}_{code}"] = forms.CharField(
                    label=gettext(language), required=False, max_length=500,
                    initial=row.get("texts", {}).get(code, ""),
                    widget=forms.TextInput({"lang": code}),
                )  # fmt: skip
            self.fields[f"key_{n}"] = forms.CharField(
                label=_("Name"), required=False, max_length=63, initial=row.get("key", ""),
                widget=forms.TextInput({"class": "short", "lang": "en", "spellcheck": "false"}),
            )  # fmt: skip

    def lines(self) -> list[dict[str, Any]]:
        """The fields row by row, for the table."""
        return [
            {
                "order": self[f"order_{n}"],
                "texts": [self[f"text_{n}_{code}"] for code, _l in self.languages],
                "key": self[f"key_{n}"],
            }
            for n in range(self.count)
        ]

    def rows(self) -> list[dict[str, Any]]:
        """The choices in their order; a row without any text is left out."""
        found = []
        for n in range(self.count):
            texts = {
                code: self.cleaned_data.get(f"text_{n}_{code}") or "" for code, _l in self.languages
            }
            if not any(texts.values()):
                continue
            order = self.cleaned_data.get(f"order_{n}")
            last = order if order is not None else 10**6 + n
            key = self.cleaned_data.get(f"key_{n}") or ""
            found.append((last, n, key, {code: text for code, text in texts.items() if text}))
        found.sort(key=lambda row: row[:2])
        taken = {key for _o, _n, key, _t in found if key}
        made = []
        for _order, _n, key, texts in found:
            key = key or changing.free_key(texts.get("en", ""), taken)
            taken.add(key)
            made.append({"key": key, "texts": texts})
        return made

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seen: set[str] = set()
        for n in range(self.count):
            key = data.get(f"key_{n}") or ""
            if key and (" " in key or key in seen):
                words = (
                    _("Two choices have this name.") if key in seen else _("A name has no spaces.")
                )
                self.add_error(f"key_{n}", ValidationError(words, code="name"))
            seen.add(key)
        return data


class KindForm(Form):
    """Which kind of question to add."""

    kind = forms.ChoiceField(
        label=_("Kind of answer"), choices=QuestionKind.choices, initial=QuestionKind.CHECK,
        widget=forms.RadioSelect,
    )  # fmt: skip


class PublishForm(EditForm):
    valid_from = DateField(
        label=_("Asked from"),
        help_text=_("From this day on new visits, tests and surveys take this version."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today()


class ListForm(Form):
    """What the list of forms is filtered by."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[("", _("Any")), *Purpose.choices]
    )
