"""The verbs of documents: add a file, issue, render, void and serve a letter."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from solar_cms.accounts.models import Office, User
from solar_cms.audit.acts import CALENDAR, SYSTEM, HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused, refuse_if
from solar_cms.documents import pictures, render, rules, sniff, store, word
from solar_cms.documents.letters import head_of
from solar_cms.documents.models import (
    JOB,
    LETTER,
    LETTER_COPY,
    Attachment,
    Letter,
    Letterhead,
    Service,
    StoredFile,
)
from solar_cms.documents.states import LetterState, ServiceOutcome
from solar_cms.work.models import Job

log = logging.getLogger(__name__)
KEEP_LISTS = timedelta(days=7)
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that look alike


class Upload(Protocol):
    def read(self) -> bytes: ...


def add_file(
    upload: Upload | bytes,
    *,
    name: str,
    by: HasActor,
    owner_kind: str,
    owner_id: uuid.UUID | str,
    district_id: str | None,
    caption: str = "",
    language: str = "",
    is_confidential: bool = False,
    keep_place: bool = False,
) -> Attachment:
    """Attach a file to a record.

    Its bytes are checked (kind, size, pixels; see sniff) and stored before the transaction; the
    same bytes are kept once. Refused with field "file" when they may not be added. What a camera
    wrote into a photo is taken out; with keep_place its time and place are kept beside it.
    """
    # One byte more than may be taken is read, so that a huge upload is refused, not swallowed.
    content = upload if isinstance(upload, bytes) else upload.read(sniff.MAX_BYTES + 1)  # type: ignore[call-arg]
    name = sniff.clean_name(name)
    refuse_if(sniff.problems_with_file(content, name))
    media_type, received, shot = sniff.media_type(content, name), content, pictures.Taken()
    if media_type in pictures.KINDS:
        shot = pictures.taken(content, media_type) if keep_place else shot
        content = pictures.without_extras(content, media_type)
    sha256 = store.put(content)
    with act("file.added", by=by, owner=owner_kind) as a:
        if content != received:  # so that the sender's own copy can be told to be the same photo
            a.note(received_sha256=hashlib.sha256(received).hexdigest())
        attachment = Attachment(
            file=_stored(sha256, content, media_type),
            name=name,
            caption=caption.strip()[:300],
            taken_at=shot.at,
            latitude=shot.latitude,
            longitude=shot.longitude,
            language=language,
            is_confidential=is_confidential,
            owner_kind=owner_kind,
            owner_id=str(owner_id),
            district_id=district_id or None,
            added_by=by if isinstance(by, User) else None,
        ).save_new()
        a.on(attachment)
    return attachment


def add_files(uploads: Sequence[Any], *, by: HasActor, owner_kind: str, **owner: Any) -> None:
    """Attach several files in one act: all or none; a refusal says which file it is about."""
    with act("files.added", by=by, owner=owner_kind, files=len(uploads)):
        for upload in uploads:
            try:
                add_file(upload, name=upload.name, by=by, owner_kind=owner_kind, **owner)
            except Refused as refused:
                if len(uploads) > 1:
                    refused.problems = [
                        replace(p, message=f"{upload.name}: {p.message}") for p in refused.problems
                    ]
                raise


def describe_file(attachment: Attachment, *, caption: str, by: HasActor) -> Attachment:
    """Say anew what a file shows; what was said before stays in its history."""
    with act("file.described", by=by, on=attachment):
        attachment.caption = caption.strip()[:300]
        attachment.save(update_fields=["caption"])
    return attachment


def _stored(sha256: str, content: bytes, media_type: str) -> StoredFile:
    row, _made = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "media_type": media_type}
    )
    return row


def keep_list(job: Job, name: str, content: bytes, media_type: str) -> dict[str, Any]:
    """File what a job made for whoever asked; returns what the job's result lists.

    The bytes are stored already (store.put), and are not limited in size: nobody uploaded them.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with act("list.filed", by=job.by) as a:
        attachment = Attachment(
            file=_stored(sha256, content, media_type),
            name=name,
            owner_kind=JOB,
            owner_id=str(job.pk),
            added_by=job.created_by,
        ).save_new()
        a.on(attachment)
    url = reverse("file", args=[attachment.pk])
    return {"files": [{"name": name, "url": url, "size": len(content)}]}


def forget_lists(now: datetime | None = None) -> int:
    """Drop lists made more than a week ago; their bytes go with the sweep of orphans."""
    old = Attachment.objects.filter(
        owner_kind=JOB, added_at__lt=(now or timezone.now()) - KEEP_LISTS
    )
    if not (found := list(old.values_list("pk", "file"))):
        return 0
    with act("lists.forgotten", by=CALENDAR, files=len(found)):
        Attachment.objects.filter(pk__in=[pk for pk, _file in found]).delete()
        bare = StoredFile.objects.filter(pk__in=[file for _pk, file in found])
        bare.filter(attachments__isnull=True).delete()
    return len(found)


def set_letterhead(
    office: Office,
    *,
    lines: Mapping[str, Sequence[str]],
    valid_from: date,
    by: HasActor,
    address: Mapping[str, str] | None = None,
    place: Mapping[str, str] | None = None,
    logo: StoredFile | None = None,
) -> Letterhead:
    """Give an office a letterhead from a day on; the one before ends the day before."""
    refuse_if(rules.problems_with_letterhead(office, valid_from, by))
    with act("letterhead.set", by=by, on=office):
        Letterhead.objects.on(valid_from).filter(office=office, valid_from__lt=valid_from).update(
            valid_to=valid_from - timedelta(days=1)
        )
        return Letterhead(
            office=office,
            lines={code: list(rows) for code, rows in lines.items()},
            address=dict(address or {}),
            place=dict(place or {}),
            logo=logo,
            valid_from=valid_from,
        ).save_new()


def attachments_of(owner_kind: str, owner_id: uuid.UUID | str) -> QuerySet[Attachment]:
    """The files of a record, oldest first, with their stored file and who added them."""
    return (
        Attachment.objects.filter(owner_kind=owner_kind, owner_id=str(owner_id))
        .select_related("file", "added_by")
        .order_by("id")
    )


def letters_of(owner_kind: str, owner_id: uuid.UUID | str) -> QuerySet[Letter]:
    """The letters of a record, newest first."""
    return Letter.objects.filter(owner_kind=owner_kind, owner_id=str(owner_id)).order_by("-id")


def issue_letter(
    *,
    kind: str,
    template: str,
    data: Mapping[str, Any],
    languages: Sequence[str] = ("lo", "en"),
    owner_kind: str,
    owner_id: uuid.UUID | str,
    district_id: str | None,
    number: str,
    by: HasActor,
    office: Office | None = None,
    titles: Mapping[str, str] | None = None,
    issued_on: date | None = None,
    is_confidential: bool = False,
) -> Letter:
    """Issue a letter: freeze its data now, have its PDFs made after the commit.

    template: see render.find_template; it must exist. data: what it prints, plain values, texts
    by language code. titles: the letter's name by language ({"lo": …}), also shown on /verify/.
    office: whose letterhead; its lines are frozen with the data. Take the number last in the act.
    """
    render.find_template(template)
    issued_on = issued_on or today()
    frozen = json.loads(
        json.dumps({**data, "head": head_of(office, issued_on)}, cls=DjangoJSONEncoder)
    )
    with act("letter.issued", by=by, kind=kind, number=number) as a:
        letter = Letter(
            kind=kind,
            titles=dict(titles or {}),
            template=template,
            data=frozen,
            digest=digest_of(frozen, number),
            languages=list(languages),
            number=number,
            office=office,
            owner_kind=owner_kind,
            owner_id=str(owner_id),
            district_id=district_id or None,
            issued_on=issued_on,
            issued_by=by if isinstance(by, User) else None,
            is_confidential=is_confidential,
            code="".join(secrets.choice(CODE_LETTERS) for _n in range(16)),
        ).save_new()
        a.on(letter)
        a.later("documents.render_letter", letter_id=letter.pk)
    return letter


def digest_of(data: Mapping[str, Any], number: str) -> str:
    """The hash printed in a letter's foot: of its number and frozen data, whatever the renderer."""
    whole = json.dumps([number, data], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def render_letter(letter_id: uuid.UUID | str) -> Letter:
    """Make the PDFs a letter still lacks; ready when it has all. Safe to repeat."""
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    made = letter.files()
    try:
        pdfs = {
            code: render.letter_pdf(letter, code) for code in letter.languages if code not in made
        }
    except render.CannotRender as error:
        with act("letter.not_rendered", by=SYSTEM, on=letter):
            letter.state, letter.error = LetterState.FAILED, str(error)[:2000]
            letter.save(update_fields=["state", "error"])
        return letter
    copies = _word_copies(letter)
    with act("letter.rendered", by=SYSTEM, on=letter):
        for kind, suffix, made_now in ((LETTER, "pdf", pdfs), (LETTER_COPY, "docx", copies)):
            for code, content in made_now.items():
                add_file(
                    content,
                    name=f"{letter.number}-{code}.{suffix}",
                    by=SYSTEM,
                    owner_kind=kind,
                    owner_id=letter.pk,
                    district_id=letter.district_id,
                    language=code,
                    is_confidential=letter.is_confidential,
                )
        letter.state, letter.error = LetterState.READY, ""
        letter.save(update_fields=["state", "error"])
    return letter


def _word_copies(letter: Letter) -> dict[str, bytes]:
    """Language → the Word copy the letter still lacks. A template that makes a PDF and no copy keeps
    nobody from the letter: the copy is left out and the log says why."""
    made = letter.copies()
    found = {}
    for code in letter.languages:
        if code not in made:
            try:
                found[code] = word.letter_docx(letter, code)
            except render.CannotRender:
                log.warning("no Word copy of letter %s in %s", letter.pk, code, exc_info=True)
    return found


def render_again(letter: Letter, *, by: HasActor) -> None:
    """Have a letter that could not be prepared tried once more."""
    with act("letter.tried_again", by=by, on=letter) as a:
        Letter.objects.filter(pk=letter.pk, state=LetterState.FAILED).update(
            state=LetterState.PREPARING, error=""
        )
        a.later("documents.render_letter", letter_id=letter.pk)


def void_letter(letter: Letter, *, reason: str, by: HasActor) -> Letter:
    """Void a letter: it stays with its number, /verify/ says that it no longer holds."""
    with act("letter.voided", by=by, on=letter):
        letter = Letter.objects.select_for_update().get(pk=letter.pk)
        refuse_if(rules.problems_with_voiding(letter, reason))
        letter.voided_on, letter.void_reason = today(), reason.strip()[:300]
        letter.save(update_fields=["voided_on", "void_reason"])
    return letter


def serve_letter(
    letter: Letter,
    *,
    method: str,
    served_on: date,
    recipient: str,
    by: HasActor,
    proof: Attachment | None = None,
    note: str = "",
    outcome: str = ServiceOutcome.REACHED,
) -> Service:
    """Record an attempt to serve a letter (ServiceMethod) and what became of it (ServiceOutcome: it
    reached somebody unless said otherwise), with its proof or why there is none."""
    name = "letter.served" if outcome == ServiceOutcome.REACHED else "letter.service_tried"
    with act(name, by=by, on=letter, method=method, outcome=outcome) as a:
        letter = Letter.objects.select_for_update().get(pk=letter.pk)
        a.note(
            warnings=[
                p.as_dict()
                for p in refuse_if(
                    rules.problems_with_serving(
                        letter,
                        served_on=served_on,
                        recipient=recipient,
                        proof=proof,
                        note=note,
                        outcome=outcome,
                    )
                )
            ]
        )
        return Service(
            letter=letter,
            method=method,
            outcome=outcome,
            served_on=served_on,
            recipient=recipient.strip()[:160],
            proof=proof,
            note=note.strip()[:300],
            served_by=by if isinstance(by, User) else None,
        ).save_new()
