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
    ComplaintDecision,
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
    (ComplaintDecision, "complaint__case", ("note", "undo_reason")),
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
        _empty(model, model._base_manager.filter(**{f"{path}__in": rows}), columns)
    _empty_said(Step, Step.objects.filter(case__in=rows))
    _empty_said(ComplaintDecision, ComplaintDecision.objects.filter(complaint__case__in=rows))
    _empty_answers(rows)


def _empty(model: Any, found: Any, columns: tuple[str, ...]) -> None:
    keys = list(found.values_list("pk", flat=True))
    for column in columns:
        found.exclude(**{column: ""}).update(**{column: TAKEN_OUT})
    take_out(model._meta.db_table, keys, columns)


def _empty_said(model: Any, found: Any) -> None:
    """What the fields of steps hold."""
    said = found.exclude(said={})
    keys = list(said.values_list("pk", flat=True))
    said.update(said={})
    take_out(model._meta.db_table, keys, ("said",))


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
    """Of a closed case, or of a complaint decided on whose matter no open case goes on with."""
    decided = ComplaintDecision.objects.standing().filter(decided_on__lt=day)
    ended = decided.filter(Q(kept=None) | Q(kept__closed_on__lt=day))
    over = Q(complaint__case__closed_on__lt=day)
    return Complainant.objects.filter(over | Q(complaint__in=ended.values("complaint")))


def complaints_over(day: date) -> Any:
    """Decided on without a case before the day, with words left."""
    bare = ["", TAKEN_OUT]
    ended = ComplaintDecision.objects.standing().filter(decided_on__lt=day, kept=None)
    worded = ~Q(facts__in=bare) | ~Q(workplace_said__in=bare)
    return Complaint.objects.filter(worded, pk__in=ended.values("complaint"), case__isnull=True)


def empty_complaints(rows: Sequence[Any], by: Any) -> None:
    _empty(Complaint, Complaint.objects.filter(pk__in=rows), ("facts", "workplace_said"))
    decisions = ComplaintDecision.objects.filter(complaint__in=rows)
    _empty(ComplaintDecision, decisions, ("note", "undo_reason"))
    _empty_said(ComplaintDecision, decisions)


def delete_complainants(rows: Sequence[Any], by: Any) -> None:
    Complainant.objects.filter(pk__in=rows).delete()
    take_out(Complainant._meta.db_table, rows, ("name", "phone", "address"))


STEPS = {
    "cases.cases": RetentionStep("case", _("Closed cases"), cases_over, empty_cases),
    "cases.complaints": RetentionStep(
        "case", _("Complaints decided on without a case"), complaints_over, empty_complaints
    ),
    "cases.complainants": RetentionStep(
        "complainant", _("Complainants of closed cases"), complainants_over, delete_complainants
    ),
}
