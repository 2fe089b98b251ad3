"""What questionnaires show elsewhere, and what of theirs goes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import RetentionStep, act_words, retention_steps
from solar_cms.questionnaires.models import AnswerDraft

for _name, _words in {
    "form.published": _("published a version of a form"),
    "form.answered": _("recorded answers"),
    "form.draft_saved": _("saved the draft of a form"),
    "form.draft_dropped": _("dropped the draft of a form"),
    "form.draft_published": _("published the draft of a form"),
}.items():
    act_words.add(_name, _words)


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
