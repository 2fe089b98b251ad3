"""A letter's PDFs are read by whoever may read the record the letter belongs to."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import (
    FilePolicy,
    Hit,
    SearchSource,
    act_words,
    file_policies,
    search_sources,
)
from solar_cms.base.models import uuid_or_none
from solar_cms.base.said import say_day
from solar_cms.base.texts import text_in
from solar_cms.documents.models import JOB, LETTER, LETTER_COPY, Attachment, Letter
from solar_cms.work.models import Job


def may_read(user: Any, owner_kind: str, owner_id: str) -> bool:
    """Ask the app that owns the record; a kind nobody speaks for is read by nobody."""
    policy = file_policies.get(owner_kind)
    return policy is not None and policy.may_read(user, owner_id)


def may_open(user: Any, attachment: Attachment) -> bool:
    """May this person read this file now? A confidential one only as its record's policy says."""
    kind, owner_id = attachment.owner_kind, attachment.owner_id
    if not may_read(user, kind, owner_id):
        return False
    return not attachment.is_confidential or may_read_confidential(user, kind, owner_id)


def may_read_confidential(user: Any, owner_kind: str, owner_id: str) -> bool:
    policy = file_policies.get(owner_kind)
    asked = policy.may_read_confidential if policy else None
    return asked is not None and asked(user, owner_id)


def may_read_letter(user: Any, letter_id: Any) -> bool:
    pk = uuid_or_none(letter_id)
    letter = Letter.objects.filter(pk=pk).first() if pk else None
    return letter is not None and may_read(user, letter.owner_kind, letter.owner_id)


def may_read_sealed_letter(user: Any, letter_id: Any) -> bool:
    """As confidential files of the letter's record."""
    pk = uuid_or_none(letter_id)
    letter = Letter.objects.filter(pk=pk).first() if pk else None
    return letter is not None and may_read_confidential(user, letter.owner_kind, letter.owner_id)


def may_read_list(user: Any, job_id: Any) -> bool:
    """What a job made is read by whoever asked for it."""
    pk = uuid_or_none(job_id)
    return pk is not None and Job.objects.visible_to(user).filter(pk=pk).exists()


file_policies.add(JOB, FilePolicy(may_read_list))
for _kind in (LETTER, LETTER_COPY):
    file_policies.add(
        _kind, FilePolicy(may_read_letter, may_read_confidential=may_read_sealed_letter)
    )


def _letters(user: Any, number: str) -> list[Letter]:
    """Letters of this number whose record the user may open (two kinds may share a number)."""
    found = Letter.objects.filter(number=number).order_by("-issued_on", "-id")[:3]
    return [one for one in found if may_read(user, one.owner_kind, one.owner_id)]


def find_letters(user: Any, words: str, limit: int) -> list[Hit]:
    return [
        Hit(
            f"{one.number} {text_in(one.titles)}".strip(),
            reverse("letter", args=[one.pk]),
            say_day(one.issued_on),
        )
        for one in _letters(user, words.strip().upper())[:limit]
    ]


def exact(user: Any, number: str) -> str:
    found = _letters(user, number)
    return reverse("letter", args=[found[0].pk]) if len(found) == 1 else ""


# Every role may have letters to read; which ones, their records decide.
search_sources.add(
    "letters", SearchSource(_("Letters and notices"), "work.inbox", find_letters, 60, exact)
)

for _act, _words in {
    "file.added": _("File added"),
    "files.passed": _("Files given to a record"),
    "file.described": _("What the file shows said anew"),
    "file.opened": _("File downloaded"),
    "letter.issued": _("Letter issued"),
    "letter.rendered": _("PDF of the letter made"),
    "letter.not_rendered": _("PDF of the letter could not be made"),
    "letter.served": _("Letter served"),
    "letter.service_tried": _("Service of the letter tried in vain"),
    "letter.tried_again": _("PDF of the letter tried again"),
    "letter.voided": _("Letter voided"),
    "letterhead.set": _("Letterhead set"),
}.items():
    act_words.add(_act, _words)
