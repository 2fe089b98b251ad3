"""The dry run of a roster or a list of people: what each row will become, and what must be mended or
decided first."""

from __future__ import annotations

from typing import Any

from solar_cms.base.folding import Folder
from solar_cms.base.forms import say_phone
from solar_cms.base.hooks import CheckedRow, SheetRow
from solar_cms.base.ids import new_id
from solar_cms.base.models import today
from solar_cms.places.models import District, Village
from solar_cms.registry.intake.places import Places
from solar_cms.registry.intake.taking import parts_of
from solar_cms.registry.lookalikes import masked, may_see
from solar_cms.registry.roster.belonging import read_belonging
from solar_cms.registry.roster.households import Households
from solar_cms.registry.roster.matching import Match, find_matches
from solar_cms.registry.roster.reading import Read, read_row
from solar_cms.registry.states import HouseholdRole, Literacy

Values = dict[str, Any]
MOST_SHOWN = 5


def check_roster(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """See base.hooks.Importer.check. context: group, since, district. Who is certainly meant is linked
    without asking; a roster changes nothing of the people themselves."""
    run = _Run(context, by, seen)
    reads = [run.read(row, context["district"]) for row in rows]
    matches = run.matches(rows, reads, group=context["group"], since=context["since"])
    return [
        run.result(row, read, matches.get(row.number, []), asks=False)
        for row, read in zip(rows, reads, strict=True)
    ]


def check_people(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """See base.hooks.Importer.check. context: district, right. Whoever is registered already is asked
    about as soon as the file knows more of them or something else."""
    run = _Run(context, by, seen)
    reads = []
    for row in rows:
        read = Read()
        code = run.places.districts.read(
            row.cells.get("district", ""), context["district"], read, by=by, right=context["right"]
        )
        reads.append(run.read(row, code, read))
        read_belonging(dict(row.cells), read)
    run.households.read(rows, reads)
    matches = run.matches(rows, reads)
    return [
        run.result(row, read, matches.get(row.number, []), asks=True)
        for row, read in zip(rows, reads, strict=True)
    ]


def _has_error(read: Read) -> bool:
    return any(problem.severity == "error" for problem in read.problems)


class _Run:
    """One run over a file: what is fetched once and kept in `seen`."""

    def __init__(self, context: dict[str, Any], by: Any, seen: dict[str, Any]) -> None:
        self.by, self.day = by, today()
        if "folder" not in seen:
            folder = Folder()
            seen |= {
                "folder": folder, "places": Places(folder), "names": _Names(),
                "households": Households(),
            }  # fmt: skip
        self.folder: Folder = seen["folder"]
        self.places: Places = seen["places"]
        self.names: _Names = seen["names"]
        self.households: Households = seen["households"]

    def read(self, row: SheetRow, district: str, read: Read | None = None) -> Read:
        read = read_row(dict(row.cells), self.day, read)
        read.values["district"] = district
        if district:
            self.places.villages(district).read(row.cells.get("village", ""), read, district)
        else:
            read.values["village"] = ""
        return read

    def matches(
        self, rows: list[SheetRow], reads: list[Read], **group: Any
    ) -> dict[int, list[Match]]:
        sound = [
            (row.number, read.values)
            for row, read in zip(rows, reads, strict=True)
            if not _has_error(read)
        ]
        return find_matches(sound, self.folder, **group)

    def result(self, row: SheetRow, read: Read, matches: list[Match], *, asks: bool) -> CheckedRow:
        result = CheckedRow(
            row.number, cleaned=read.values, problems=read.problems, suggestions=read.suggestions
        )
        if _has_error(read):
            result.outcome = "mend"
            return result
        self._settle(result, row, matches, asks)
        result.keys = _keys(result.cleaned, self.folder)
        if "house_role" in result.cleaned and result.outcome == "ready":
            self._settle_role(result)
        if result.effect != "create":
            result.keys.append(f"who:{result.cleaned['person']}")
        return result

    def _settle_role(self, result: CheckedRow) -> None:
        """A house has one head: in the registry, and in the file."""
        values = result.cleaned
        moves = result.effect == "create" or "household" in values["take"]
        if not moves or values["house_role"] != HouseholdRole.HEAD:
            return
        if problems := self.households.problems_with_role(values):
            result.problems, result.outcome = [*result.problems, *problems], "mend"
        result.keys.append(f"head:{values['household']}")

    def _settle(self, result: CheckedRow, row: SheetRow, matches: list[Match], asks: bool) -> None:
        """Create, link, change, already here, or ask who it is."""
        values = result.cleaned
        alike = [m for m in matches if m.same_name or "card" in m.how]
        verb, key, fields = parts_of(row.decision)
        chosen = next((m for m in alike if m.id == key), None)
        if chosen is not None:
            return _link(result, chosen, self._takes(values, chosen, fields))
        taken = [m for m in alike if "card" in m.how]
        if verb == "new" and not taken:
            return _create(result)
        certain = [m for m in alike if _is_certain(values, m) and may_see(self.by, m.district)]
        if len(certain) == 1 and not [m for m in taken if m is not certain[0]]:
            if not asks:
                return _link(result, certain[0], [])
            if not offers(values, certain[0], self.names):
                _link(result, certain[0], [])
                result.outcome = "here"
                return None
        if not alike:
            return _create(result)
        result.outcome = "same"
        result.candidates = [self._candidate(values, m, asks) for m in alike[:MOST_SHOWN]]
        return None

    def _takes(self, values: Values, match: Match, fields: list[str]) -> list[str]:
        """The chosen fields that still differ."""
        there = offers(values, match, self.names)
        return [field for field in fields if field in there]

    def _candidate(self, values: Values, match: Match, asks: bool) -> dict[str, Any]:
        alike, differs = _compared(values, match)
        card = "card" in match.how
        if may_see(self.by, match.district):
            return {
                "id": match.id,
                "names": {"lo": match.local, "en": match.latin},
                "birth_year": match.birth_year,
                "place": self.names.of(match.village or match.district),
                "alike": alike,
                "differs": differs,
                "only_link": card,
                "offers": offers(values, match, self.names) if asks else {},
            }
        return {
            "id": "",
            "hidden": match.id,
            "names": {
                "lo": masked(match.local or match.latin),
                "en": masked(match.latin or match.local),
            },
            "birth_year": match.birth_year,
            "place": self.names.of(match.district),
            "district": match.district,
            "alike": alike,
            "differs": [],
            "only_link": card,
        }


class _Names:
    """Names of the places that candidates live in, fetched once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}

    def of(self, code: str) -> dict[str, str]:
        if code not in self._known:
            model: Any = District if len(code) <= 4 else Village
            place = model.objects.filter(code=code).first()
            self._known[code] = (
                {"lo": place.name_local, "en": place.name_latin} if place else {"en": code}
            )
        return self._known[code]

    def said(self, code: str | None) -> str:
        return self.of(code).get("lo") or code if code else ""


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


def _create(result: CheckedRow) -> None:
    result.effect = "create"
    result.cleaned["person"] = str(new_id())


def _link(result: CheckedRow, match: Match, takes: list[str]) -> None:
    result.effect = "update" if takes else "link"
    result.cleaned |= {"person": match.id, "take": takes}
    result.outcome = "here" if match.membership and not takes else "ready"


def offers(values: Values, match: Match, names: _Names) -> dict[str, list[str]]:
    """What the file knows of this person that the registry does not, or not so: field → [kept, file]."""
    birth = values["birth_date"] or values["birth_year"]
    pairs = {
        "name": (match.local, f"{values['given_name']} {values['family_name']}".strip()),
        "name_latin": (match.latin, f"{values['given_name_latin']} {values['family_name_latin']}".strip()),
        "sex": (match.sex, values["sex"]),
        "birth": (match.birth_date or match.birth_year, birth),
        "phone": (match.phone, values["phone"]),
        "village": (match.village, values["village"]),
        "card": (match.card, "" if match.card else values["card"]),
        "household": (match.household, "" if match.household else values.get("household")),
        "literacy": (match.literacy, values.get("literacy")),
    }  # fmt: skip
    found = {}
    for field, (kept, ours) in pairs.items():
        if not ours or str(ours) == str(kept or ""):
            continue
        if field == "birth" and not values["birth_date"] and ours == match.birth_year:
            continue
        found[field] = [_said(field, kept, names, values), _said(field, ours, names, values)]
    return found


def _said(field: str, value: Any, names: _Names, values: Values) -> str:
    if not value:
        return ""
    if field == "phone":
        return say_phone(value)
    if field == "village":
        return names.said(str(value))
    if field == "literacy":
        return str(Literacy(value).label)
    if field == "household":
        return str(values["house"]) if value == values.get("household") else "…"
    return str(value)


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
