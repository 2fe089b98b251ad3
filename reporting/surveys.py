"""Surveys: their answers recorded and counted, question by question, over all versions of a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from reporting.models import SurveyReturn
from reporting.models.surveys import SURVEY
from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.base.texts import text_in
from solar_cms.documents.models import Attachment
from solar_cms.documents.passing import pass_files
from solar_cms.places.models import District
from solar_cms.questionnaires.answering.fields import choices_of, most_of
from solar_cms.questionnaires.answering.steps import marks_of
from solar_cms.questionnaires.definition import Asked, walk
from solar_cms.questionnaires.models import Answer, Form, FormVersion
from solar_cms.questionnaires.operations import record_response, versions_on
from solar_cms.questionnaires.rules import Answers
from solar_cms.questionnaires.states import UNANSWERED, Check, Purpose, QuestionKind
from solar_cms.registry.models import ProducerGroup

COUNTED = {QuestionKind.CHECK, QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.RATING}
NUMBERS = {QuestionKind.NUMBER, QuestionKind.DECIMAL}
BATCH = 200


# --- recorded --------------------------------------------------------------------------------------


def record_survey(
    version: FormVersion,
    answers: Answers,
    *,
    district: District,
    answered_on: date,
    by: User,
    group: ProducerGroup | None = None,
    files: Mapping[str, Sequence[Attachment]] | None = None,
) -> SurveyReturn:
    """Record one set of answers to a survey, for a district where this person may."""
    with act("survey.answered", by=by, form=version.form.key) as recording:
        refuse_if(problems_with_survey(version, district, group, by))
        response = record_response(
            version, answers, answered_on=answered_on, by=by, district=district
        )
        made: SurveyReturn = SurveyReturn(
            form=version.form, response=response, district=district, group=group,
            answered_on=answered_on, recorded_by=by,
        ).save_new()  # fmt: skip
        for rows in (files or {}).values():
            pass_files(rows, owner_kind=SURVEY, owner_id=made.pk, district_id=district.pk, by=by)
        recording.on(made)
    return made


def problems_with_survey(
    version: FormVersion, district: District, group: ProducerGroup | None, by: User
) -> list[Problem]:
    found = []
    if version.form.purpose != Purpose.SURVEY:
        found.append(Problem("survey.other_form", _("This form is not a survey.")))
    if not by.scope.may_in("surveys.answer", district.pk):
        message = _("You record surveys in your own districts only.")
        found.append(Problem("survey.outside", message, "district"))
    if group is not None and group.district_id != district.pk:
        found.append(Problem("district", _("This group is in another district."), "group"))
    return found


# --- counted -----------------------------------------------------------------------------------------


def published(day: date) -> QuerySet[FormVersion]:
    """Each survey in the wording of a day."""
    return versions_on(day, Purpose.SURVEY)


@dataclass(frozen=True)
class CountRow:
    """One answer that could be given: how many gave it."""

    word: str
    count: int
    share: int


@dataclass
class Result:
    """A question counted. rows: of choices; numbers: least, mean and most of a number."""

    mark: str
    text: str
    kind: str
    answered: int
    rows: list[CountRow] = field(default_factory=list)
    numbers: tuple[str, str, str] | None = None


@dataclass
class ResultSection:
    title: str
    results: list[Result]


def results(form: Form, returns: QuerySet[SurveyReturn]) -> list[ResultSection]:
    """Every question of the newest wording, counted over the answers to all wordings. Two queries."""
    version = form.versions.order_by("-valid_from", "-number").first()
    if version is None:
        return []
    counted: dict[str, Counter[str]] = {}
    plain = [one.key for one in walk(version.definition) if _is_counted(one)]
    rows = (
        Answer.objects.filter(response__in=returns.values("response"), question__in=plain)
        .exclude(value="")
        .values_list("question", "value")
        .annotate(n=Count("id"))
        .order_by()
    )
    for key, value, count in rows:
        counted.setdefault(key, Counter())[value] += count
    others = dict(
        Answer.objects.filter(response__in=returns.values("response"))
        .exclude(question__in=plain)
        .exclude(value="")
        .values_list("question")
        .annotate(n=Count("id"))
        .order_by()
    )
    lists, marks = version.definition.get("choices", {}), marks_of(version.definition)
    sections = {
        section["key"]: ResultSection(text_in(section.get("titles")), [])
        for section in version.definition["sections"]
    }
    for one in walk(version.definition):
        if one.kind in UNANSWERED:
            continue
        made = Result(
            marks.get(one.key, ""), text_in(one.question.get("texts")), one.kind,
            others.get(one.key, 0),
        )  # fmt: skip
        if _is_counted(one):
            _count(made, one, counted.get(one.key, Counter()), lists)
        sections[one.section].results.append(made)
    return [section for section in sections.values() if section.results]


def _is_counted(one: Asked) -> bool:
    """Answers that may be counted by value: choices and numbers, and nothing sensitive."""
    return one.kind in COUNTED | NUMBERS


def _count(made: Result, one: Asked, values: Counter[str], lists: Mapping[str, Any]) -> None:
    made.answered = values.total()
    if one.kind in NUMBERS:
        if values:
            total = sum(float(value) * count for value, count in values.items())
            numbers = sorted(float(value) for value in values)
            made.numbers = (
                _plain(numbers[0]), _plain(round(total / made.answered, 1)), _plain(numbers[-1])
            )  # fmt: skip
        return
    if one.kind == QuestionKind.CHOICES:
        several: Counter[str] = Counter()
        for value, count in values.items():
            several.update(dict.fromkeys(value.split(), count))
        values = several
    made.rows = [
        CountRow(
            word, values[key], round(100 * values[key] / made.answered) if made.answered else 0
        )
        for key, word in _words(one, lists)
    ]


def _words(one: Asked, lists: Mapping[str, Any]) -> list[tuple[str, str]]:
    if one.kind == QuestionKind.CHECK:
        return [(key, str(word)) for key, word in Check.choices]
    if one.kind == QuestionKind.RATING:
        return [(str(n), str(n)) for n in range(1, most_of(one.question) + 1)]
    return choices_of(one.question, lists)


def _plain(number: float) -> str:
    return f"{number:g}"


# --- taken out ---------------------------------------------------------------------------------------


def returns_for(user: Any, form: Form, query: Mapping[str, Any]) -> QuerySet[SurveyReturn]:
    """The answers to a survey that this person sees, in the district asked for."""
    found: Any = SurveyReturn.objects.visible_to(user).filter(form=form)
    if district := query.get("district", ""):
        found = found.filter(district=district)
    return found


def export(user: Any, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """One row an answer given, counted: section, question, answer, how many, share. `of`: the key."""
    form = Form.objects.filter(key=query.get("of", ""), purpose=Purpose.SURVEY).first()
    if form is None:
        raise Http404
    sections = results(form, returns_for(user, form, query.dict()))
    rows = list(_count_rows(sections))
    return len(rows), [
        [_("Number"), _("Section"), _("Question"), _("Answer"), _("Count"), _("Per cent")],
        *rows,
    ]


def _count_rows(sections: Iterable[ResultSection]) -> Iterator[list[Any]]:
    for section in sections:
        for one in section.results:
            yield [one.mark, section.title, one.text, _("Answered"), one.answered, None]
            for row in one.rows:
                yield [one.mark, section.title, one.text, row.word, row.count, row.share]
            if one.numbers:
                for word, number in zip(
                    (_("Least"), _("Mean"), _("Most")), one.numbers, strict=True
                ):
                    yield [one.mark, section.title, one.text, word, float(number), None]


def export_returns(user: Any, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """One row a set of answers; what is personal or sensitive is left out."""
    form = Form.objects.filter(key=query.get("of", ""), purpose=Purpose.SURVEY).first()
    version = form.versions.order_by("-valid_from", "-number").first() if form else None
    if form is None or version is None:
        raise Http404
    found = returns_for(user, form, query.dict())
    return found.count(), _return_rows(version, found)


def _return_rows(version: FormVersion, found: QuerySet[SurveyReturn]) -> Iterator[list[Any]]:
    asked = [
        one
        for one in walk(version.definition)
        if one.kind not in UNANSWERED and not one.repeat and not one.question.get("sensitivity")
    ]
    yield [_("Answered on"), _("District"), _("Version"), *(one.key for one in asked)]
    rows = found.select_related("response__form_version").order_by("-answered_on", "-id")
    batch: list[SurveyReturn] = []
    for row in rows.iterator(BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield from _lines(batch, asked)
            batch = []
    yield from _lines(batch, asked)


def _lines(batch: list[SurveyReturn], asked: Sequence[Asked]) -> Iterator[list[Any]]:
    said: dict[Any, dict[str, str]] = {}
    for pk, key, value in Answer.objects.filter(
        response__in=[row.response_id for row in batch], row=0
    ).values_list("response", "question", "value"):
        said.setdefault(pk, {})[key] = value
    for row in batch:
        answers = said.get(row.response_id, {})
        yield [
            row.answered_on, row.district_id, row.response.form_version.number,
            *(answers.get(one.key, "") for one in asked),
        ]  # fmt: skip
