"""Pictures without what cameras write into them: where, when and by which device they were taken."""

from __future__ import annotations

import struct

from solar_cms.documents.sniff import JPEG, PNG, SIGNATURES

EXIF = b"Exif\x00\x00"
ORIENTATION = 0x0112
# APP1 (EXIF, XMP), APP13 (IPTC) and comments say things about people; colour profiles (APP2) stay.
TELLING = {0xE1, 0xED, 0xFE}
PNG_TELLING = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def bare_picture(content: bytes) -> bytes:
    """A JPEG or PNG without its metadata but for which way is up; anything else as it is."""
    try:
        if content.startswith(SIGNATURES[JPEG]):
            return _bare_jpeg(content)
        if content.startswith(SIGNATURES[PNG]):
            return _bare_png(content)
    except (struct.error, IndexError):
        pass  # broken: whoever stores it says so
    return content


def _bare_jpeg(content: bytes) -> bytes:
    parts, turned, at = [], 1, 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        marker = content[at + 1]
        size = struct.unpack(">H", content[at + 2 : at + 4])[0]
        segment = content[at : at + 2 + size]
        if marker == 0xE1 and segment[4:10] == EXIF:
            turned = _orientation(segment[10:])
        if marker not in TELLING:
            parts.append(segment)
        at += 2 + size
    head = [_exif_of(turned)] if turned != 1 else []
    return b"".join([content[:2], *head, *parts, content[at:]])


def _orientation(tiff: bytes) -> int:
    """1 to 8 as EXIF counts; 1 where nothing is said."""
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        start = struct.unpack(f"{order}I", tiff[4:8])[0]
        count = struct.unpack(f"{order}H", tiff[start : start + 2])[0]
        for n in range(count):
            entry = tiff[start + 2 + 12 * n : start + 14 + 12 * n]
            tag, _kind, _count, value = struct.unpack(f"{order}HHIH", entry[:10])
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _exif_of(turned: int) -> bytes:
    """An EXIF segment that says nothing but which way is up."""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(EXIF) + len(tiff)) + EXIF + tiff


def _bare_png(content: bytes) -> bytes:
    parts, at = [content[:8]], 8
    while at + 8 <= len(content):
        size = struct.unpack(">I", content[at : at + 4])[0]
        if content[at + 4 : at + 8] not in PNG_TELLING:
            parts.append(content[at : at + 12 + size])
        at += 12 + size
    return b"".join([*parts, content[at:]])
