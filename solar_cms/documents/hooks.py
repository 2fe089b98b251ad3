"""A letter's PDFs are read by whoever may read the record the letter belongs to."""

from __future__ import annotations

from typing import Any

from solar_cms.base.hooks import FilePolicy, file_policies
from solar_cms.base.models import uuid_or_none
from solar_cms.documents.models import LETTER, Letter


def may_read(user: Any, owner_kind: str, owner_id: str) -> bool:
    """Ask the app that owns the record; a kind nobody speaks for is read by nobody."""
    policy = file_policies.get(owner_kind)
    return policy is not None and policy.may_read(user, owner_id)


def may_read_letter(user: Any, letter_id: Any) -> bool:
    pk = uuid_or_none(letter_id)
    letter = Letter.objects.filter(pk=pk).first() if pk else None
    return letter is not None and may_read(user, letter.owner_kind, letter.owner_id)


file_policies.add(LETTER, FilePolicy(may_read_letter))
