"""What a file really is, whatever its name says; never more than a few bytes of it in memory."""

from __future__ import annotations

import mmap
import zipfile

from .texts import Refused

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
MOST_PARTS = 5000
# Lists shrink ten to thirty times; what shrinks more than this was made to.
MOST_SHRUNK, SMALL = 300, 16 * 1024 * 1024


def kind_of(path: str, unzipped: int) -> str:
    """csv | xlsx | xls | xlsb | ods; raises Refused."""
    with open(path, "rb") as file:
        head = file.read(4096)
        if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf") and len(head) < 4096:
            raise Refused("empty")
        if head.startswith(b"PK"):
            return _zip_kind(path, unzipped)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if data.find(ENCRYPTED) >= 0:
                    raise Refused("encrypted")
                if any(data.find(mark) >= 0 for mark in WORKBOOK):
                    return "xls"
            raise Refused("type", "Word, mail or another old Office file")
    start = head[:2048].lstrip().lower()
    if start.startswith(b"%pdf"):
        raise Refused("type", "PDF")
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise Refused("type", "HTML or XML")
    if start.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8")):
        raise Refused("type", "image")
    return "csv"


def _zip_kind(path: str, unzipped: int) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Refused("cut") from error
    if sum(info.file_size for info in infos) > unzipped or len(infos) > MOST_PARTS:
        raise Refused("bomb")
    if any(i.file_size > SMALL and i.file_size > i.compress_size * MOST_SHRUNK for i in infos):
        raise Refused("bomb")
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("encrypted")
    names = {info.filename for info in infos}
    for part, kind in (
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("content.xml", "ods"),
    ):
        if part in names:
            return kind
    raise Refused("type", "ZIP")
