"""What stands in the way of a change to a form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solar_cms.audit.models import Act
from solar_cms.base.hooks import act_words
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day, say_when
from solar_cms.questionnaires.editor.changing import Definition
from solar_cms.questionnaires.models import FormDraft, FormVersion
from solar_cms.questionnaires.reading import problems_with_definition
from solar_cms.questionnaires.rules import problems_with_change

STALE = "form.changed_meanwhile"
INCOMPATIBLE = "form.incompatible"
# What a question or section says, in words; shown where two people changed the same part.
WORDS = {
    "key": gettext_lazy("name"),
    "kind": gettext_lazy("kind of answer"),
    "texts": gettext_lazy("wording"),
    "hints": gettext_lazy("hint"),
    "titles": gettext_lazy("title"),
    "required": gettext_lazy("must be answered"),
    "relevant": gettext_lazy("when it is asked"),
    "constraint": gettext_lazy("what an answer must fulfil"),
    "constraint_texts": gettext_lazy("what is said of a wrong answer"),
    "calculation": gettext_lazy("calculation"),
    "default": gettext_lazy("answer put in"),
    "choices": gettext_lazy("choices"),
    "article": gettext_lazy("article of law"),
    "severity": gettext_lazy("severity"),
    "violation": gettext_lazy("violation"),
    "tags": gettext_lazy("tags"),
    "sensitivity": gettext_lazy("data about people"),
    "place": gettext_lazy("place in the form"),
}


def edits_since(draft: FormDraft, seen: int) -> list[Act]:
    """What was done to the draft since somebody saw its version `seen`, oldest first."""
    return list(
        Act.objects.filter(
            subject_table=draft._meta.db_table, subject_id=str(draft.pk), data__version__gte=seen
        ).order_by("at", "id")
    )


def problems_meanwhile(
    draft: FormDraft, seen: int, parts: Sequence[str] | None = None
) -> list[Problem]:
    """Who changed these parts (None: anything) after the writer saw the draft, when, and what."""
    if draft.version == seen:
        return []
    found = []
    for done in edits_since(draft, seen):
        touched = done.data.get("parts", [])
        if parts is None or "*" in (*touched, *parts) or set(parts) & set(touched):
            found.append(Problem(STALE, said_of(done)))
    return found


def said_of(done: Act) -> str:
    """ "Chanthala, 12.6.2026 10:32: Question changed: hours (wording, hint)"."""
    return _("%(who)s, %(when)s: %(act)s") % {
        "who": done.actor_name, "when": say_when(done.at), "act": act_said(done),
    }  # fmt: skip


def act_said(done: Act) -> str:
    """ "Question changed: hours (wording, hint)"."""
    names = [part.partition(":")[2] for part in done.data.get("parts", [])]
    what = ", ".join(str(WORDS.get(name, name)) for name in done.data.get("what", []))
    named = ", ".join(filter(None, names))
    said = str(act_words.get(done.name) or done.name) + (f": {named}" if named else "")
    return f"{said} ({what})" if what else said


def gone(draft: FormDraft) -> Problem:
    done = (
        Act.objects.filter(
            data__form=draft.key, name__in=["form.draft_dropped", "form.draft_published"]
        )
        .order_by("-at")
        .first()
    )
    message = _("The draft is not there any more. %(what)s")
    return Problem("form.draft_gone", message % {"what": said_of(done) if done else ""})


def problems_with_new_key(key: str, taken: Collection[str]) -> list[Problem]:
    if key in taken:
        message = _("There is a form or a draft named “%(key)s” already.") % {"key": key}
        return [Problem("form.key_taken", message, "key")]
    return []


def published(key: str) -> list[Definition]:
    """The definitions of all versions of a form."""
    rows = FormVersion.objects.filter(form__key=key).order_by("number")
    return list(rows.values_list("definition", flat=True))


def problems_with_name(draft: FormDraft, definition: Definition, key: str) -> list[Problem]:
    """Under the name of an earlier question, its answers must stay answers of this one."""
    return [
        Problem(INCOMPATIBLE, problem.message, "kind")
        for problem in problems_with_change(published(draft.key), definition)
        if problem.field.rpartition("/")[2] == key
    ]


def problems_with_part(definition: Definition, key: str, section: str = "") -> list[Problem]:
    """Faults of one question (or section) in the whole: a circle of rules, what its kind lacks."""
    return [
        Problem(problem.code, problem.message)
        for problem in problems_with_definition(definition)
        if problem.severity == "error"
        and problem.code != "form.empty_group"  # it is filled next
        and (problem.field.endswith(f"/{key}") if key else problem.field == f"{section}/")
        and not problem.field.startswith("choices/")
    ]


def problems_with_publishing(draft: FormDraft, valid_from: date, today: date) -> list[Problem]:
    """Faults of the definition, changes that would falsify earlier answers, a day in the past."""
    problems = [*problems_with_definition(draft.definition)]
    problems += problems_with_change(published(draft.key), draft.definition)
    newest = FormVersion.objects.filter(form__key=draft.key).order_by("-number").first()
    earliest = max(today, newest.valid_from) if newest else today
    if valid_from < earliest:
        message = _("The form is published from %(day)s on at the earliest.")
        problems.append(
            Problem("form.day_past", message % {"day": say_day(earliest)}, "valid_from")
        )
    if newest is not None and newest.pk != draft.based_on_id:
        message = _(
            "Version %(n)s was published after this draft was begun. Throw the draft away and begin "
            "a new one, or download it and upload it there."
        )
        problems.append(Problem("form.newer_version", message % {"n": newest.number}))
    elif newest is not None and newest.definition == draft.definition:
        message = _("The draft asks exactly what version %(n)s asks.") % {"n": newest.number}
        problems.append(Problem("form.unchanged", message))
    return problems
