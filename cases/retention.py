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
)
from solar_cms.audit.scrubbing import TAKEN_OUT, take_out
from solar_cms.base.hooks import RetentionStep

# Model, how it hangs on the case, the free text that is emptied. Stage, dates, articles, state stay.
TEXTS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (Case, "pk", ("summary", "closure_note")),
    (Order, "case", ("matters",)),
    (Assignment, "case", ("reason",)),
    (Step, "case", ("note",)),
    (CaseLink, "case", ("note",)),
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
