"""What is missing or wrong in the catalogues of the interface, found with Babel, no gettext needed.

Strings are read out of our Python and templates and held against every .po file of ours.
(dev.py compiles the catalogues at set-up: embedded/catalogues.py.)
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
# The folders of ours that hold source, templates or catalogues.
SOURCES = ("solar_cms", "cases", "enrollment", "trainings", "reporting", "templates")
SKIPPED = {"tests", "migrations", "__pycache__", "locale", "node_modules"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip

_PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*[.\d]*[a-zA-Z]|%[sd]|\{(\w*)\}")
_THAI = re.compile("[\u0e00-\u0e7f]")
_TONES = "\u0ec8\u0ec9\u0eca\u0ecb"
_BROKEN_AM = re.compile(f"\u0ecd[{_TONES}]?\u0eb2|\u0eb2\u0ecd")
_SPLIT_H = re.compile("ຫ[ນມລ]")


@dataclass(frozen=True, slots=True)
class Text:
    """A string of ours as it stands in the source."""

    where: str  # file:line
    id: str
    plural: str = ""
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A string and what is wrong with its translation."""

    where: str
    id: str
    reason: str
    context: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}: {self.id!r}"


def catalogue_files(root: Path = ROOT, language: str = "*") -> Iterator[Path]:
    """Every .po file of ours, the project-wide one first."""
    yield from sorted(root.glob(f"locale/{language}/LC_MESSAGES/*.po"))
    for top in SOURCES:
        yield from sorted((root / top).rglob(f"locale/{language}/LC_MESSAGES/*.po"))


def texts(root: Path = ROOT) -> Iterator[Text]:
    """Every translatable string in our Python and templates, tests and migrations aside."""
    for top in SOURCES:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not SKIPPED & set(path.parts):
                yield from _texts_of(path, root)


def glossary(root: Path = ROOT) -> dict[str, list[str]]:
    """English word → its Lao words, as docs/glossary.md has them; without its exceptions."""
    path = root / "docs" / "glossary.md"
    if not path.exists():
        return {}
    words, _heading, exceptions = path.read_text(encoding="utf-8").partition("## Exceptions")
    left_out = {_plain(cells[0]) for cells in _table_rows(exceptions)}
    found: dict[str, list[str]] = {}
    for english, lao, *_rest in _table_rows(words):
        if (word := _plain(english)) not in left_out:
            found.setdefault(word, []).append(lao)
    return found


def _table_rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| English |"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def _plain(text: str) -> str:
    """A term as it is compared: no bracket, no capital, no stop, not in the plural."""
    return re.sub(r"\s*\(.*?\)", "", text).strip(" .:").casefold().removesuffix("s")


def _unlike_glossary(identity: str, said: str, words: dict[str, list[str]]) -> bool:
    """Whether a term of the glossary was translated by another word (a shorter form may stand)."""
    terms = words.get(_plain(identity), [])
    return bool(terms) and not any(term in said or said in term for term in terms)


def faults(root: Path = ROOT, language: str = "lo") -> list[Fault]:
    """What is missing or wrong in the catalogues of `language`."""
    terms = glossary(root) if language == "lo" else {}
    messages: dict[tuple[str | None, str], tuple[Message, Path]] = {}
    found: list[Fault] = []
    for path in catalogue_files(root, language):
        for message in _read(path):
            if message.id:
                identity = _ids(message)[0]
                messages.setdefault((message.context, identity), (message, path))
                where = f"{path.relative_to(root)}:{message.lineno}"
                found += [Fault(where, identity, reason) for reason in _wrong_with(message)]
                found += [
                    Fault(
                        where, identity, f"the glossary says {', '.join(terms[_plain(identity)])}"
                    )
                    for said in _strings(message)
                    if message.context is None and _unlike_glossary(identity, said, terms)
                ]
    for text in texts(root):
        known = messages.get((text.context, text.id))
        if known is None or not _strings(known[0]):
            found.append(Fault(text.where, text.id, "not translated", text.context))
        elif known[0].fuzzy:
            found.append(Fault(text.where, text.id, "fuzzy"))
    return found


def untranslated(root: Path = ROOT, language: str = "lo", under: str = "") -> str:
    """The missing strings as lines for a .po file; `under` a folder."""
    missing = {(f.context, f.id) for f in faults(root, language) if f.reason == "not translated"}
    out = io.StringIO()
    told: set[tuple[str | None, str]] = set()
    for text in texts(root):
        key = (text.context, text.id)
        if key not in missing or key in told or not text.where.startswith(under):
            continue
        told.add(key)
        out.write(f"#: {text.where}\n")
        if text.context:
            out.write(f"msgctxt {_quoted(text.context)}\n")
        out.write(f"msgid {_quoted(text.id)}\n")
        if text.plural:
            out.write(f'msgid_plural {_quoted(text.plural)}\nmsgstr[0] ""\n\n')
        else:
            out.write('msgstr ""\n\n')
    return out.getvalue()


def _texts_of(path: Path, root: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _templatized(source)
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    for line, message, _comments, context in found:
        parts = message if isinstance(message, tuple) else (message,)
        plural = parts[1] if len(parts) > 1 else ""
        yield Text(f"{path.relative_to(root)}:{line}", parts[0], plural or "", context)


def _templatized(source: str) -> str:
    """A template as text in which Python's tokenizer finds the gettext calls, line by line."""
    return "\n".join(line.lstrip() for line in templatize(source).split("\n"))


def _wrong_with(message: Message) -> Iterator[str]:
    wanted = _ids(message)[-1]
    for text in _strings(message):
        if _placeholders(wanted) != _placeholders(text):
            yield "placeholder lost or added"
        if _THAI.search(text):
            yield "Thai letter in Lao text"
        if _BROKEN_AM.search(text):
            yield "am written in two characters, write ຳ"
        if _SPLIT_H.search(text):
            yield "write ໜ, ໝ, ຫຼ instead of ຫນ, ຫມ, ຫລ"


def _ids(message: Message) -> list[str]:
    """Singular, and plural where there is one."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _strings(message: Message) -> list[str]:
    said = message.string
    strings = said if isinstance(said, list | tuple) else [said or ""]
    return [text for text in strings if text]


def _placeholders(text: str) -> set[str]:
    return {
        found.group(1) or found.group(2) or found.group(0) for found in _PLACEHOLDER.finditer(text)
    }


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parts[-3])
