"""Small files of every kind, good and bad."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from docx import Document
from xlsxwriter import Workbook


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0" * min(width, 4) for _n in range(min(height, 4))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 640, height: int = 480) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8" + app + frame + b"\xff\xd9"


def webp(width: int = 640, height: int = 480, exif: bytes = b"") -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + (b"\x0c" if exif else b"\0") + b"\0\0\0" + size
    if exif:
        body += b"EXIF" + struct.pack("<I", len(exif)) + exif
    body += b"VP8 " + struct.pack("<I", 2) + b"xx"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(orientation: int = 6) -> bytes:
    """What a phone writes into a photo: turned, taken 1 March 2026 at 10:11:12 near Paksong."""
    degrees = struct.pack("<6I", 15, 1, 10, 1, 48, 1), struct.pack("<6I", 106, 1, 14, 1, 24, 1)
    parts = [
        struct.pack("<2sHI", b"II", 42, 8),
        struct.pack("<H", 3),
        struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0),
        struct.pack("<HHII", 0x8769, 4, 1, 50),
        struct.pack("<HHII", 0x8825, 4, 1, 88),
        struct.pack("<I", 0),
        struct.pack("<H", 1),  # at 50: the camera's own directory
        struct.pack("<HHII", 0x9003, 2, 20, 68),
        struct.pack("<I", 0),
        b"2026:03:01 10:11:12\0",  # at 68
        struct.pack("<H", 4),  # at 88: the place
        struct.pack("<HHI4s", 1, 2, 2, b"N\0\0\0"),
        struct.pack("<HHII", 2, 5, 3, 142),
        struct.pack("<HHI4s", 3, 2, 2, b"E\0\0\0"),
        struct.pack("<HHII", 4, 5, 3, 166),
        struct.pack("<I", 0),
        *degrees,  # at 142 and 166
    ]
    return b"".join(parts)


def photo(orientation: int = 6) -> bytes:
    """A JPEG as a phone makes it: EXIF, a comment, the scan, and a film behind the end."""

    def segment(marker: int, data: bytes) -> bytes:
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data

    return (
        jpeg()[:-2]
        + segment(0xE1, b"Exif\0\0" + tiff(orientation))
        + segment(0xFE, b"of Ms Kham")
        + segment(0xDA, b"\x01\x01\0\0\x3f\0")
        + b"scan\xff\0\xff\xd0more"
        + b"\xff\xd9"
        + b"a film of the witness"
    )


def xlsx() -> bytes:
    out = io.BytesIO()
    with Workbook(out) as book:
        book.add_worksheet().write(0, 0, "ຊື່")
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def with_macros() -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("xl/vbaProject.bin", "macro")
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/media/zeros", b"\0" * (301 * 1024 * 1024))
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
