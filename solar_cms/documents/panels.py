"""What record pages include: the files and letters of a record.

In the view: `{"files": attachments_panel(request.user, "cases.case", case.pk)}`; in the template:
`{% include "documents/attachments.html" with panel=files %}`. Letters likewise with
`letters_panel` and "documents/letters.html".
"""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.base.face import Act, File, Tag
from solar_cms.base.hooks import file_policies
from solar_cms.base.said import say_day, say_when
from solar_cms.documents.forms import AddFileForm
from solar_cms.documents.hooks import may_read_confidential
from solar_cms.documents.models import Attachment, Letter
from solar_cms.documents.operations import attachments_of, letters_of
from solar_cms.documents.states import LetterState

TAGS = {
    LetterState.PREPARING: "under_way",
    LetterState.READY: "done",
    LetterState.FAILED: "refused",
}


def as_file(attachment: Attachment) -> File:
    note = " · ".join(
        str(part)
        for part in (
            _("Confidential") if attachment.is_confidential else "",
            attachment.caption,
            _("taken %(when)s") % {"when": say_when(attachment.taken_at)}
            if attachment.taken_at
            else "",
            attachment.place,
            str(attachment.added_by or ""),
            say_day(attachment.added_at),
        )
        if part
    )
    return File(
        name=attachment.name,
        url=reverse("file", args=[attachment.pk]),
        size=attachment.file.size,
        note=note,
        act=Act(_("Who took a copy"), reverse("file_custody", args=[attachment.pk])),
    )


def may_add(user: User, owner_kind: str, owner_id: str) -> bool:
    policy = file_policies.get(owner_kind)
    return bool(policy and policy.may_add and policy.may_add(user, owner_id))


def attachments_panel(user: User, owner_kind: str, owner_id: uuid.UUID | str) -> dict[str, Any]:
    """{"files": [face.File], "form": a form or None, "action": where it is posted}. One query."""
    owner = str(owner_id)
    allowed = may_add(user, owner_kind, owner)
    sealed = may_read_confidential(user, owner_kind, owner)
    return {
        "files": [
            as_file(a) for a in attachments_of(owner_kind, owner) if sealed or not a.is_confidential
        ],
        "form": AddFileForm(may_seal=sealed) if allowed else None,
        "action": reverse("file_add", args=[owner_kind, owner]) if allowed else "",
    }


def letter_tag(letter: Letter) -> Tag:
    """The state of a letter, in shape and word."""
    return Tag(TAGS[LetterState(letter.state)], letter.get_state_display())


def letters_panel(owner_kind: str, owner_id: uuid.UUID | str) -> dict[str, Any]:
    """{"letters": [{"letter", "tag"}]}, newest first."""
    return {
        "letters": [
            {"letter": letter, "tag": letter_tag(letter)}
            for letter in letters_of(owner_kind, owner_id)
        ]
    }
