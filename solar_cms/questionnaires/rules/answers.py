"""What may be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.base.problems import Problem
from solar_cms.base.texts import text_in
from solar_cms.places.models import District, Province, Village
from solar_cms.questionnaires.definition import Asked, Definition, row_key, split_key
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.rules.values import WrongValue, canonical
from solar_cms.questionnaires.running import Run, run
from solar_cms.questionnaires.states import CONTAINERS, UNANSWERED, QuestionKind
from solar_cms.registry.models import Person

# Key of an answer ("age", in a repeat "members[2].age") → (value, note).
Answers = Mapping[str, tuple[str, str]]
MOST_ROWS = 200
MOST_NOTE = 5000


@dataclass
class Examined:
    """Answers looked at: what is kept of them (canonical values, calculations among them), what is
    wrong with them, which keys are left out because their questions are not asked for."""

    run: Run
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def problems_with_answers(
    version: FormVersion, answers: Answers, *, today: date | None = None
) -> list[Problem]:
    """Unknown questions, missing and wrong values; the field is the answer's key."""
    return examined(version, answers, today=today).problems


def relevant_questions(
    version: FormVersion, answers: Answers, *, today: date | None = None
) -> list[str]:
    """Keys of the answers asked for (rows of repeats one by one), in the form's order."""
    now = examined(version, answers, today=today).run
    return [key for key, asked in asked_for(now) if asked.kind not in CONTAINERS]


def examined(version: FormVersion, answers: Answers, *, today: date | None = None) -> Examined:
    """Canonical values, relevance, calculations and problems, all at once."""
    definition = version.parsed()
    found: list[Problem] = []
    values: dict[str, str] = {}
    wrong: set[str] = set()
    for key, (text, note) in answers.items():
        asked = _asked(definition, key)
        if asked is None:
            message = _("This form does not ask “%(key)s”.") % {"key": key}
            found.append(Problem("answer.unknown_question", message, key))
            continue
        if asked.kind in UNANSWERED:
            continue
        if len(note) > MOST_NOTE:
            message = _("The note is longer than %(most)s letters; shorten it.") % {
                "most": MOST_NOTE
            }
            found.append(Problem("answer.long_note", message, key))
        try:
            values[key] = canonical(
                asked.question, text, definition.lists, plain=definition.is_plain
            )
        except WrongValue as error:
            wrong.add(key)
            found.append(Problem("answer.wrong", error.message, key))
    # Rows are there although nothing in them is answered (yet).
    now = run(definition, dict.fromkeys(answers, "") | values, today=today)
    result = Examined(
        now, problems=[p for p in found if p.field not in wrong or p.field in now.relevant]
    )
    result.problems += _too_many_rows(now)
    for key, asked in asked_for(now):
        if key in wrong:
            continue
        if problem := _problem_with(now, key, asked):
            result.problems.append(problem)
        note = answers.get(key, ("", ""))[1]
        if now.values.get(key) or note:
            result.kept[key] = (now.values.get(key, ""), note)
    result.left_out = sorted(
        key for key, (value, note) in answers.items() if (value or note) and key not in now.relevant
    )
    return result


def asked_for(now: Run) -> Iterator[tuple[str, Asked]]:
    """(key of the answer, question) of all that is relevant: in the form's order, a repeat's rows
    question by question."""
    for name, asked in now.definition.asked.items():
        for row in now.rows.get(asked.repeat, []) if asked.repeat else [0]:
            key = row_key(asked.repeat, row, name)
            if key in now.relevant:
                yield key, asked


def _asked(definition: Definition, key: str) -> Asked | None:
    repeat, _row, name = split_key(key)
    asked = definition.asked.get(name)
    return asked if asked is not None and asked.repeat == repeat else None


def _too_many_rows(now: Run) -> Iterator[Problem]:
    for repeat, rows in now.rows.items():
        if len(rows) > MOST_ROWS:
            message = _("More than %(most)s entries; start another form for the rest.")
            yield Problem("answer.many_rows", message % {"most": MOST_ROWS}, repeat)


def _problem_with(now: Run, key: str, asked: Asked) -> Problem | None:
    """A required question left open, or an answer out of its constraint."""
    question, row = asked.question, split_key(key)[1]
    if asked.kind == QuestionKind.REPEAT:
        if question.get("required") is True and not now.rows[asked.key]:
            message = _("Add at least one: %(question)s") % {"question": text_in(question["texts"])}
            return Problem("answer.missing", message, key)
        return None
    if asked.kind in UNANSWERED:
        return None
    value = now.values.get(key, "")
    if not value:
        if not now.holds(question.get("required", True), asked.repeat, row):
            return None
        message = _("Not answered: %(question)s") % {"question": text_in(question["texts"])}
        return Problem("answer.missing", message, key)
    if not now.holds(question.get("constraint"), asked.repeat, row, value):
        said = text_in(question.get("constraint_texts")) or _("This answer cannot be right.")
        return Problem("answer.constraint", said, key)
    return None


def problems_with_references(version: FormVersion, kept: Answers, by: Any) -> list[Problem]:
    """Places that are not in the lists, people that the one who answers does not see."""
    definition = version.parsed()
    wanted: dict[str, dict[str, list[str]]] = {QuestionKind.PLACE: {}, QuestionKind.PERSON: {}}
    for key, (value, _note) in kept.items():
        asked = definition.asked[split_key(key)[2]]
        if value and asked.kind in wanted:
            wanted[asked.kind].setdefault(value, []).append(key)
    people, places = wanted[QuestionKind.PERSON], wanted[QuestionKind.PLACE]
    problems: list[Problem] = []
    if people:
        rows = Person.objects.visible_to(by) if isinstance(by, User) else Person.objects.all()
        known = {str(pk) for pk in rows.filter(pk__in=people).values_list("pk", flat=True)}
        problems += _not_known(people, known, _("This person is not in your lists."))
    if places:
        known = set()
        for model in (Province, District, Village):
            known |= set(model.objects.filter(pk__in=places).values_list("pk", flat=True))
        problems += _not_known(places, known, _("This place is not in the lists."))
    return problems


def _not_known(wanted: dict[str, list[str]], known: set[str], message: str) -> Iterator[Problem]:
    for value, keys in wanted.items():
        if value not in known:
            yield from (Problem("answer.unknown_record", message, key) for key in keys)
