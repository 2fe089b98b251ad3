"""The dry run of a roster: what each row will become, and what must be mended or decided first."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.folding import Folder
from solar_cms.base.hooks import CheckedRow, SheetRow
from solar_cms.base.ids import new_id
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.places.models import District, Village
from solar_cms.registry.lookalikes import masked, may_see
from solar_cms.registry.roster.matching import Match, find_matches
from solar_cms.registry.roster.reading import Read, read_row
from solar_cms.registry.roster.villages import Villages

Values = dict[str, Any]


def check_rows(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """See base.hooks.Importer.check. context: group, since, district."""
    district = context["district"]
    folder: Folder = seen.setdefault("_folder", Folder())
    villages: Villages | None = seen.get("_villages")
    if villages is None:
        villages = seen["_villages"] = Villages(district, folder)
    names = seen.setdefault("_places", _Places(district))
    day = today()
    reads: list[Read] = []
    for row in rows:
        read = read_row(dict(row.cells), day)
        villages.read(row.cells.get("village", ""), read, district)
        reads.append(read)
    sound = [
        (row.number, read.values)
        for row, read in zip(rows, reads, strict=True)
        if not _has_error(read)
    ]
    matches = find_matches(sound, folder, group=context["group"], since=context["since"])
    results = []
    for row, read in zip(rows, reads, strict=True):
        result = CheckedRow(
            row.number, cleaned=read.values, problems=read.problems, suggestions=read.suggestions
        )
        if _has_error(read):
            result.outcome = "mend"
        else:
            _settle(result, row, matches.get(row.number, []), by, names)
            _look_for_twin(result, row, folder, seen)
        results.append(result)
    return results


def _has_error(read: Read) -> bool:
    return any(problem.severity == "error" for problem in read.problems)


class _Places:
    """Names of the places that candidates live in, fetched once."""

    def __init__(self, district: str) -> None:
        self._names: dict[str, dict[str, str]] = {}

    def names(self, code: str) -> dict[str, str]:
        if code not in self._names:
            model = District if len(code) <= 4 else Village
            place = model.objects.filter(code=code).first()
            self._names[code] = (
                {"lo": place.name_local, "en": place.name_latin} if place else {"en": code}
            )
        return self._names[code]


def _keys(values: Values, folder: Folder) -> list[str]:
    """What makes two rows of a file the same person."""
    keys = [f"card:{values['card']}"] if values["card"] else []
    local = folder.fold(f"{values['given_name']} {values['family_name']}")
    latin = folder.fold(f"{values['given_name_latin']} {values['family_name_latin']}")
    for name in filter(None, (local, latin)):
        if values["birth_year"] or values["village"]:
            keys.append(f"name:{name}|{values['birth_year'] or ''}|{values['village']}")
        if values["phone"]:
            keys.append(f"phone:{name}|{values['phone']}")
    return keys


def _look_for_twin(result: CheckedRow, row: SheetRow, folder: Folder, seen: dict[str, Any]) -> None:
    """The same person further up in the file."""
    result.keys = _keys(result.cleaned, folder)
    twin = next((seen[key] for key in result.keys if seen.get(key, row.number) != row.number), None)
    certain = any(
        key.startswith("card:") and seen.get(key, row.number) != row.number for key in result.keys
    )
    if twin is not None and (certain or row.decision != "new"):
        result.outcome = "mend"
        result.problems.append(
            Problem(
                "row.twice",
                format_lazy(
                    _(
                        "The same person stands in row {row}. Leave this row out, or mend what differs."
                    ),
                    row=twin,
                ),
                "card" if certain else _name_column(row),
            )
        )
        return
    for key in result.keys:
        seen.setdefault(key, row.number)


def _name_column(row: SheetRow) -> str:
    columns = ("full_name", "given_name", "full_name_latin", "given_name_latin")
    return next((column for column in columns if row.cells.get(column)), "full_name")


def _settle(
    result: CheckedRow, row: SheetRow, matches: list[Match], by: Any, places: _Places
) -> None:
    """Create, link, already here, or ask who it is."""
    values = result.cleaned
    alike = [m for m in matches if m.same_name or "card" in m.how]
    chosen = next((m for m in alike if row.decision == f"link:{m.id}"), None)
    if chosen is not None and may_see(by, chosen.district):
        return _link(result, chosen)
    taken = [m for m in alike if "card" in m.how]
    if row.decision == "new" and not taken:
        return _create(result)
    certain = [m for m in alike if _is_certain(values, m) and may_see(by, m.district)]
    if len(certain) == 1 and not [m for m in taken if m is not certain[0]]:
        return _link(result, certain[0])
    if not alike:
        return _create(result)
    result.outcome = "same"
    result.candidates = [_candidate(values, m, by, places) for m in alike[:5]]
    return None


def _create(result: CheckedRow) -> None:
    result.effect = "create"
    result.cleaned["person"] = str(new_id())


def _link(result: CheckedRow, match: Match) -> None:
    result.effect = "link"
    result.outcome = "here" if match.membership else "ready"
    result.cleaned["person"] = match.id


def _compared(values: Values, match: Match) -> tuple[list[str], list[str]]:
    """(what is alike, what differs) of what both sides know."""
    alike: list[str] = []
    differs: list[str] = []
    pairs = [
        ("card", values["card"], match.card),
        ("birth_year", values["birth_year"], match.birth_year),
        ("sex", values["sex"], match.sex),
        ("village", values["village"], match.village),
        ("phone", values["phone"], match.phone),
    ]
    (alike if match.same_name else differs).append("name")
    for name, ours, theirs in pairs:
        if ours and theirs:
            (alike if ours == theirs else differs).append(name)
    return alike, differs


def _is_certain(values: Values, match: Match) -> bool:
    """Alike enough to link without asking: the name and a second sign, and nothing against it."""
    alike, differs = _compared(values, match)
    if "name" not in alike or {"card", "birth_year", "sex"} & set(differs):
        return False
    if "card" in alike:
        return True
    if "phone" in differs:
        return False
    if "phone" in alike:
        return True
    full = bool(values["family_name"] or values["family_name_latin"])
    return full and {"birth_year", "village"} <= set(alike)


def _candidate(values: Values, match: Match, by: Any, places: _Places) -> dict[str, Any]:
    alike, differs = _compared(values, match)
    if may_see(by, match.district):
        return {
            "id": match.id,
            "names": {"lo": match.local, "en": match.latin},
            "birth_year": match.birth_year,
            "place": places.names(match.village or match.district),
            "alike": alike,
            "differs": differs,
            "only_link": "card" in match.how,
        }
    return {
        "id": "",
        "names": {
            "lo": masked(match.local or match.latin),
            "en": masked(match.latin or match.local),
        },
        "birth_year": None,
        "place": places.names(match.district),
        "district": match.district,
        "alike": alike,
        "differs": [],
        "only_link": "card" in match.how,
    }
