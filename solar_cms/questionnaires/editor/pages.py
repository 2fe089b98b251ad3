"""What the pages about forms show: lists, readings of a version or a draft, what becomes of answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from solar_cms.audit.models import Act
from solar_cms.base.face import Entry, Tag
from solar_cms.base.hooks import question_marks, question_uses
from solar_cms.base.models import today
from solar_cms.base.said import say_number
from solar_cms.base.texts import text_in
from solar_cms.law.models import Article
from solar_cms.questionnaires.editor import changing
from solar_cms.questionnaires.editor.rules import WORDS, act_said
from solar_cms.questionnaires.models import Answer, Form, FormDraft, FormVersion, Response
from solar_cms.questionnaires.states import LISTED, Change, QuestionKind, Sensitivity

AT_ONCE = 60  # questions shown on one page; of a longer form one section at a time


# --- lists ---------------------------------------------------------------------------------------


def searched(rows: Any) -> Any:
    """Forms with `said`: their titles in all languages, to be looked through."""
    return rows.annotate(
        said=Concat(Cast("titles", TextField()), Value(" "), F("key"), output_field=TextField())
    )


def filtered(rows: Any, wanted: Mapping[str, Any]) -> Any:
    """Forms by purpose, and by words of their title or name."""
    if purpose := wanted.get("purpose"):
        rows = rows.filter(purpose=purpose)
    for word in (wanted.get("q") or "").split():
        rows = rows.filter(said__icontains=word)
    return rows


def decorate(forms: Sequence[Form]) -> None:
    """`current`, `coming` (versions), `answers` (how many sets) and `draft` of each form."""
    day, pks = today(), [form.pk for form in forms]
    versions: dict[Any, list[FormVersion]] = {}
    found = FormVersion.objects.filter(form__in=pks).defer("definition")
    for version in found.order_by("valid_from", "number"):
        versions.setdefault(version.form_id, []).append(version)
    answers = dict(
        Response.objects.filter(form_version__form__in=pks)
        .values_list("form_version__form")
        .annotate(n=Count("id"))
    )
    drafts = {d.key: d for d in FormDraft.objects.filter(key__in=[f.key for f in forms])}
    for form in forms:
        row: Any = form
        mine = versions.get(form.pk, [])
        row.current = next((v for v in reversed(mine) if v.valid_from <= day), None)
        row.coming = next((v for v in mine if v.valid_from > day), None)
        row.answers_count = answers.get(form.pk, 0)
        row.draft = drafts.get(form.key)


def versions_of(form: Form) -> list[Any]:
    """All versions, newest first, each with `tag`, `answers_count` and `questions_count`."""
    day = today()
    rows: list[Any] = list(form.versions.order_by("-valid_from", "-number"))
    counts = dict(
        Response.objects.filter(form_version__form=form)
        .values_list("form_version")
        .annotate(n=Count("id"))
    )
    current = next((row for row in rows if row.valid_from <= day), None)
    for row in rows:
        row.answers_count = counts.get(row.pk, 0)
        row.questions_count = len(row.questions())
        row.tag = Tag("closed", _("Earlier"))
        if row.valid_from > day:
            row.tag = Tag("waiting", _("From a later day on"))
        elif current is not None and row.pk == current.pk:
            row.tag = Tag("done", _("In use"))
    return rows


def uses_of(key: str, questions: Iterable[str] | None = None) -> list[Any]:
    """Who uses a form (or these questions of it): Use(what, count, url, question)."""
    asked = None if questions is None else list(questions)
    return [use for uses in question_uses for use in uses(key, asked)]


# --- reading a definition ------------------------------------------------------------------------


def reading(definition: Mapping[str, Any], only: str = "") -> list[dict[str, Any]]:
    """Sections with their questions in words; `only` leaves the questions of the others out."""
    titles = _articles(definition)
    number, found = 0, []
    for section in definition["sections"]:
        rows = []
        inside = changing.standings({"sections": [section]})
        for standing in inside:
            number += 1
            if not only or section["key"] == only:
                rows.append(said_question(standing, definition, titles, number))
        found.append(
            {
                "key": section["key"],
                "title": text_in(section.get("titles")) or _("Questions"),
                "relevant": _text(section.get("relevant")),
                "rows": rows,
                "count": sum(1 for _s in changing.standings({"sections": [section]})),
                "shown": not only or section["key"] == only,
            }
        )
    return found


def _articles(definition: Mapping[str, Any]) -> dict[str, str]:
    keys = {s.question.get("article") for s in changing.standings(definition)} - {None}
    rows = Article.objects.on(today()).filter(key__in=keys).select_related("law")
    return {article.key: str(article) for article in rows}


def said_question(
    standing: changing.Standing,
    definition: Mapping[str, Any],
    articles: Mapping[str, str],
    number: int,
) -> dict[str, Any]:
    """A question in words: number, text, other (in the other languages), kind, notes."""
    question = standing.question
    kind = question.get("kind", QuestionKind.CHECK)
    text = text_in(question.get("texts"))
    return {
        "key": question["key"],
        "number": number,
        "text": text or question["key"],
        "other": " · ".join(t for t in question.get("texts", {}).values() if t and t != text),
        "kind": QuestionKind(kind).label if kind in QuestionKind.values else kind,
        "inside": standing.group is not None,
        "notes": list(_notes(question, definition, articles)),
    }


def _notes(
    question: Mapping[str, Any], definition: Mapping[str, Any], articles: Mapping[str, str]
) -> Iterable[str]:
    kind = question.get("kind", QuestionKind.CHECK)
    if hint := text_in(question.get("hints")):
        yield hint
    if kind in LISTED:
        rows = definition.get("choices", {}).get(question.get("choices"), [])
        yield " / ".join(text_in(row["texts"]) for row in rows) or _("No choices yet")
    required = question.get("required", True)
    if isinstance(required, Mapping):
        yield _("Must be answered only when %(rule)s") % {"rule": required["text"]}
    elif not required:
        yield _("May be left out")
    for name, words in (
        ("relevant", _("Asked only when %(rule)s")),
        ("constraint", _("The answer must fulfil %(rule)s")),
        ("calculation", _("Computed: %(rule)s")),
    ):
        if rule := _text(question.get(name)):
            yield words % {"rule": rule}
    if article := question.get("article"):
        yield articles.get(article, article)
    for name, mark in question_marks.items():
        if value := question.get(name):
            yield f"{mark.label}: {dict(mark.choices()).get(value, value)}"
    if tags := question.get("tags"):
        yield _("Tags: %(tags)s") % {"tags": ", ".join(tags)}
    if (about := question.get("sensitivity")) in Sensitivity.values:
        yield str(Sensitivity(about).label)


def _text(rule: Any) -> str:
    return rule["text"] if isinstance(rule, Mapping) else ""


# --- what a new version changes ------------------------------------------------------------------


def changes_of(draft: FormDraft, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Each difference in words, with who uses the question and what becomes of its answers."""
    if draft.based_on is None:
        return []
    keys = list(dict.fromkeys(one.key for one in found))
    counts = dict(
        Answer.objects.filter(response__form_version__form=draft.based_on.form, question__in=keys)
        .values_list("question")
        .annotate(n=Count("response", distinct=True))
    )
    uses: dict[str, list[Any]] = {}
    for use in uses_of(draft.key, keys) if keys else []:
        uses.setdefault(use.question, []).append(use)
    before, after = draft.based_on.definition, draft.definition
    rows = []
    for one in found:
        key, about = one.key.removeprefix("/"), "s" if one.key.startswith("/") else "q"
        part = changing.part_of(after, f"{about}:{key}")
        shown = part or changing.part_of(before, f"{about}:{key}") or {}
        page = "form_section" if about == "s" else "form_question"
        rows.append(
            {
                "key": key,
                "text": text_in(shown.get("texts") or shown.get("titles")) or key,
                "here": part is not None,
                "url": reverse(page, args=[draft.pk, key]) if part is not None and key else "",
                "change": Change(one.kind).label,
                "lines": lines_of(one),
                "compatible": one.compatible,
                "uses": uses.get(one.key, []),
                "answers": what_becomes(one, counts.get(one.key, 0)) if about == "q" else "",
            }
        )
    return rows


def lines_of(one: Any) -> list[tuple[str, str, str]]:
    """(what, before, after) of a difference, in words."""
    if one.kind in (Change.REWORDED, Change.RULE) and not _are_texts(one.old, one.new):
        return [
            (str(WORDS.get(name, name)), _said(one.old.get(name)), _said(one.new.get(name)))
            for name in one.new
        ]
    if one.kind in (Change.ADDED, Change.REMOVED) or one.old == one.new:
        return []  # said whole, or only the order is another
    return [("", _said(one.old), _said(one.new))]


def _are_texts(*sides: Any) -> bool:
    return any(isinstance(side, Mapping) and not side.keys() <= WORDS.keys() for side in sides)


def _said(value: Any) -> str:
    """A side of a difference in the reader's words; texts in all languages, so that a change shows."""
    if isinstance(value, Mapping):
        return _said(value["texts"]) if "texts" in value else " · ".join(map(str, value.values()))
    if isinstance(value, list | tuple):
        return " / ".join(_said(one) for one in value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, str) and value in QuestionKind.values:
        return str(QuestionKind(value).label)
    return "" if value is None else str(value)


def what_becomes(one: Any, count: int) -> str:
    """What becomes of the answers given so far to a question that changes."""
    if not count:
        return "" if one.kind == Change.ADDED else _("Nobody has answered it yet.")
    given = ngettext("%(n)s answer so far", "%(n)s answers so far", count) % {
        "n": say_number(count)
    }
    words = {
        Change.ADDED: _("They are counted together with the new ones, under the same name."),
        Change.REMOVED: _("They stay readable and countable; it is not asked any more."),
        Change.REWORDED: _("They keep the wording of their version and are counted together."),
        Change.CHOICES: _("They keep their choice; those that are left out stay countable."),
        Change.MOVED: _("Nothing changes for them."),
        Change.RULE: _("They are not checked again."),
        Change.RETYPED: _("They stay as they are, and are counted together with the new ones."),
    }[Change(one.kind)]
    if not one.compatible:
        words = _("They would mean something else: ask it under a new name.")
    return f"{given}. {words}"


def edits_of(draft: FormDraft, limit: int = 10) -> list[Entry]:
    """The last changes of a draft, newest first."""
    rows = Act.objects.filter(
        subject_table=draft._meta.db_table, subject_id=str(draft.pk), name__startswith="form."
    ).order_by("-at")[:limit]
    return [Entry(row.at, act_said(row), row.actor_name) for row in rows]


def crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Forms"), reverse("forms")), *more]


def draft_crumbs(draft: FormDraft) -> list[tuple[Any, str]]:
    return crumbs(
        (_("Draft: %(title)s") % {"title": draft}, reverse("form_draft", args=[draft.pk]))
    )
