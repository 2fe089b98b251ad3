"""The texts that are shipped, and how a text becomes paragraphs and lists."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

DATA = Path(__file__).resolve().parent / "data"
ITEM = re.compile(r"^\s*[-•]\s+")


@dataclass(frozen=True)
class Step:
    """One stop of a tour: title and text by language, and the name of the page it shows."""

    title: dict[str, str]
    text: dict[str, str]
    page: str


@cache
def shipped_pages() -> dict[str, dict[str, Any]]:
    """Page → {"title": {…}, "text": {…}}, each by language."""
    found = tomllib.loads((DATA / "pages.toml").read_text(encoding="utf-8"))
    return {
        page: {
            part: {language: text.strip() for language, text in values[part].items()}
            for part in ("title", "text")
        }
        for page, values in found.items()
    }


@cache
def tours() -> dict[str, list[Step]]:
    """Kind of role → the steps of its tour."""
    found = tomllib.loads((DATA / "tours.toml").read_text(encoding="utf-8"))
    return {kind: [Step(**step) for step in steps] for kind, steps in found.items()}


def paragraphs(text: str) -> SafeString:
    """Plain text as paragraphs, divided by empty lines, and lists, of lines that begin with "- ".
    Everything is escaped; nothing else means anything."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines: list[str] = []
        items: list[str] = []
        for line in block.split("\n"):
            if ITEM.match(line):
                items.append(ITEM.sub("", line).strip())
            elif items:
                items[-1] += f" {line.strip()}"
            elif line.strip():
                lines.append(line.strip())
        if lines:
            blocks.append(format_html("<p>{}</p>", " ".join(lines)))
        if items:
            rows = format_html_join("", "<li>{}</li>", ((item,) for item in items))
            blocks.append(format_html("<ul>{}</ul>", rows))
    return mark_safe("\n".join(blocks))
