"""Texts kept by language code, {"lo": …, "en": …}: packs, offices, forms, indicators."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language


def text_in(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in the language asked for (default: the reader's), else English, else any."""
    if not texts:
        return ""
    for code in (language or get_language() or settings.LANGUAGE_CODE, "en"):
        if texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), "")


def content_languages() -> list[str]:
    """Codes of the languages that the pack's texts and papers are in; English is always among them."""
    return list(dict.fromkeys([*settings.PACK["languages"]["content"], "en"]))


def local_language() -> str:
    """The language that names are local in: the first of the pack's texts."""
    return content_languages()[0]
