"""PDFs behind a printed case file: its letters and the papers handed in, page by page.

What cannot be read, or would be too much, stays in the system: the index names no page of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from solar_cms.accounts.models import User
from solar_cms.base.said import say_day
from solar_cms.documents import store
from solar_cms.documents.hooks import may_open
from solar_cms.documents.models import LETTER, Attachment, Letter
from solar_cms.documents.sniff import PDF

PAGES = 200  # of all papers together
BYTES = 40 * 1024 * 1024
Paper = tuple[dict[str, Any], bytes]  # {"file", "index", "what", "on", "pages"}, its content
# What pypdf raises of files that are no PDF inside, besides its own errors.
UNREADABLE = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
)


@dataclass(frozen=True)
class Document:
    """A line of the index. photo, paper: the attachment, where it is a picture or a PDF."""

    on: date
    what: str
    number: str
    digest: str
    photo: Attachment | None = None
    paper: Attachment | None = None


def letter_files(letters: Iterable[Letter], user: User, language: str) -> dict[str, Attachment]:
    """Letter's id → its PDF in this language, else in another, that the asker may open. One query."""
    ids = [str(letter.pk) for letter in letters]
    made = Attachment.objects.filter(owner_kind=LETTER, owner_id__in=ids).select_related("file")
    found: dict[str, Attachment] = {}
    for one in made.order_by("language"):
        if one.owner_id not in found or one.language == language:
            found[one.owner_id] = one
    return {pk: one for pk, one in found.items() if may_open(user, one)}


def papers_of(documents: Iterable[Document]) -> list[Paper]:
    """The PDFs of these lines, as many as there is room for; `index` is the number of the line."""
    return list(_room(documents))


def _room(documents: Iterable[Document]) -> Iterator[Paper]:
    pages = size = 0
    for number, one in enumerate(documents, 1):
        if one.paper is None or size + one.paper.file.size > BYTES:
            continue
        content = store.read(one.paper.file)
        count = pages_in(content)
        if not count or pages + count > PAGES:
            continue
        pages, size = pages + count, size + len(content)
        yield {
            "file": f"paper{number}.pdf", "index": number, "what": one.what, "on": say_day(one.on),
            "pages": count,
        }, content  # fmt: skip


def is_pdf(attachment: Attachment) -> bool:
    return bool(attachment.file.media_type == PDF)


def pages_in(content: bytes) -> int:
    """How many pages a PDF has; 0 where nobody can read it, or not without a password."""
    try:
        reader = PdfReader(BytesIO(content))
        return 0 if reader.is_encrypted else len(reader.pages)
    except UNREADABLE:
        return 0
