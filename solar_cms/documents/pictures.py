"""What a photo file carries beside the picture, and the photo without it.

Cameras and phones write when and where a photo was taken, on which device, often a second small
picture, into the file. Such a file betrays the place of a witness, so that all of it is taken out
before a photo is kept; what was asked for is kept beside it, in the database.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
KINDS = (JPEG, PNG, WEBP)

EXIF = b"Exif\0\0"
# Kept of a JPEG's own segments: JFIF, the colour profile, Adobe's colour transform.
KEPT_OF_JPEG = {0xE0: b"JFIF", 0xE2: b"ICC_PROFILE", 0xEE: b"Adobe"}
DROPPED_OF_PNG = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
DROPPED_OF_WEBP = (b"EXIF", b"XMP ")
MOST_PARTS = 50_000
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # a marker that is no part of the picture
FACTOR = Decimal("0.000001")

ORIENTATION, EXIF_IFD, GPS_IFD = 0x0112, 0x8769, 0x8825
TAKEN_AT, TAKEN_OFFSET = 0x9003, 0x9011
SIZES = {2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 10: 8}  # bytes of a value by its type in TIFF

Part = tuple[bytes, int, int]  # name, first byte, byte after the last


@dataclass(frozen=True)
class Taken:
    """When and where a photo says that it was taken; degrees, north and east positive."""

    at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def is_whole(content: bytes, kind: str) -> bool:
    """Does the photo end as its kind ends? One that was cut in the middle does not."""
    try:
        return any(name in (b"end", b"IEND") for name, _start, _end in _parts(content, kind))
    except (ValueError, struct.error, IndexError):
        return False


def without_extras(content: bytes, kind: str) -> bytes:
    """The same picture, not coded anew: no EXIF, no comments, nothing behind its end. How a JPEG
    is turned stays, else it would lie on its side."""
    parts = list(_parts(content, kind))
    if kind == JPEG:
        kept = [content[start:end] for name, start, end in parts if _kept_of_jpeg(name)]
        first = 2 if kept[1].startswith(b"\xff\xe0") else 1  # JFIF stays in front
        kept.insert(first, _turn(_orientation(_exif(content, kind))))
        return b"".join(kept)
    if kind == PNG:
        kept = [content[start:end] for name, start, end in parts if name not in DROPPED_OF_PNG]
        return content[:8] + b"".join(kept)
    kept = [
        content[start:end] for name, start, end in parts if name not in (*DROPPED_OF_WEBP, b"end")
    ]
    body = b"WEBP" + b"".join(_unmarked(part) for part in kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def taken(content: bytes, kind: str) -> Taken:
    """What the camera wrote; nothing where it wrote nothing that can be read."""
    try:
        tiff = _exif(content, kind)
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        first = _directory(tiff, struct.unpack(f"{order}I", tiff[4:8])[0], order)
        own = _directory(tiff, _number(first.get(EXIF_IFD, b""), order), order)
        gps = _directory(tiff, _number(first.get(GPS_IFD, b""), order), order)
    except (KeyError, ValueError, struct.error, IndexError):
        return Taken()
    latitude = _degrees(gps.get(2, b""), gps.get(1, b""), order, most=90)
    longitude = _degrees(gps.get(4, b""), gps.get(3, b""), order, most=180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Taken(_moment(own), latitude, longitude)


# --- the parts of a file --------------------------------------------------------------------------


def _parts(content: bytes, kind: str) -> Iterator[Part]:
    walk = {JPEG: _jpeg_parts, PNG: _png_parts, WEBP: _webp_parts}[kind]
    for number, part in enumerate(walk(content)):
        if number > MOST_PARTS:
            raise ValueError("no camera writes so many parts")
        yield part


def _jpeg_parts(content: bytes) -> Iterator[Part]:
    """Segments named by marker and what they begin with; the last is "end"."""
    at = 2
    yield b"start", 0, 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        while content[at + 1] == 0xFF:  # filled up
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            yield b"end", at, at + 2
            return
        end = at + 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker == 0xDA:  # the picture itself follows, up to the next marker of another kind
            found = AFTER_SCAN.search(content, end)
            end = found.start() if found else len(content) + 1
        if end > len(content):
            raise ValueError("cut")
        yield bytes([marker]) + content[at + 4 : at + 16], at, end
        at = end


def _png_parts(content: bytes) -> Iterator[Part]:
    at = 8
    while True:
        length, name = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + length
        if end > len(content):
            raise ValueError("cut")
        yield name, at, end
        if name == b"IEND":
            return
        at = end


def _webp_parts(content: bytes) -> Iterator[Part]:
    at, stop = 12, 8 + struct.unpack("<I", content[4:8])[0]
    if stop > len(content) + 1:  # some writers leave out the last byte of padding
        raise ValueError("cut")
    while at + 8 <= stop:
        name, length = struct.unpack("<4sI", content[at : at + 8])
        end = at + 8 + length + length % 2
        if at + 8 + length > len(content):
            raise ValueError("cut")
        yield name, at, end
        at = end
    yield b"end", stop, stop


def _kept_of_jpeg(name: bytes) -> bool:
    if name in (b"start", b"end"):
        return True
    marker = name[0]
    if 0xE0 <= marker <= 0xEF:
        return marker in KEPT_OF_JPEG and name[1:].startswith(KEPT_OF_JPEG[marker])
    return marker != 0xFE


def _unmarked(part: bytes) -> bytes:
    """A chunk of a WebP; the one of flags no longer says that EXIF and XMP follow."""
    if part[:4] == b"VP8X" and len(part) > 8:
        return part[:8] + bytes([part[8] & ~0x0C]) + part[9:]
    return part


# --- EXIF -----------------------------------------------------------------------------------------


def _exif(content: bytes, kind: str) -> bytes:
    """The TIFF directory tree in a photo, b"" without one."""
    for name, start, end in _parts(content, kind):
        if kind == JPEG and name[:1] == b"\xe1" and name[1:].startswith(EXIF):
            return content[start + 4 + len(EXIF) : end]
        if name in (b"eXIf", b"EXIF"):
            return content[start + 8 : end].removeprefix(EXIF)
    return b""


def _directory(tiff: bytes, at: int, order: str) -> dict[int, bytes]:
    """Tag → bytes of its value."""
    if not at:
        return {}
    found = {}
    (count,) = struct.unpack(f"{order}H", tiff[at : at + 2])
    for entry in range(at + 2, min(at + 2 + count * 12, len(tiff) - 11), 12):
        tag, kind, values = struct.unpack(f"{order}HHI", tiff[entry : entry + 8])
        size = SIZES.get(kind, 0) * values
        if not 0 < size <= len(tiff):
            continue
        place = (
            entry + 8 if size <= 4 else struct.unpack(f"{order}I", tiff[entry + 8 : entry + 12])[0]
        )
        found[tag] = tiff[place : place + size]
    return found


def _number(value: bytes, order: str) -> int:
    return int(struct.unpack(f"{order}I", value)[0]) if len(value) == 4 else 0


def _orientation(tiff: bytes) -> int:
    """1 upright, 2 to 8 turned or mirrored."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        found = _directory(tiff, struct.unpack(f"{order}I", tiff[4:8])[0], order)
        turned = int(struct.unpack(f"{order}H", found[ORIENTATION])[0])
    except (KeyError, struct.error):
        return 1
    return turned if 1 <= turned <= 8 else 1


def _turn(orientation: int) -> bytes:
    """A segment that says only how the picture is turned."""
    if orientation == 1:
        return b""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(EXIF) + len(tiff)) + EXIF + tiff


def _degrees(value: bytes, side: bytes, order: str, *, most: int) -> Decimal | None:
    """Degrees, minutes and seconds, each a fraction, as one number."""
    if len(value) != 24 or side[:1] not in (b"N", b"S", b"E", b"W"):
        return None
    parts = struct.unpack(f"{order}6I", value)
    if not all(parts[1::2]):
        return None
    whole = sum(
        Decimal(over) / under / 60**n
        for n, (over, under) in enumerate(zip(parts[::2], parts[1::2], strict=True))
    )
    if whole > most:
        return None
    return (-whole if side[:1] in (b"S", b"W") else whole).quantize(FACTOR)


def _moment(own: dict[int, bytes]) -> datetime | None:
    """The time of the shutter; without a zone of its own, that of the country."""
    try:
        said = own[TAKEN_AT].rstrip(b"\0 ").decode("ascii")
        zone = own.get(TAKEN_OFFSET, b"").rstrip(b"\0 ").decode("ascii")
        if zone:
            return datetime.strptime(said + zone, "%Y:%m:%d %H:%M:%S%z")
        here = timezone.get_default_timezone()
        return datetime.strptime(said, "%Y:%m:%d %H:%M:%S").replace(tzinfo=here)
    except (KeyError, ValueError, OverflowError):
        return None
