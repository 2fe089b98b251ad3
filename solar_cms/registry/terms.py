"""Reading the coded lists of the pack: names of codes, choices for forms, which codes there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Term


def terms(list_name: str, *, parent: str | None = None) -> list[Term]:
    """The terms of a list today, in the order of the pack."""
    rows = Term.objects.filter(list=list_name).on(today()).order_by("position", "id")
    return list(rows if parent is None else rows.filter(parent=parent))


def choices(list_name: str, *, keep: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(code, words) of today's terms; `keep`: codes a record has that are no longer in use."""
    found = [(term.code, str(term)) for term in terms(list_name)]
    known = {code for code, _words in found}
    gone = [code for code in keep if code and code not in known]
    return [*found, *names(list_name, gone).items()] if gone else found


def names(list_name: str, codes: Iterable[str]) -> dict[str, str]:
    """code → words, whenever they were valid; a code that nobody knows stands for itself."""
    codes = list(codes)
    known: dict[str, str] = {}
    if codes:
        rows = Term.objects.filter(list=list_name, code__in=codes).order_by("valid_from")
        known = {term.code: str(term) for term in rows}
    return {code: known.get(code, code) for code in codes}


def problems_with_codes(list_name: str, codes: Iterable[str], field: str) -> list[Problem]:
    """Codes that the list does not have today."""
    codes = list(codes)
    known = set(
        Term.objects.filter(list=list_name, code__in=codes)
        .on(today())
        .values_list("code", flat=True)
    )
    wrong = [code for code in codes if code not in known]
    if not wrong:
        return []
    message = _("“%(codes)s” is not in the list; choose from it.") % {"codes": ", ".join(wrong)}
    return [Problem("term.unknown", message, field)]


def sector_choices(now: str = "") -> list[Any]:
    """Divisions under their section; `now`: a finer code that a record has already."""
    found = terms("isic")
    under: dict[str, list[tuple[str, str]]] = {}
    for term in found:
        if term.parent:
            under.setdefault(term.parent, []).append((term.code, f"{term.code} {term}"))
    rows: list[Any] = [("", "–")]
    if now and now not in {term.code for term in found}:
        rows.append((now, f"{now} {sector_name(now)}"))
    for term in found:
        if not term.parent:
            rows.append(
                (
                    f"{term.code} {term}",
                    [(term.code, f"{term.code} {term}"), *under.get(term.code, [])],
                )
            )
    return rows


def sector_name(code: str) -> str:
    """A sector in words: the section or division that the code belongs to; "" without a code."""
    if not code:
        return ""
    division = code if code.isalpha() else code.lstrip("ABCDEFGHIJKLMNOPQRSTU")[:2]
    return names("isic", [division])[division]


def problems_with_sector(code: str, field: str = "isic") -> list[Problem]:
    """A section letter, or two to four digits whose first two are a division (ISIC rev. 4)."""
    if not code:
        return []
    division = code if code.isalpha() else code.lstrip("ABCDEFGHIJKLMNOPQRSTU")[:2]
    return problems_with_codes("isic", [division], field)
