"""Files that come in pieces, so that a bad line need not begin again: the pieces wait in the database.

A piece is written where the last one ended; what has come is asked for by HEAD. When all is there the
form that wanted the file is posted with its id in the place of the bytes (`middleware.py`), and the
file is checked as any upload. Nothing lies on the host: the next piece may reach another one.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.base.problems import Problem, Refused
from solar_cms.documents import sniff
from solar_cms.documents.models import Upload, UploadPart

MOST_PART = 1024 * 1024  # bytes of one piece
MOST_OPEN = 60  # uploads of one person that wait
MOST_WAITING = 200 * 1024 * 1024  # bytes of one person that wait
KEPT = timedelta(days=3)


class OutOfPlace(Exception):
    """The piece does not begin where the last one ended; `offset` is where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the next piece begins at {offset}")
        self.offset = offset


def begin(*, name: str, size: int, sha256: str, by: User) -> Upload:
    """Make room for a file, or find the same file of the same person that broke off before.

    Not an act: adding the file to a record is.
    """
    if not 0 < size <= sniff.MAX_BYTES:
        words = _("A file has at most %(most)s MB.") % {"most": sniff.MAX_BYTES // 1024**2}
        raise Refused([Problem("upload.size", words, "size")])
    mine = Upload.objects.filter(by=by)
    known = mine.filter(sha256=sha256, size=size).order_by("id").first()
    if known is not None:
        known.name = sniff.clean_name(name)
        known.save(update_fields=["name"])
        return known
    waiting = mine.aggregate(bytes=Sum("size"))["bytes"] or 0
    if mine.count() >= MOST_OPEN or waiting + size > MOST_WAITING:
        words = _("Too many files are on their way. Wait until they have arrived.")
        raise Refused([Problem("upload.many", words)])
    return Upload.objects.create(name=sniff.clean_name(name), size=size, sha256=sha256, by=by)


def add(upload: Upload, offset: int, content: bytes) -> int:
    """Add a piece; returns where the next begins. OutOfPlace tells where it should have begun: a piece
    that comes twice is kept once. Refused, with nothing kept, when the whole is not what was announced."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if offset != upload.received:
            raise OutOfPlace(upload.received)
        if len(content) > MOST_PART or offset + len(content) > upload.size:
            words = _("This piece is larger than what is left of the file.")
            raise Refused([Problem("upload.too_long", words)])
        if content:
            UploadPart.objects.create(upload=upload, offset=offset, content=content)
            upload.received += len(content)
            upload.save(update_fields=["received"])
        if not upload.is_whole or content_of(upload) is not None:
            return upload.received
        upload.parts.all().delete()
        upload.received = 0
        upload.save(update_fields=["received"])
    words = _("The file did not arrive as it was sent. It is sent once more.")
    raise Refused([Problem("upload.altered", words)])


def content_of(upload: Upload) -> bytes | None:
    """The whole file, None while pieces are missing or where it is not the file announced."""
    content = b"".join(
        bytes(part) for part in upload.parts.order_by("offset").values_list("content", flat=True)
    )
    is_it = hashlib.sha256(content).hexdigest() == upload.sha256
    return content if len(content) == upload.size and is_it else None


def whole(upload_id: uuid.UUID, by: User) -> tuple[str, bytes] | None:
    """(name, bytes) of an upload of this person that has come whole."""
    found = Upload.objects.filter(pk=upload_id, by=by).first()
    content = content_of(found) if found else None
    return None if found is None or content is None else (found.name, content)


def drop(upload: Upload) -> None:
    upload.parts.all().delete()
    upload.delete()


def sweep(now: datetime) -> int:
    """What nobody went on sending for days."""
    old = Upload.objects.filter(begun_at__lt=now - KEPT)
    UploadPart.objects.filter(upload__in=old).delete()
    return old.delete()[0]
