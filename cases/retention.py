"""What goes of a case when its time is over, and of a complainant before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.models import (
    Appeal,
    Assignment,
    Case,
    CaseLink,
    ClockChange,
    Complainant,
    Complaint,
    Finding,
    LedgerEntry,
    Notice,
    Order,
    Proof,
    Respondent,
    Sanction,
    Step,
    Visit,
)
from solar_cms.audit.scrubbing import TAKEN_OUT, take_out
from solar_cms.base.hooks import RetentionStep
from solar_cms.questionnaires.models import Answer, FormVersion
from solar_cms.questionnaires.states import QuestionKind

# Model, how it hangs on the case, the free text that is emptied. Stage, dates, articles, state stay.
TEXTS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (Case, "pk", ("summary", "closure_note")),
    (Order, "case", ("matters",)),
    (Assignment, "case", ("reason",)),
    (Step, "case", ("note",)),
    (CaseLink, "case", ("note",)),
    (Visit, "case", ("papers_seen", "remarks")),
    (Finding, "case", ("fact", "drop_reason")),
    (Proof, "finding__case", ("submitted_by", "description", "reason")),
    (ClockChange, "run__case", ("reason",)),
    (Complaint, "case", ("facts", "workplace_said")),
    (Respondent, "case", ("named",)),
    (Sanction, "case", ("reasons", "basis", "decision")),
    (Appeal, "case", ("filed_by", "grounds", "decision")),
    (LedgerEntry, "case", ("worker", "note", "authority")),
    (Notice, "case", ("received_by", "void_reason")),
)


def cases_over(day: date) -> Any:
    """Closed before the day, with words left."""
    bare = ["", TAKEN_OUT]
    ordered = Order.objects.filter(case=OuterRef("pk")).exclude(matters__in=bare)
    steps = Step.objects.filter(case=OuterRef("pk"))
    told = Exists(steps.exclude(note__in=bare)) | Exists(steps.exclude(said={}))
    worded = ~Q(summary__in=bare) | ~Q(closure_note__in=bare) | Exists(ordered) | told
    return Case.objects.filter(worded, closed_on__lt=day)


def empty_cases(rows: Sequence[Any], by: Any) -> None:
    for model, path, columns in TEXTS:
        found = model._base_manager.filter(**{f"{path}__in": rows})
        keys = list(found.values_list("pk", flat=True))
        for column in columns:
            found.exclude(**{column: ""}).update(**{column: TAKEN_OUT})
        take_out(model._meta.db_table, keys, columns)
    said = Step.objects.filter(case__in=rows).exclude(said={})
    steps = list(said.values_list("pk", flat=True))
    said.update(said={})
    take_out(Step._meta.db_table, steps, ("said",))
    _empty_answers(rows)


def _empty_answers(rows: Sequence[Any]) -> None:
    """Of the checklists answered at visits: notes, texts, and who was named. What was ticked stays,
    figures are made of it."""
    answered = Visit.objects.filter(case__in=rows, response__isnull=False).values("response")
    answers = Answer.objects.filter(response__in=answered)
    asked = {
        version.pk: version.parsed().asked
        for version in FormVersion.objects.filter(
            pk__in=answers.order_by().values("response__form_version")
        )
    }
    emptied = []
    for answer in answers.select_related("response"):
        question = asked[answer.response.form_version_id].get(answer.question)
        told = question is not None and question.kind in {QuestionKind.TEXT, QuestionKind.PERSON}
        if not told and answer.note in {"", TAKEN_OUT}:
            continue
        if answer.note:
            answer.note = TAKEN_OUT
        if told and answer.value:
            answer.person, answer.value = None, TAKEN_OUT
        emptied.append(answer)
    Answer.objects.bulk_update(emptied, ["note", "person", "value"], batch_size=500)
    take_out(Answer._meta.db_table, [one.pk for one in emptied], ("note", "value", "person_id"))


def complainants_over(day: date) -> Any:
    return Complainant.objects.filter(complaint__case__closed_on__lt=day)


def delete_complainants(rows: Sequence[Any], by: Any) -> None:
    Complainant.objects.filter(pk__in=rows).delete()
    take_out(Complainant._meta.db_table, rows, ("name", "phone", "address"))


STEPS = {
    "cases.cases": RetentionStep("case", _("Closed cases"), cases_over, empty_cases),
    "cases.complainants": RetentionStep(
        "complainant", _("Complainants of closed cases"), complainants_over, delete_complainants
    ),
}
