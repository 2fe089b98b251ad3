"""One question as a form: the fields of its kind, and the question they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import question_marks
from solar_cms.base.models import today
from solar_cms.base.said import say_day
from solar_cms.base.texts import text_in
from solar_cms.law.models import Article
from solar_cms.questionnaires.editor import changing
from solar_cms.questionnaires.editor.forms import RELEVANT_HINT, EditForm, expression_field
from solar_cms.questionnaires.states import (
    LISTED,
    UNANSWERED,
    Purpose,
    QuestionKind,
    Sensitivity,
)

NEW_LIST = "+"
ALWAYS, NEVER, WHEN = "yes", "no", "when"
CONSTRAINT_HINT = _("The answer itself is a dot. For example: . >= 0 and . <= 24")
CALCULATION_HINT = _("For example: ${women} + ${men}")


class QuestionForm(EditForm):
    """One question. Its fields are those of its kind; sent with another kind it comes back with
    that kind's fields where something is missing."""

    def __init__(
        self, *args: Any, question: Mapping[str, Any] | None = None, kind: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question_before = question or {}
        sent = self.data.get("kind", "") if self.is_bound else kind
        before = self.question_before.get("kind", QuestionKind.CHECK)
        self.kind = sent if sent in QuestionKind.values else before
        self.answered = self.kind not in UNANSWERED
        self.groups: list[tuple[str, Any, list[str]]] = []
        self._what()
        self._answer()
        self._rules()
        if self.answered:
            self._law()
        self._data()

    # --- fields ---------------------------------------------------------------------------------

    def _group(self, name: str, title: Any, names: list[str]) -> None:
        if names:
            self.groups.append((name, title, names))

    def _add(self, name: str, field: forms.Field) -> str:
        self.fields[name] = field
        return name

    def _what(self) -> None:
        was = self.question_before
        names = self._by_language("text", _("Question"), initial=was.get("texts"))
        names += self._by_language("hint", _("Hint"), initial=was.get("hints"))
        kind = forms.ChoiceField(
            label=_("Kind of answer"), choices=QuestionKind.choices, initial=self.kind
        )
        names.append(self._add("kind", kind))
        self._group("what", "", names)

    def _answer(self) -> None:
        was, names = self.question_before, []
        if self.kind in LISTED:
            names += self._choices()
        if self.kind == QuestionKind.RATING:
            most = forms.IntegerField(
                label=_("Highest mark"), min_value=2, max_value=10, initial=was.get("max", 5)
            )
            names.append(self._add("max", most))
        if self.kind == QuestionKind.CALCULATION:
            field = expression_field(_("Calculation"), was.get("calculation"), CALCULATION_HINT)
            field.required = True
            names.append(self._add("calculation", field))
        if self.kind == QuestionKind.PHOTO:
            names.append(
                self._add(
                    "keep_place",
                    _tick(_("Keep where the photo was taken"), was.get("keep_place", False)),
                )
            )
        if self.kind == QuestionKind.CHECK:
            words = _("Counts as an item of compliance in the scores")
            names.append(self._add("scored", _tick(words, was.get("scored", True))))
        self._group("answer", _("Answer"), names)

    def _choices(self) -> list[str]:
        lists = self.draft.definition.get("choices", {})
        known = self.data.get("choices") if self.is_bound else self.question_before.get("choices")
        said = [
            (name, f"{name}: {', '.join(text_in(row['texts']) for row in rows[:4])}")
            for name, rows in lists.items()
        ]
        field = forms.ChoiceField(
            label=_("List of choices"), choices=[(NEW_LIST, _("A new list")), *said],
            initial=self.question_before.get("choices", NEW_LIST),
            help_text=_("Several questions may offer the same list."),
        )  # fmt: skip
        names = [self._add("choices", field)]
        if self.draft.purpose == Purpose.TEST and self.kind == QuestionKind.CHOICE:
            rows = lists.get(known or "", [])
            right = forms.ChoiceField(
                label=_("Right answer"), required=False, initial=self.question_before.get("correct"),
                choices=[("", _("None")), *((row["key"], text_in(row["texts"])) for row in rows)],
            )  # fmt: skip
            names.append(self._add("correct", right))
        return names

    def _rules(self) -> None:
        was, names = self.question_before, []
        if self.answered:
            required = was.get("required", True)
            when = required if isinstance(required, Mapping) else None
            field = forms.ChoiceField(
                label=_("Must be answered"), initial=WHEN if when else ALWAYS if required else NEVER,
                choices=[(ALWAYS, _("Yes")), (NEVER, _("No")), (WHEN, _("Only when …"))],
            )  # fmt: skip
            names.append(self._add("required", field))
            names.append(
                self._add("required_when", expression_field(_("… only when"), when, RELEVANT_HINT))
            )
        names.append(
            self._add(
                "relevant",
                expression_field(_("Ask it only when"), was.get("relevant"), RELEVANT_HINT),
            )
        )
        if self.answered:
            must = expression_field(
                _("What an answer must fulfil"), was.get("constraint"), CONSTRAINT_HINT
            )
            names.append(self._add("constraint", must))
            names += self._by_language(
                "wrong", _("What is said of a wrong answer"), initial=was.get("constraint_texts")
            )
            default = forms.CharField(
                label=_("Answer put in beforehand"), required=False, max_length=500,
                initial=was.get("default", ""),
            )  # fmt: skip
            names.append(self._add("default", default))
        self._group("rules", _("When it is asked, and what is right"), names)

    def _law(self) -> None:
        was = self.question_before
        names = [self._add("article", _article_field(was.get("article", "")))]
        for name, mark in question_marks.items():
            known = list(mark.choices())
            if was.get(name) and was[name] not in dict(known):
                known.append((was[name], was[name]))
            field = forms.ChoiceField(
                label=str(mark.label), help_text=str(mark.hint), required=False, initial=was.get(name, ""),
                choices=[("", _("None")), *known],
            )  # fmt: skip
            names.append(self._add(name, field))
        self._group("law", _("Law"), names)

    def _data(self) -> None:
        was, names = self.question_before, []
        tags = forms.CharField(
            label=_("Tags for indicators"), required=False, max_length=300,
            initial=" ".join(was.get("tags", [])),
            help_text=_("Small Latin letters, a space between two: wages osh"),
        )  # fmt: skip
        about = forms.ChoiceField(
            label=_("Data about people"), required=False, initial=was.get("sensitivity", ""),
            choices=[("", _("None")), *Sensitivity.choices],
            help_text=_("Health, ethnicity and disability are sensitive."),
        )  # fmt: skip
        if self.answered or self.kind == QuestionKind.CALCULATION:
            names = [self._add("tags", tags), self._add("sensitivity", about)]
        key = forms.CharField(
            label=_("Name in the data"), required=False, max_length=63, initial=was.get("key", ""),
            widget=forms.TextInput({"class": "short", "lang": "en", "spellcheck": "false"}),
            help_text=_(
                "Answers are counted under this name through all versions: keep it when you reword. "
                "Empty: made from the English words."
            ),
        )  # fmt: skip
        names.append(self._add("key", key))
        self._group("data", _("Figures and data"), names)

    # --- what was sent --------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._some_text("text")
        if data.get("required") == WHEN and not data.get("required_when"):
            self.add_error("required_when", ValidationError(_("Say when."), code="empty"))
        for tag in (data.get("tags") or "").split():
            if not changing.KEY.match(tag):
                words = _("“%(tag)s”: small Latin letters, digits and _ only.") % {"tag": tag}
                self.add_error("tags", ValidationError(words, code="tag"))
        key = data.get("key") or ""
        if key and key != self.question_before.get("key") and not changing.KEY.match(key):
            name_words = _("Small Latin letters, digits and _ only, beginning with a letter.")
            self.add_error("key", ValidationError(name_words, code="key"))
        return data

    def _said(self) -> set[str]:
        """What this form says of a question; anything else that a workbook brought is kept."""
        return {
            "key", "kind", "texts", "hints", "required", "relevant", "constraint", "calculation",
            "constraint_texts", "default", "choices", "correct", "max", "keep_place", "scored",
            "article", "tags", "sensitivity", "questions", *(n for n, _m in question_marks.items()),
        }  # fmt: skip

    @property
    def shown_groups(self) -> list[dict[str, Any]]:
        """Groups for the page; those with nothing in them and nothing wrong are folded."""
        quiet = {"required", "key", "scored"}
        return [
            {
                "title": title,
                "fields": [self[field] for field in fields],
                "is_open": name in {"what", "answer"}
                or any(f in self.errors or (f not in quiet and self[f].value()) for f in fields),
            }
            for name, title, fields in self.groups
        ]

    def question(self, taken: Iterable[str]) -> dict[str, Any]:
        """The question as a definition has it, its rules as texts; unnamed ones get a free name."""
        data = self.cleaned_data
        words = self.texts("text")
        key = data.get("key") or self.question_before.get("key")
        kept = {n: v for n, v in self.question_before.items() if n not in self._said()}
        found: dict[str, Any] = {
            **kept,
            "key": key or changing.free_key(words.get("en", ""), taken),
            "kind": self.kind,
            "texts": words,
            "hints": self.texts("hint"),
        }
        for name in ("relevant", "constraint", "calculation", "default", "article", "correct",
                     "sensitivity", "max", *(n for n, _m in question_marks.items())):  # fmt: skip
            found[name] = data.get(name) or ""
        if self.kind in LISTED:
            found["choices"] = data["choices"] if data["choices"] != NEW_LIST else found["key"]
        if data.get("constraint"):
            found["constraint_texts"] = self.texts("wrong")
        if data.get("required") == NEVER:
            found["required"] = False
        elif data.get("required") == WHEN:
            found["required"] = data["required_when"]
        found["tags"] = (data.get("tags") or "").split()
        if data.get("keep_place"):
            found["keep_place"] = True
        if self.kind == QuestionKind.CHECK and not data.get("scored"):
            found["scored"] = False
        return {name: value for name, value in found.items() if value not in ("", [], {})}


def _tick(label: Any, initial: bool) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=initial)


def _article_field(now: str) -> forms.ChoiceField:
    """The articles in force, by law; each with the day from which it holds."""
    by_law: dict[str, list[tuple[str, str]]] = {}
    known = set()
    articles = Article.objects.on(today()).select_related("law").order_by("law__key", "key")
    for article in articles:
        by_law.setdefault(str(article.law), []).append((article.key, said_article(article)))
        known.add(article.key)
    choices: list[Any] = [("", _("None")), *by_law.items()]
    if now and now not in known:
        choices.append((now, _("%(key)s (not in force)") % {"key": now}))
    return forms.ChoiceField(
        label=_("Article of law"), required=False, initial=now, choices=choices,
        help_text=_("A “no” refers to it. Articles in force today, with the day they hold from."),
    )  # fmt: skip


def said_article(article: Article) -> str:
    """ "Hours of work (art. 51), since 1.1.2014"."""
    number = gettext("art. %(number)s") % {"number": article.number} if article.number else ""
    since = gettext("since %(day)s") % {"day": say_day(article.valid_from)}
    return ", ".join(part for part in (article.title, number, since) if part)
