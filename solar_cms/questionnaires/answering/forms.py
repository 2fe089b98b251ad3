"""The questions of one page as a form: fields, notes, photos of the answer, rows of repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from solar_cms.base.forms import Form
from solar_cms.base.picking import Typed
from solar_cms.base.texts import text_in
from solar_cms.documents.forms import FilesField, FilesInput
from solar_cms.questionnaires.answering.fields import PHOTOS, field_for, shown, text_of
from solar_cms.questionnaires.answering.steps import (
    MOST_ROWS,
    Question,
    Step,
    is_answered,
    marks_of,
    rows_in,
)
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.rules import Answers
from solar_cms.questionnaires.running import Run
from solar_cms.questionnaires.states import FILES, Check, QuestionKind, Sensitivity


@dataclass
class Item:
    """One question as the page draws it; of a group its questions, of a repeat its rows."""

    question: Question
    key: str  # with the row: "tools[2].name"
    mark: str = ""
    bound: Any = None
    note: Any = None
    photos: Any = None
    drawn: Any = None
    kept: Sequence[Any] = ()
    items: list[Item] = field(default_factory=list)
    rows: list[tuple[int, list[Item]]] = field(default_factory=list)
    is_hidden: bool = False
    value: str = ""  # of a calculation
    other: str = ""  # what another device has kept, in words

    @property
    def kind(self) -> str:
        return str(self.question.get("kind", QuestionKind.CHECK))

    @property
    def text(self) -> str:
        return text_in(self.question.get("texts"))

    @property
    def hint(self) -> str:
        return text_in(self.question.get("hints"))

    @property
    def opens_note(self) -> bool:
        """A note is in sight where there is one, and where the answer calls for it."""
        if self.note is None:
            return False
        return bool(
            self.note.value() or self.kept or self.note.errors or self.bound.value() == Check.NO
        )


@dataclass(frozen=True)
class Block:
    """A section's part of the page."""

    title: str
    key: str
    items: list[Item]
    is_hidden: bool = False


class StepForm(Form):
    """The answers of one page. Fields: the answer's key, `<key>-note`, `<key>-photos`.

    kept: answers so far, of the whole form. What is missing is no error here: a page may be left
    half done; `take` shows what recording them found.
    """

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        version: FormVersion,
        step: Step,
        kept: Answers,
        user: Any,
        known: Mapping[str, Any] | None = None,
        files: Mapping[str, Sequence[Any]] | None = None,
        rows: Mapping[str, int] | None = None,
        notes: bool = True,
        marks: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("prefix", "q")
        super().__init__(*args, **kwargs)
        self.form_version, self.step, self.kept, self.user = version, step, kept, user
        self.known, self.kept_files = known or {}, files or {}
        self.more_rows, self.with_notes = rows or {}, notes
        self.marks = marks_of(version.definition) if marks is None else marks
        self.lists = version.definition.get("choices", {})
        self.list_keys = version.parsed().lists
        self.asked: dict[str, Question] = {}  # answer's key → its question
        for question in [q for part in step.parts for q in part.questions]:
            self._add(question)

    # --- fields ----------------------------------------------------------------------------------
    def _add(self, question: Question, row: str = "") -> None:
        kind = question.get("kind", QuestionKind.CHECK)
        if kind == QuestionKind.REPEAT:
            for at in range(1, self.rows_of(question["key"]) + 1):
                for inner in question.get("questions", ()):
                    self._add(inner, f"{question['key']}[{at}].")
        elif kind == QuestionKind.GROUP:
            for inner in question.get("questions", ()):
                self._add(inner, row)
        elif is_answered(question):
            self._add_fields(question, row + question["key"])

    def _add_fields(self, question: Question, key: str) -> None:
        kind = question.get("kind", QuestionKind.CHECK)
        self.asked[key] = question
        made = field_for(question, self.lists, self.user, self.known)
        made.label = labelled(self.marks.get(question["key"], ""), str(made.label))
        value, note = self.kept.get(key, ("", ""))
        default = question.get("default") or ""
        made.initial = shown(question, str(value or ("" if key in self.kept else default)))
        if question.get("sensitivity") == Sensitivity.SENSITIVE:
            made.widget.attrs["data-sealed"] = ""
        if kind in FILES:
            made.required = made.required and not self.kept_files.get(key)
        self.fields[key] = made
        if kind == QuestionKind.SIGNATURE:
            self.fields[f"{key}-drawn"] = forms.CharField(
                required=False, widget=forms.HiddenInput, max_length=400_000
            )
        if kind == QuestionKind.PHOTO and question.get("keep_place"):
            self.fields[f"{key}-place"] = forms.CharField(
                required=False, widget=forms.HiddenInput, max_length=80
            )
        if kind == QuestionKind.CHECK and self.with_notes:
            self.fields[f"{key}-note"] = forms.CharField(
                label=_("Fact or note"), required=False, initial=note, max_length=2000,
                widget=forms.Textarea({"rows": 2}),
            )  # fmt: skip
            if question.get("violation"):
                self.fields[f"{key}-photos"] = FilesField(
                    label=_("Photos"), required=False, allow_empty_file=True,
                    widget=FilesInput(attrs={"accept": PHOTOS}),
                )  # fmt: skip

    def rows_of(self, repeat: str) -> int:
        """Rows shown: those begun, and those asked for; at least one."""
        posted = rows_in([name.removeprefix(f"{self.prefix}-") for name in self.data], repeat)
        return min(
            max(rows_in(self.kept, repeat), self.more_rows.get(repeat, 0), posted, 1), MOST_ROWS
        )

    # --- what was written ------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        for name in [n for n, found in self.errors.items() if _only_missing(found)]:
            del self._errors[name]  # type: ignore[attr-defined]
        return super().clean()

    def answers(self) -> dict[str, tuple[str, str]]:
        """Answer's key → (canonical text, note) of this page; what could not be read as written.

        Files are not told: they are kept one by one.
        """
        found = {}
        for key, question in self.asked.items():
            if question.get("kind") in FILES:
                continue
            note = str(self.cleaned_data.get(f"{key}-note") or "")
            value = self.cleaned_data.get(key)
            if key in self.errors:
                value = _as_written(self[key].data)
            text = text_of(question, value, self.list_keys)
            if text or note:
                found[key] = (text, note)
        return found

    def takes_files(self, key: str) -> bool:
        kind = self.asked[key].get("kind")
        return kind in (QuestionKind.PHOTO, QuestionKind.FILE) or f"{key}-photos" in self.fields

    def uploads(self) -> Iterator[tuple[str, Any]]:
        """(answer's key, upload) of the files sent with the page."""
        for key, question in self.asked.items():
            upload = self.cleaned_data.get(key)
            if upload and question.get("kind") in (QuestionKind.PHOTO, QuestionKind.FILE):
                yield key, upload
            for upload in self.cleaned_data.get(f"{key}-photos") or ():
                yield key, upload

    def signatures(self) -> Iterator[tuple[str, str, str]]:
        """(answer's key, drawing as data address, name in writing) of signatures given now."""
        for key, question in self.asked.items():
            if question.get("kind") == QuestionKind.SIGNATURE:
                drawn = self.cleaned_data.get(f"{key}-drawn") or ""
                typed = self.cleaned_data.get(key) or ""
                if drawn or typed:
                    yield key, drawn, typed

    def removed(self) -> list[str]:
        """Ids of kept files that are to go."""
        return list(self.data.getlist("remove")) if hasattr(self.data, "getlist") else []

    # --- what is drawn ---------------------------------------------------------------------------
    def blocks(self, now: Run, others: Mapping[str, str]) -> list[Block]:
        """The page's sections with their questions. now: the form worked out; others: what
        another device kept, in words, by answer's key."""
        return [
            Block(
                part.title,
                part.section.get("key", ""),
                [self._item(question, now, others) for question in part.questions],
                part.section.get("key", "") not in now.sections,
            )
            for part in self.step.parts
        ]

    def _item(self, question: Question, now: Run, others: Mapping[str, str], row: str = "") -> Item:
        key = row + question["key"]
        made = Item(question, key, self.marks.get(question["key"], ""))
        made.is_hidden = key not in now.relevant
        made.other = others.get(key, "")
        inner = question.get("questions", ())
        if made.kind == QuestionKind.REPEAT:
            made.rows = [
                (at, [self._item(one, now, others, f"{key}[{at}].") for one in inner])
                for at in range(1, self.rows_of(key) + 1)
            ]
        elif made.kind == QuestionKind.GROUP:
            made.items = [self._item(one, now, others, row) for one in inner]
        elif made.kind == QuestionKind.CALCULATION:
            made.value = now.values.get(key, "")
        elif key in self.fields:
            made.bound, made.kept = self[key], self.kept_files.get(key, ())
            made.note = self[f"{key}-note"] if f"{key}-note" in self.fields else None
            made.drawn = self[f"{key}-drawn"] if f"{key}-drawn" in self.fields else None
            made.photos = self[f"{key}-photos"] if f"{key}-photos" in self.fields else None
        return made


def labelled(mark: str, text: str) -> Any:
    """A question with its number, as pages and papers call it."""
    return format_html('<span class="mark">{}</span> {}', mark, text) if mark else text


def _as_written(data: Any) -> Any:
    return data.words if isinstance(data, Typed) else data


def _only_missing(found: Any) -> bool:
    return all(error.code == "required" for error in found.as_data())
