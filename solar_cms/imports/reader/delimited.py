"""Text files with separated columns: any usual encoding and separator, streamed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from .texts import Refused, text_of
from .xlsx import MOST_COLUMNS, Row

PIECE = 1024 * 1024
SAMPLE = 64 * 1024
THAI_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
# A vowel or tone mark that hangs on nothing, or a digit inside a word: this was never Thai.
NOT_THAI = re.compile(
    f"(?:^|[^\u0e01-\u0e2e{THAI_MARK}])[{THAI_MARK}]|[\u0e01-\u0e2e][\u0e50-\u0e59]"
)
THAI = re.compile("[\u0e01-\u0e5b]")


def encoding_of(path: str) -> tuple[str, str]:
    """(codec, name for people) of a text file; raises Refused("cut") when it ends inside a letter."""
    with open(path, "rb") as file:
        head = file.read(SAMPLE)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "UTF-16"
    if head.count(b"\x00") > len(head) // 4:
        little = head[1::2].count(0) >= head[0::2].count(0)
        return ("utf-16-le" if little else "utf-16-be"), "UTF-16"
    if _is_utf8(path):
        return "utf-8-sig", "UTF-8"
    thai = head.decode("cp874", errors="replace")
    letters = len(THAI.findall(thai))
    high = sum(byte > 127 for byte in head)
    if letters > 0.9 * high and len(NOT_THAI.findall(thai)) < 0.03 * letters:
        return "cp874", "TIS-620"
    return "cp1252", "Windows-1252"


def _is_utf8(path: str) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb") as file:
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
        except UnicodeDecodeError:
            return False
    rest = decoder.getstate()[0]
    if rest:
        raise Refused("cut")
    return True


def delimiter_of(text: str) -> str:
    """The separator that parts the first lines most evenly."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    best, score = ",", 0.0
    for sign in (",", ";", "\t", "|"):
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(counts), key=counts.count) if counts else 0
        if usual and (even := counts.count(usual) / len(counts) * usual) > score:
            best, score = sign, even
    return best


class Text:
    """A CSV file: how it was read, and its rows."""

    def __init__(self, path: str, most: int) -> None:
        self.path, self.most = path, most
        self.codec, self.encoding = encoding_of(path)
        with self._open() as file:
            head = file.read(SAMPLE)
        # A hint that Excel writes and reads.
        self.hint = head.startswith("sep=")
        self.delimiter = delimiter_of(head.partition("\n")[2] if self.hint else head)
        self.cut = False

    def _open(self) -> io.TextIOWrapper:
        return open(self.path, encoding=self.codec, errors="replace", newline="")

    def rows(self) -> Iterator[Row]:
        """Rows that hold anything. `cut` is set when the last one ends in the middle."""
        csv.field_size_limit(1_000_000)
        widths: Counter[int] = Counter()
        width = 0
        with self._open() as file:
            try:
                for number, row in enumerate(csv.reader(file, delimiter=self.delimiter), start=1):
                    if number > self.most + 50:
                        raise Refused("rows", str(self.most))
                    if number == 1 and self.hint:
                        continue
                    width = len(row)
                    if width > MOST_COLUMNS:
                        raise Refused("columns", str(width))
                    if number <= 50:
                        widths[width] += 1
                    texts = [text_of(cell) for cell in row]
                    if any(texts):
                        yield number, texts, {
                            at for at, one in enumerate(texts) if len(one) > 1 and one[0] == "="
                        }  # fmt: skip
            except csv.Error as error:
                raise Refused("damaged", str(error)) from error
        usual = widths.most_common(1)[0][0] if widths else 0
        self.cut = width < usual and not self._ends_a_line()

    def lines(self) -> int:
        with open(self.path, "rb") as file:
            return sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE), b""))

    def _ends_a_line(self) -> bool:
        with open(self.path, "rb") as file:
            file.seek(-2, io.SEEK_END)
            return b"\n" in file.read()
