"""Headings of XLSForm sheets: what each means here, and in which language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale

from solar_cms.questionnaires.xlsform.opening import Sheet

# Other spellings of the same heading.
SAME = {
    "relevance": "relevant", "bind::relevant": "relevant", "bind::required": "required",
    "bind::constraint": "constraint", "bind::calculate": "calculation", "calculate": "calculation",
    "bind::jr:constraintmsg": "constraint_message", "constraining_message": "constraint_message",
    "bind::jr:requiredmsg": "required_message", "requiredmsg": "required_message",
    "bind::readonly": "read_only", "readonly": "read_only", "caption": "label", "command": "type",
    "count": "repeat_count", "jr:count": "repeat_count", "list name": "list_name",
    "control::appearance": "appearance", "body::appearance": "appearance",
}  # fmt: skip
IN_SURVEY = {"tag": "name", "value": "name"}
IN_CHOICES = {"value": "name"}
# Headings in several languages.
SAID = frozenset({"label", "hint", "constraint_message", "solar_title"})
UNDERSTOOD = frozenset(
    {
        "type", "name", "relevant", "required", "constraint", "calculation", "default",
        "appearance", "parameters", "disabled", "list_name", *SAID,
    }
)  # fmt: skip
# Ours, which other programs pass over: column → property of the question.
OWN = {
    "solar_kind": "kind", "solar_article": "article", "solar_severity": "severity",
    "solar_violation": "violation", "solar_tags": "tags", "solar_sensitivity": "sensitivity",
    "solar_scored": "scored", "solar_correct": "correct", "solar_keep_place": "keep_place",
}  # fmt: skip
# What changes which answers are asked for or allowed: a form is not read without it.
REFUSED = frozenset({"choice_filter", "repeat_count", "trigger", "save_to", "read_only"})


@dataclass
class Columns:
    """The columns of a sheet. plain: meaning → heading as written; said: meaning → {language:
    heading}; left: headings that are passed over; refused: headings that must be empty; unknown_language: headings
    whose language is not known."""

    plain: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown_language: list[str] = field(default_factory=list)

    def languages(self) -> list[str]:
        """In the order of the labels, then of the other words."""
        found: dict[str, None] = {}
        for name in ("label", "hint", "constraint_message"):
            found |= dict.fromkeys(self.said.get(name, {}))
        return list(found)


def columns_of(sheet: Sheet, default_language: str) -> Columns:
    found = Columns()
    aliases = SAME | (IN_CHOICES if sheet.name == "choices" else IN_SURVEY)
    for heading in sheet.headings:
        parts = [part.strip() for part in re.split("::?" if "::" not in heading else "::", heading)]
        name = re.sub(r"\s+", "_", parts[0].lower())
        whole = "::".join(part.lower() for part in parts[:2])
        if whole in aliases:
            name, parts = aliases[whole], [parts[0], *parts[2:]]
        name = aliases.get(name, name)
        language = default_language if len(parts) < 2 else language_of(parts[1])
        if name in SAID and len(parts) <= 2:
            if not language:
                found.unknown_language.append(heading)
            else:
                found.said.setdefault(name, {}).setdefault(language, heading)
        elif len(parts) == 1 and (name in UNDERSTOOD or name in OWN):
            found.plain.setdefault(name, heading)
        elif name in REFUSED or name == "bind":
            found.refused.append(heading)
        else:
            found.left.append(heading)
    return found


@lru_cache(maxsize=200)
def language_of(words: str) -> str:
    """ "Lao (lo)", "lo", "Lao", "ລາວ" → "lo"; "" where it cannot be told."""
    if found := re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", words):
        return found[1].lower()
    name = words.strip().casefold()
    if re.fullmatch("[a-z]{2}", name):
        return name
    for code, said in Locale("en").languages.items():
        if said.casefold() == name:
            return str(code).lower()
    for code in ("lo", "th", "vi", "km", "fr", "es", "pt", "ar", "ru", "id", "my", "sw"):
        if (Locale(code).display_name or "").casefold() == name:
            return code
    return ""


def heading_in(name: str, language: str) -> str:
    """ "label::Lao (lo)"."""
    try:
        said = Locale.parse(language.replace("-", "_")).get_display_name("en")
    except (ValueError, LookupError):
        said = language
    return f"{name}::{said} ({language})"
