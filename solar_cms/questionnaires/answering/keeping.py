"""Drafts: what is written so far, with its files; nothing of it is lost or written over unseen."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused
from solar_cms.base.said import say_day
from solar_cms.base.texts import text_in
from solar_cms.documents import pictures, sniff
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file
from solar_cms.questionnaires.answering.steps import Question, Step, name_of
from solar_cms.questionnaires.definition import split_key
from solar_cms.questionnaires.models import AnswerDraft, FormVersion
from solar_cms.questionnaires.operations import keep_draft
from solar_cms.questionnaires.rules import Answers
from solar_cms.questionnaires.states import FILES, QuestionKind

DRAFT = "questionnaires.draft"  # owner_kind of files until the answers are recorded
SPACE = uuid.UUID("5d0a9b3c-52f5-5f0e-9f43-7d1f0c4f4a11")
MOST_FILES = 20  # of one answer
REMEMBERED = 7 * 86_400  # seconds
DRAWN = "data:image/png;base64,"


def answers_in(draft: AnswerDraft | None) -> dict[str, tuple[str, str]]:
    """The answers of a draft as the rules take them."""
    return {
        key: (str(pair[0]), str(pair[1])) for key, pair in (draft.answers if draft else {}).items()
    }


def seal_of(answers: Answers, step: Step) -> str:
    """What this page's answers are now: a page opened before another device changed them knows.
    Files are left out: they come one by one."""
    mine = {
        key: list(pair)
        for key, pair in answers.items()
        if step.owns(key) and not _is_file(step, key)
    }
    return hashlib.sha256(json.dumps(mine, sort_keys=True).encode()).hexdigest()[:16]


def differing(answers: Answers, other: Answers, step: Step) -> list[str]:
    """Keys of this page that the two answer differently."""
    keys = {key for key in (*answers, *other) if step.owns(key)}
    return sorted(key for key in keys if answers.get(key, ("", "")) != other.get(key, ("", "")))


class Changed(Exception):
    """Another device has changed this page's answers since it was opened; nothing was kept."""

    def __init__(self, kept: Answers) -> None:
        super().__init__("changed on another device")
        self.kept = kept


def keep_step(
    context: str,
    version: FormVersion,
    step: Step,
    written: Answers,
    *,
    by: User,
    seen: str = "",
    device: str = "",
) -> dict[str, tuple[str, str]]:
    """Put one page's answers in the draft; returns all of it.

    seen: `seal_of` what the page showed; Changed when the draft holds something else by now that
    is not what was written here. "" writes in any case. device: of the opened page, so that its
    own answers are known again where the line lost the reply.
    """
    writer = f"answering:{context}:{by.pk}:{step.index}"
    with transaction.atomic():
        AnswerDraft.objects.select_for_update().filter(context=context, user=by).first()
        draft = AnswerDraft.objects.filter(context=context, user=by).first()
        kept = answers_in(draft)
        files = {key for key in kept if step.owns(key) and _is_file(step, key)}
        differs = [key for key in differing(written, kept, step) if key not in files]
        now = seal_of(kept, step)
        if seen and now != seen and differs and cache.get(writer) != f"{device}:{now}":
            raise Changed(kept)
        merged = {key: pair for key, pair in kept.items() if not step.owns(key) or key in files}
        merged |= dict(written)
        if merged != kept:
            keep_draft(context, version, merged, by=by)
    if device:
        cache.set(writer, f"{device}:{seal_of(merged, step)}", REMEMBERED)
    return merged


def _is_file(step: Step, key: str) -> bool:
    return any(q["key"] == name_of(key) and q.get("kind") in FILES for q in step.questions)


# --- files ---------------------------------------------------------------------------------------


def owner_of(context: str, user: User, key: str) -> str:
    """Under which owner the files of one answer lie until it is recorded."""
    return str(uuid.uuid5(SPACE, f"{context}|{user.pk}|{key}"))


def files_of(context: str, user: User, keys: Iterable[str]) -> dict[str, list[Attachment]]:
    """Answer's key → its files in the draft, oldest first. One query."""
    owners = {owner_of(context, user, key): key for key in keys}
    found: dict[str, list[Attachment]] = {}
    rows = Attachment.objects.filter(owner_kind=DRAFT, owner_id__in=list(owners), added_by=user)
    for attachment in rows.select_related("file").order_by("id"):
        found.setdefault(owners[attachment.owner_id], []).append(attachment)
    return found


def add_to_answer(
    context: str,
    version: FormVersion,
    key: str,
    question: Question,
    upload: Any,
    *,
    name: str,
    by: User,
    district_id: str | None,
    place: str = "",
) -> Attachment:
    """Keep a file of an answer at once, whatever becomes of the page. Sent twice, it is kept once.

    Of a photo only the picture is kept; where it was taken ("lat lon", or as the camera wrote it)
    where the question asks for it.
    """
    content = upload if isinstance(upload, bytes) else upload.read(sniff.MAX_BYTES + 1)
    owner = owner_of(context, by, key)
    mine = Attachment.objects.filter(owner_kind=DRAFT, owner_id=owner, added_by=by)
    known = mine.filter(file__sha256=hashlib.sha256(_bare(content, name)).hexdigest())
    if mine.count() >= MOST_FILES:
        message = _("An answer takes %(most)s files at most.") % {"most": MOST_FILES}
        raise Refused([Problem("answer.many_files", message, key)])
    with act("answer.file_kept", by=by, context=context):
        attachment = known.select_related("file").first() or add_file(
            content, name=name, by=by, owner_kind=DRAFT, owner_id=owner, district_id=district_id,
            caption=text_in(question.get("texts")), keep_place=bool(question.get("keep_place")),
        )  # fmt: skip
        if (where := _place(place)) and question.get("keep_place"):
            attachment.latitude, attachment.longitude = where
            attachment.save(update_fields=["latitude", "longitude"])
        if question.get("kind") in FILES:
            mine.exclude(pk=attachment.pk).delete()
            _set_value(context, version, key, str(attachment.pk), by=by)
    return attachment


def _bare(content: bytes, name: str) -> bytes:
    """The bytes as they are stored."""
    kind = sniff.media_type(content, name)
    try:
        return pictures.without_extras(content, kind) if kind in pictures.KINDS else content
    except (ValueError, struct.error, IndexError):
        return content  # broken: whoever stores it says so


def _place(text: str) -> tuple[Decimal, Decimal] | None:
    """ "15.18 106.23" as degrees; None where it is no place."""
    try:
        latitude, longitude = (round(Decimal(part), 6) for part in text.split()[:2])
    except (InvalidOperation, ValueError):
        return None
    fits = abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if fits else None


def sign(
    context: str, version: FormVersion, key: str, question: Question, drawn: str, typed: str,
    *, by: User, district_id: str | None,
) -> Attachment:  # fmt: skip
    """Keep a signature: the drawing, or the name in writing with the day."""
    if drawn:
        try:
            if not drawn.startswith(DRAWN):
                raise ValueError
            content = base64.b64decode(drawn.removeprefix(DRAWN), validate=True)
        except (ValueError, binascii.Error):
            message = _("The signature did not arrive whole. Sign again.")
            raise Refused([Problem("answer.signature", message, key)]) from None
        name = "signature.png"
    else:
        content = f"{typed}\n{say_day(today())}\n".encode()
        name = "signature.txt"
    return add_to_answer(
        context, version, key, {**question, "kind": QuestionKind.SIGNATURE}, content,
        name=name, by=by, district_id=district_id,
    )  # fmt: skip


def _set_value(context: str, version: FormVersion, key: str, value: str, *, by: User) -> None:
    with transaction.atomic():
        draft = AnswerDraft.objects.select_for_update().filter(context=context, user=by).first()
        kept = answers_in(draft)
        if value:
            kept[key] = (value, "")
        else:
            kept.pop(key, None)
        keep_draft(context, version, kept, by=by)


def drop_files(
    context: str, version: FormVersion, keys: Iterable[str], ids: Sequence[str], *, by: User
) -> None:
    """Take files of the draft away again."""
    wanted = set(ids)
    for key, files in files_of(context, by, keys).items():
        gone = [one.pk for one in files if str(one.pk) in wanted]
        if not gone:
            continue
        with act("answer.file_dropped", by=by, context=context):
            Attachment.objects.filter(pk__in=gone).delete()
            draft = AnswerDraft.objects.filter(context=context, user=by).first()
            if answers_in(draft).get(key, ("", ""))[0] in wanted:
                _set_value(context, version, key, "", by=by)


def drop_row(
    context: str,
    version: FormVersion,
    fewer: Answers,
    kept: Answers,
    repeat: str,
    row: int,
    *,
    by: User,
) -> None:
    """Take one row of a repeat away: its files go, those of the rows behind it move up."""
    keys = [key for key in kept if key.startswith(f"{repeat}[")]
    found = files_of(context, by, keys)
    with act("answer.row_dropped", by=by, context=context):
        for key in sorted(keys):
            mine = Attachment.objects.filter(pk__in=[one.pk for one in found.get(key, ())])
            _of, at, name = split_key(key)
            if at == row:
                mine.delete()
            elif at > row:
                mine.update(owner_id=owner_of(context, by, f"{repeat}[{at - 1}].{name}"))
        keep_draft(context, version, dict(fewer), by=by)
