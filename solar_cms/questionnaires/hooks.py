"""What questionnaires show elsewhere, and what of theirs goes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import (
    FilePolicy,
    RetentionStep,
    act_words,
    file_policies,
    person_uses,
    retention_steps,
)
from solar_cms.documents.models import Attachment
from solar_cms.questionnaires.answering.keeping import DRAFT
from solar_cms.questionnaires.editor import hooks as _editor  # noqa: F401
from solar_cms.questionnaires.models import AnswerDraft
from solar_cms.questionnaires.people import USE

for _name, _words in {
    "form.published": _("published a version of a form"),
    "answer.file_kept": _("kept a file of an answer"),
    "answer.file_dropped": _("took a file of an answer away"),
    "answer.row_dropped": _("took a row of answers away"),
    "form.answered": _("recorded answers"),
    "form.draft_saved": _("saved the draft of a form"),
    "form.draft_dropped": _("dropped the draft of a form"),
    "form.draft_published": _("published the draft of a form"),
}.items():
    act_words.add(_name, _words)


person_uses.add("questionnaires", USE)


def drafts_over(day: date) -> Any:
    """Answers that nobody went on writing since before the day."""
    moment = timezone.make_aware(datetime.combine(day, time.min))
    return AnswerDraft.objects.filter(changed_at__lt=moment)


def drop_drafts(rows: Sequence[Any], by: Any) -> None:
    AnswerDraft.objects.filter(pk__in=rows).delete()


retention_steps.add(
    "questionnaires.drafts",
    RetentionStep("answering", _("Answers never sent"), drafts_over, drop_drafts, own=True),
)


def may_read_mine(user: Any, owner_id: Any) -> bool:
    """The files of answers still being written are for whoever writes them."""
    mine = Attachment.objects.filter(owner_kind=DRAFT, owner_id=str(owner_id), added_by=user)
    return bool(user.is_authenticated and mine.exists())


file_policies.add(DRAFT, FilePolicy(may_read_mine))


def files_over(day: date) -> Any:
    """Files of answers that were never sent, of people who write no answers any more."""
    moment = timezone.make_aware(datetime.combine(day, time.min))
    writing = AnswerDraft.objects.filter(changed_at__gte=moment).values("user")
    old = Attachment.objects.filter(owner_kind=DRAFT, added_at__lt=moment)
    return old.exclude(added_by__in=writing)


def drop_files(rows: Sequence[Any], by: Any) -> None:
    Attachment.objects.filter(owner_kind=DRAFT, pk__in=rows).delete()


retention_steps.add(
    "questionnaires.draft_files",
    RetentionStep("answering", _("Files of answers never sent"), files_over, drop_files, own=True),
)
