"""What a file really is, by its bytes; what may be added, and why not otherwise."""

from __future__ import annotations

import io
import re
import struct
import zipfile

import puremagic
from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.documents import pictures
from solar_cms.documents.pictures import JPEG, PNG, WEBP

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_UNPACKED = 300 * 1024 * 1024

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv"
TEXT = "text/plain"

EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
    CSV: (".csv",),
    TEXT: (".txt",),
}
SIGNATURES = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
MARKUP = re.compile(
    rb"<\s*(!doctype|html|head|body|svg|script|iframe|object|embed|\?xml|\?php|meta|link|img|style)",
    re.IGNORECASE,
)


def extension(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot >= 0 else ""


def media_type(content: bytes, name: str) -> str:
    """The media type of the bytes when it is one we take, else "". The name only tells CSV from
    plain text."""
    for kind, start in SIGNATURES.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if _is_text(content):
        return CSV if extension(name) == ".csv" else TEXT
    return ""


def _office(content: bytes) -> str:
    """A workbook or document of the macro-free kinds; anything else in a ZIP is not taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {info.filename for info in archive.infolist()}
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, struct.error, NotImplementedError, UnicodeDecodeError, ValueError):
        return ""
    macros = any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names)
    if unpacked > MAX_UNPACKED or macros or "[Content_Types].xml" not in names:
        return ""
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return XLSX if "xl/workbook.xml" in names else ""
    return DOCX if "word/document.xml" in names else ""


def _is_text(content: bytes) -> bool:
    """UTF-8 or marked UTF-16 text without control characters that holds no markup."""
    try:
        marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(ord(char) < 32 and char not in "\t\r\n\f" for char in text):
        return False
    return not (MARKUP.search(content) or MARKUP.search(text.encode()))


def pixels(content: bytes, kind: str) -> int | None:
    """Width times height of a picture, None when its head is broken."""
    try:
        if kind == PNG:
            width, height = struct.unpack(">II", content[16:24])
        elif kind == JPEG:
            width, height = _jpeg_size(content)
        else:
            width, height = _webp_size(content)
    except (struct.error, IndexError, ValueError):
        return None
    return width * height or None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            raise ValueError("no marker")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    raise ValueError("no frame")


def _webp_size(content: bytes) -> tuple[int, int]:
    chunk = content[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L":
        bits = struct.unpack("<I", content[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise ValueError("no size")


def seems(content: bytes) -> str:
    """What the bytes look like, in a word, for the message to the person."""
    if MARKUP.search(content[:4096]):
        return _("a web page or drawing with code")
    try:
        return str(puremagic.from_string(content[:8192])).lstrip(".").upper()
    except (puremagic.PureError, ValueError, OSError):
        return _("of no kind we know")


def problems_with_file(content: bytes, name: str) -> list[Problem]:
    """Why these bytes under this name may not be added; [] when they may."""
    if not content:
        return [Problem("file.empty", _("The file is empty. Choose the file again."), "file")]
    if len(content) > MAX_BYTES:
        words = _("The file has %(size)s MB; at most %(most)s MB can be added. Make it smaller.")
        sizes = {"size": round(len(content) / 1048576, 1), "most": MAX_BYTES // 1048576}
        return [Problem("file.too_large", words % sizes, "file")]
    kind = media_type(content, name)
    if not kind:
        words = _(
            "The file is %(seems)s. PDF, JPEG, PNG, WebP, Excel (.xlsx), Word (.docx), CSV and "
            "plain text can be added; save it as one of these."
        )
        return [Problem("file.kind", words % {"seems": seems(content)}, "file")]
    if extension(name) not in EXTENSIONS[kind]:
        words = _(
            "The name ends in “%(ending)s”, but the file is %(kind)s. Give it its right name."
        )
        facts = {"ending": extension(name) or name, "kind": EXTENSIONS[kind][0].strip(".").upper()}
        return [Problem("file.name", words % facts, "file")]
    return _problems_with_picture(content, kind) if kind in pictures.KINDS else []


def _problems_with_picture(content: bytes, kind: str) -> list[Problem]:
    """Read from the file's head, never decoded."""
    size = pixels(content, kind)
    if size is None:
        return [Problem("file.picture_broken", _("The picture is damaged. Take it again."), "file")]
    if size > MAX_PIXELS:
        words = _("The picture has %(size)s million pixels; at most %(most)s million can be added.")
        millions = {"size": size // 1_000_000, "most": MAX_PIXELS // 1_000_000}
        return [Problem("file.pixels", words % millions, "file")]
    if not pictures.is_whole(content, kind):
        words = _("The picture ends in the middle: it did not arrive whole. Send it again.")
        return [Problem("file.picture_cut", words, "file")]
    return []


def clean_name(name: str) -> str:
    """The name without folders and control characters, its ending kept, at most 160 letters."""
    name = re.split(r"[\\/]", name)[-1]
    # Direction marks can make "exe.pdf" of "fdp.exe"; zero-width ones hide; controls break headers.
    name = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\"]", "", name).strip(
        " ."
    )
    ending = extension(name)[:10]
    return (
        name[: 160 - len(ending)] if len(name) > 160 else name[: len(name) - len(ending)]
    ) + ending
