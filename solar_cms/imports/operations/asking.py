"""Asking the office that keeps a person whether it is the one of a file."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.policy import RIGHTS
from solar_cms.base.problems import refuse_if
from solar_cms.imports import rules
from solar_cms.imports.models import Batch, LinkRequest, StagedRow
from solar_cms.imports.operations.bringing import locked
from solar_cms.imports.operations.mending import settle_rows
from solar_cms.imports.states import OPEN, Outcome, RequestState
from solar_cms.work import inbox

ASK_KIND = "imports.link_asked"
ANSWERED_KIND = "imports.link_answered"
ASKED = _("Is this the person you keep? %(who)s")
ANSWERED = _("Answer about row %(row)s of %(file)s: %(answer)s")


def ask_office(batch: Batch, number: int, at: int, *, by: HasActor) -> LinkRequest:
    """Ask the office that keeps the candidate at this position; its inbox gets the question."""
    with act("import.office_asked", by=by, on=batch, row=number):
        batch = locked(batch)
        refuse_if(rules.problems_with_mending(batch))
        row = StagedRow.objects.get(batch=batch, number=number)
        refuse_if([*rules.problems_with_row(row), *rules.problems_with_asking(row, at)])
        one = row.candidates[at]
        known = LinkRequest.objects.filter(batch=batch, number=number, record=one["hidden"]).first()
        if known is not None:
            return known
        question = LinkRequest(
            batch=batch, number=number, record=one["hidden"], district_id=one["district"],
            told=_told(batch, row), asked_by=by if isinstance(by, User) else None,
        ).save_new()  # fmt: skip
        who = ", ".join([text for _label, text in question.told["lo"][:3]])
        for kind in sorted(RIGHTS["imports.answer"]):
            inbox.ask(
                kind=ASK_KIND, url=reverse("import_question", args=[question.pk]),
                title=_in_both(ASKED, who=who), role_kind=kind, district=question.district_id,
                subject=question,
            )  # fmt: skip
    return question


def _told(batch: Batch, row: StagedRow) -> dict[str, list[list[str]]]:
    """What the file says of the row, under the labels of our columns."""
    texts = row.texts(batch.columns())
    told: dict[str, list[list[str]]] = {}
    for code in ("lo", "en"):
        with translation.override(code):
            told[code] = [
                [str(column.label), texts[column.name]]
                for column in batch.importer.columns
                if texts.get(column.name)
            ]
    return told


def _in_both(words: Any, **values: Any) -> dict[str, str]:
    said = {}
    for code in ("lo", "en"):
        with translation.override(code):
            said[code] = str(words) % {k: str(v) for k, v in values.items()}
    return said


def answer(question: LinkRequest, state: str, *, by: User, reason: str = "") -> LinkRequest:
    """The office's answer: the same person (the row is linked when it is imported), another one, or
    no. Who asked is told."""
    with act("import.question_answered", by=by, on=question, answer=state):
        question = LinkRequest.objects.select_for_update(of=("self",)).get(pk=question.pk)
        refuse_if(rules.problems_with_answering(question, state, reason))
        question.state, question.reason = state, reason.strip()
        question.answered_by, question.answered_at = by, timezone.now()
        question.save()
        inbox.settle(question, ASK_KIND)
        batch = locked(question.batch)
        row = StagedRow.objects.filter(batch=batch, number=question.number).first()
        if row is not None and row.outcome == Outcome.SAME and batch.state in OPEN:
            decision = _decision(question, row)
            if decision:
                row.decision, row.outcome = decision, Outcome.UNCHECKED
                row.save(update_fields=["decision", "outcome"])
                settle_rows(batch, batch.uploaded_by or by)
        if question.asked_by is not None:
            inbox.ask(
                kind=ANSWERED_KIND,
                url=f"{reverse('import_batch', args=[batch.pk])}?show=same#rows",
                title=_in_both(
                    ANSWERED, row=question.number, file=batch.file_name,
                    answer=RequestState(question.state).label,
                ),
                user=question.asked_by, subject=question,
            )  # fmt: skip
    return question


def _decision(question: LinkRequest, row: StagedRow) -> str:
    """What the answer decides of the row; nothing while other people are to be told apart from it."""
    if question.state == RequestState.AGREED:
        return f"link:{question.record}"
    if question.state == RequestState.OTHER and not rules.problems_with_decision(row, "new"):
        return "new"
    return ""
