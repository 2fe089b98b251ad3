"""The chain of custody of a file: addresses that hold for a minute, and who took a copy when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.audit.history import said_by, words_for
from solar_cms.audit.models import Act
from solar_cms.base.paging import Page, keyset_page
from solar_cms.documents.models import Attachment

SECONDS = 60


def _signer(attachment: Attachment, user: Any) -> TimestampSigner:
    return TimestampSigner(salt=f"documents.file:{attachment.pk}:{user.pk}")


def signed(attachment: Attachment, user: Any) -> str:
    """The end of an address that opens this file for this user, for SECONDS."""
    return _signer(attachment, user).sign(attachment.file.sha256[:8])


def holds(text: str, attachment: Attachment, user: Any) -> bool:
    """Was this signed for this file and user, within the last SECONDS?"""
    try:
        _signer(attachment, user).unsign(text, max_age=SECONDS)
    except BadSignature:
        return False
    return True


def note_opening(attachment: Attachment, *, by: User) -> None:
    """Keep that somebody took a copy of the bytes."""
    with act("file.opened", by=by, on=attachment, reading=True, sha256=attachment.file.sha256):
        pass


def page_of_openings(request: HttpRequest, attachment: Attachment) -> Page:
    """Acts on the file, newest first."""
    return keyset_page(
        Act.objects.filter(subject_table=Attachment._meta.db_table, subject_id=str(attachment.pk)),
        ["-id"],
        cursor=request.GET.get("cursor", ""),
        path=request.path,
        query=request.GET.dict(),
    )


def entries(acts: Iterable[Act]) -> list[dict[str, Any]]:
    """[{"when", "text", "by"}] as the timeline shows them."""
    rows = list(acts)
    by = said_by(rows)
    return [{"when": row.at, "text": words_for(row.name), "by": by[row.pk]} for row in rows]
