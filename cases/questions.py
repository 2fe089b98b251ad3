"""What cases do with forms: which cases a change of a checklist concerns, what a "no" stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import procedure
from cases.models import Case, Visit
from solar_cms.base.hooks import (
    AnswersOwner,
    QuestionMark,
    Use,
    answers_owners,
    question_marks,
    question_uses,
)
from solar_cms.questionnaires.models import FormVersion


def uses_of_checklist(key: str, questions: Sequence[str] | None) -> Iterator[Use]:
    """Open cases of the kinds that are visited with the checklist; of a question, those that still
    wait for their visit and will be asked it as it is then."""
    rules = procedure.current_or_empty()
    kinds = [kind for kind in rules.types.values() if kind.checklist == key]
    if not kinds:
        return
    asked = Visit.objects.filter(response__isnull=False).values("case")
    waiting = Case.objects.open().filter(kind__in=[kind.key for kind in kinds])
    if questions is None:
        counts = dict(waiting.values_list("kind").annotate(n=Count("id")))
        for kind in kinds:
            if counts.get(kind.key):
                words = _("Open cases: %(kind)s") % {"kind": kind.name}
                query = urlencode({"stage": "open", "kind": kind.key})
                yield Use(words, counts[kind.key], f"{reverse('cases')}?{query}")
        return
    count = waiting.exclude(pk__in=asked).count()
    if count:
        words = _("Open cases not visited yet")
        url = f"{reverse('cases')}?stage=open"
        yield from (Use(words, count, url, question) for question in questions)
    yield from _findings(key, questions)


def _findings(key: str, questions: Sequence[str]) -> Iterator[Use]:
    """Questions whose "no" drafts a finding."""
    version = FormVersion.objects.filter(form__key=key).order_by("-number").first()
    rules = procedure.current_or_empty()
    for question in version.questions() if version else []:
        violation = rules.violations.get(question.get("violation", ""))
        if violation and question["key"] in questions:
            words = _("A “no” drafts a finding: %(violation)s") % {"violation": violation.name}
            yield Use(words, 1, "", question["key"])


def violations() -> list[tuple[str, str]]:
    return [(v.key, v.name) for v in procedure.current_or_empty().violations.values()]


def severities() -> list[tuple[str, str]]:
    return [(s.key, s.name) for s in procedure.current_or_empty().severities.values()]


def records(responses: Iterable[Any]) -> Mapping[Any, tuple[str, str]]:
    rows = Visit.objects.filter(response__in=list(responses)).select_related("case")
    return {v.response_id: (str(v), reverse("visit", args=[v.pk])) for v in rows}


question_uses.add("cases", uses_of_checklist)
question_marks.add(
    "violation",
    QuestionMark(
        gettext_lazy("Violation"), violations, gettext_lazy("A “no” drafts a finding of it.")
    ),
)
question_marks.add(
    "severity",
    QuestionMark(
        gettext_lazy("Severity"), severities, gettext_lazy("Empty: as the violation says.")
    ),
)
answers_owners.add(
    "cases",
    AnswersOwner(
        lambda user: (
            Visit.objects.visible_to(user).filter(response__isnull=False).values("response")
        ),
        records,
    ),
)
