"""Old paper cases brought by a file, open and closed, with their original dates.

Kind, source, days and code are judged by the rules of the form (rules/cases.py). What a row makes: the
case, its steps (opened, visited, closed), the visit and the lead inspector. No clock, task or reminder
comes of it. The numbers are a series of their own ("LP"); the number on paper is kept beside it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from cases import procedure
from cases.models import Case
from cases.procedure import Rules
from cases.rules.cases import problems_with_origin, problems_with_paper
from cases.states import Act, StageKind
from solar_cms.accounts.models import Office, User
from solar_cms.base import reading
from solar_cms.base.folding import Folder
from solar_cms.base.hooks import CheckedRow, SheetRow
from solar_cms.base.ids import new_id
from solar_cms.base.models import uuid_or_none
from solar_cms.base.problems import Problem
from solar_cms.places.models import District
from solar_cms.registry.intake.named import Wanted, find
from solar_cms.registry.intake.places import Districts
from solar_cms.registry.models import Workplace
from solar_cms.registry.roster.reading import Read

DAYS = ("opened_on", "visited_on", "closed_on")
TEXTS = {"paper_number": 60, "workplace": 200, "officer": 120, "summary": 4000, "note": 4000}


@dataclass
class Known:
    """What all rows of a file are read against, fetched once."""

    rules: Rules = field(default_factory=procedure.current)
    folder: Folder = field(default_factory=Folder)

    def __post_init__(self) -> None:
        self.districts = Districts(self.folder)
        self.offices = list(Office.objects.order_by("code"))
        self.words = {
            "kind": _words(self.rules.types),
            "source": _words(self.rules.sources),
            "code": _words(self.rules.closures),
        }
        self.people: dict[str, list[User]] = {}
        for user in User.objects.order_by("pk"):
            for name in {user.username, user.name_local, user.name_latin} - {""}:
                self.people.setdefault(_plain(name), []).append(user)

    def office(self, district: District, day: date) -> Office | None:
        """As operations.moving.office_of finds it."""
        valid = [
            o
            for o in self.offices
            if o.valid_from <= day and (o.valid_to is None or o.valid_to >= day)
        ]
        tests: tuple[Callable[[Office], bool], ...] = (
            lambda o: o.code == district.pk,
            lambda o: o.district_id == district.pk,
            lambda o: o.code == district.province_id,
            lambda o: o.province_id == district.province_id and o.district_id is None,
        )
        return next((o for test in tests for o in valid if test(o)), None)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _words(named: Mapping[str, Any]) -> dict[str, str]:
    """What people write for a key: the key itself, its name in any language."""
    return {
        _plain(text): key
        for key, one in named.items()
        for text in (key, key.replace("_", " "), *one.names.values())
    }


def in_any_language(rule: Callable[[], list[Problem]]) -> list[Problem]:
    """The problems of a rule, with words that are said anew in each reader's language."""

    def said(at: int) -> str:
        return str(rule()[at].message)

    return [replace(problem, message=lazy(said, str)(at)) for at, problem in enumerate(rule())]


def read_case(row: SheetRow, known: Known) -> Read:
    """The cells of one row but its places, its workplace and its officer."""
    cells, read = row.cells, Read()
    for name, most in TEXTS.items():
        text = cells.get(name, "").strip()
        if len(text) > most:
            read.problem("text.long", _("This is too long."), name)
        read.values[name] = text[:most]
    days = {name: _day(cells.get(name, ""), name, read) for name in DAYS}
    read.values |= {name: day.isoformat() if day else None for name, day in days.items()}
    for name, words in known.words.items():
        text = cells.get(name, "")
        read.values[name] = words.get(_plain(text), _plain(text))
    if not cells.get("opened_on", "").strip():
        read.problem("case.no_day", _("Write the day on which the case was opened."), "opened_on")
    if days["opened_on"] is not None:
        read.problems += in_any_language(lambda: _judged(read.values, days, known.rules))
    return read


def _judged(values: Mapping[str, Any], days: Mapping[str, Any], rules: Rules) -> list[Problem]:
    origin = problems_with_origin(
        rules, kind=values["kind"], source=values["source"], opened_on=days["opened_on"]
    )
    return origin + problems_with_paper(
        rules, kind=values["kind"], code=values["code"], note=values["note"], **days
    )


def _day(text: str, column: str, read: Read) -> date | None:
    if not text.strip():
        return None
    try:
        return reading.read_date(reading.plain_digits(text).partition("T")[0]).date
    except reading.Unreadable as error:
        read.problem(error.code, error.message, column)
        return None


def check_cases(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """See base.hooks.Importer.check. context: district, right."""
    known: Known = seen["known"] if "known" in seen else seen.setdefault("known", Known())
    reads = []
    for row in rows:
        read = read_case(row, known)
        read.values["district"] = known.districts.read(
            row.cells.get("district", ""), context["district"], read, by=by, right=context["right"]
        )
        _office(read, known)
        _officer(read, known)
        reads.append(read)
    _workplaces(rows, reads, known, by)
    here = _already(reads)
    results = []
    for row, read in zip(rows, reads, strict=True):
        values = read.values
        result = CheckedRow(
            row.number, cleaned=values, problems=read.problems, suggestions=read.suggestions
        )
        results.append(result)
        if any(p.severity == "error" for p in read.problems):
            result.outcome = "mend"
            continue
        values |= _stages(values, known.rules)
        result.keys = [_key(values)]
        if (kept := here.get(_key(values))) is not None:
            result.effect, result.outcome = "link", "here"
            values["record"] = str(kept)
        else:
            values["record"] = str(new_id())
    return results


def _office(read: Read, known: Known) -> None:
    values = read.values
    if not values["district"] or not values["opened_on"]:
        return
    day = date.fromisoformat(values["opened_on"])
    office = known.office(known.districts.rows[values["district"]], day)
    if office is None:
        message = _("No office is responsible for this district on that day.")
        read.problem("case.no_office", message, "opened_on")
        return
    values |= {"office": str(office.pk), "office_code": office.code, "year": day.year}


def _officer(read: Read, known: Known) -> None:
    """By user name or by name; of an open case somebody who may still inspect there."""
    values = read.values
    text = values.pop("officer")
    values["lead"] = None
    if not text:
        return
    found = known.people.get(_plain(text), [])
    if len(found) != 1:
        message = _("This officer is not known. Write the user name, or leave the cell empty.")
        read.problem("case.officer_unknown", message, "officer")
        read.suggestions["officer"] = [(one.username, one.name) for one in found[:5]]
        return
    (user,) = found
    may = user.is_active and user.scope.may_in("cases.visit", values["district"])
    if not values["closed_on"] and values["district"] and not may:
        message = _("This person holds no inspector's post in this district.")
        read.problem("case.lead_elsewhere", message, "officer")
    values["lead"] = str(user.pk)


def _workplaces(rows: list[SheetRow], reads: list[Read], known: Known, by: Any) -> None:
    """The workplace of each row: by its id, else by a name that one workplace of the district has."""
    folder = known.folder
    folder.learn([read.values["workplace"] for read in reads])
    asked = {pk for read in reads if (pk := uuid_or_none(read.values["workplace"]))}
    by_id = {str(w.pk): w for w in Workplace.objects.filter(pk__in=asked)}
    wanted = [
        Wanted(row.number, (folder.fold(read.values["workplace"]),), read.values["district"])
        for row, read in zip(rows, reads, strict=True)
        if read.values["district"] and not uuid_or_none(read.values["workplace"])
    ]
    named = find(Workplace, wanted, folder)
    for row, read in zip(rows, reads, strict=True):
        values, text = read.values, read.values["workplace"]
        found = [by_id[text.lower()]] if text.lower() in by_id else named.get(row.number, [])
        found = [one for one in found if one.district_id == values["district"]]
        if values["district"] and len(found) != 1:
            _not_one(text, found, read)
        values["workplace"] = str(found[0].pk) if len(found) == 1 else None
        employer = found[0].employer_id if len(found) == 1 else None
        values["employer"] = str(employer) if employer else None


def _not_one(text: str, found: list[Workplace], read: Read) -> None:
    if not text:
        read.problem("workplace.missing", _("Name the workplace."), "workplace")
    elif found:
        message = _("Several workplaces of this district have this name: choose one.")
        read.problem("workplace.several", message, "workplace")
        read.suggestions["workplace"] = [
            (str(one.pk), f"{one.name} · {one.village or ''}") for one in found[:5]
        ]
    else:
        message = _("No workplace of this name is registered in the district: register it first.")
        read.problem("workplace.unknown", message, "workplace")


def _stages(values: Mapping[str, Any], rules: Rules) -> dict[str, str]:
    """Where the case stands, and the stages its steps led to."""
    first = rules.first_stage
    closed = next(
        s.key for s in rules.stages.values() if s.kind == StageKind.CLOSED and not s.track
    )
    visits = [t for t in rules.transitions_for(values["kind"]) if t.act == Act.VISIT and t.to]
    visited = visits[0].to if visits else first
    now = closed if values["closed_on"] else visited if values["visited_on"] else first
    return {"stage": now, "first_stage": first, "visit_stage": visited, "closed_stage": closed}


def _key(values: Mapping[str, Any]) -> str:
    """What makes two rows the same case: the number on paper, else place, day and kind."""
    if values["paper_number"]:
        return f"paper:{values['district']}|{_plain(values['paper_number'])}"
    return f"what:{values['workplace']}|{values['opened_on']}|{values['kind']}"


def _already(reads: list[Read]) -> dict[str, uuid.UUID]:
    """Cases from paper that are here already, by the key of a row."""
    numbers = {read.values["paper_number"] for read in reads} - {""}
    places = {read.values["workplace"] for read in reads} - {None}
    same = Q(paper_number__in=numbers) | Q(paper_number="", workplace__in=places)
    rows = Case.objects.filter(same, is_back_entered=True).values(
        "pk", "paper_number", "district", "workplace", "opened_on", "kind"
    )
    return {_key(row): row["pk"] for row in rows}
