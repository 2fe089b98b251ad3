"""An invented population of which it is known who is registered twice, and how the second writing
differs. The spellings are those that clerks are seen to mix; they are not taken from the functions
that fold and sound names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from solar_cms.base.ids import new_id
from solar_cms.registry.demo_names import BEGIN, END_MEN, END_WOMEN, name
from solar_cms.registry.models import IdDocument, Person

# One writing of a Lao sound for another, and likewise in Latin letters.
LAO = [
    ("ຊ", "ສ"), ("ຂ", "ຄ"), ("ຜ", "ພ"), ("ຖ", "ທ"), ("ໄ", "ໃ"), ("ຫຼ", "ຫລ"), ("ໝ", "ຫມ"), ("ໜ", "ຫນ"),
    ("ີ", "ິ"), ("ູ", "ຸ"), ("ຣ", "ລ"), ("ຳ", "ໍາ"), ("ົວ", "ັວ"), ("ຍ", "ຢ"), ("ວົງ", "ວົງສ໌"), ("ັດ", "າດ"),
]  # fmt: skip
LATIN = [
    ("x", "s"), ("ou", "u"), ("y", "i"), ("ph", "f"), ("v", "w"), ("nh", "n"), ("n", "nh"), ("th", "t"),
    ("kh", "k"), ("ay", "ai"), ("ou", "oo"), ("one", "on"), ("ck", "k"), ("ch", "j"), ("e", "ae"),
    ("eng", "aeng"), ("ong", "ông"), ("mm", "m"), ("tt", "t"), ("l", "ll"),
]  # fmt: skip
TONES = ["\u0ec8", "\u0ec9", "\u0eca", "\u0ecb"]
LETTERS = {"lao": "ກຂງຈສຍດຕນບປພມລວຫະາິີຸູ", "latin": "abdehiklmnopstuvy"}
KINDS = ("spelling", "tones", "order", "typo", "script", "same")


@dataclass(frozen=True)
class Written:
    """One record: what a clerk wrote."""

    given: str
    family: str
    given_latin: str
    family_latin: str
    sex: str
    birth_year: int
    birth_date: date | None
    phone: str
    village: str
    document: tuple[str, str] | None  # (kind, number)


@dataclass
class Population:
    rows: list[Written] = field(default_factory=list)
    twice: list[tuple[int, int, str]] = field(default_factory=list)  # rows, how the name differs


def population(people: int, *, villages: list[str], seed: int, twice: float = 0.05) -> Population:
    """People in villages; a part of them written a second time; brothers and sisters among them."""
    make = Random(seed)
    made = Population()
    while len(made.rows) < people:
        one = _person(make, villages)
        made.rows.append(one)
        if make.random() < 0.15:  # a brother or sister: same family, village and often phone
            made.rows.append(_sibling(make, one))
    for at in make.sample(range(len(made.rows)), round(people * twice)):
        one, other, kind = _again(make, made.rows[at], villages, len(made.rows))
        made.rows[at] = one
        made.twice.append((at, len(made.rows), kind))
        made.rows.append(other)
    return made


def _phone(make: Random) -> str:
    return f"+85620{make.choice('2579')}{make.randrange(10**7):07d}"


def _card(make: Random) -> tuple[str, str] | None:
    return ("card", f"16-{make.randrange(10**10):010d}") if make.random() < 0.7 else None


def _birth(make: Random, year: int) -> date | None:
    return date(year, make.randint(1, 12), make.randint(1, 28)) if make.random() < 0.4 else None


def _person(make: Random, villages: list[str]) -> Written:
    sex = make.choice("FM")
    given, family, given_latin, family_latin = name(make, sex)
    year = min(2006, max(1940, int(make.gauss(1982, 13))))
    return Written(
        given, family, given_latin, family_latin, sex, year, _birth(make, year),
        _phone(make) if make.random() < 0.65 else "", make.choice(villages),
        _card(make),
    )  # fmt: skip


def _sibling(make: Random, one: Written) -> Written:
    sex = make.choice("FM")
    given, given_latin = one.given, one.given_latin
    while given == one.given:
        begin = make.choice(BEGIN)
        end = make.choice(END_WOMEN if sex == "F" else END_MEN)
        if make.random() < 0.3:  # parents like names that begin alike
            begin = next((b for b in BEGIN if one.given.startswith(b[0])), begin)
        given, given_latin = begin[0] + end[0], begin[1] + end[1]
    year = min(2006, max(1940, one.birth_year + make.choice([-4, -3, -2, -1, 0, 1, 2, 3, 4])))
    return replace(
        one, given=given, given_latin=given_latin if one.given_latin else "", sex=sex,
        birth_year=year, birth_date=_birth(make, year),
        phone=one.phone if make.random() < 0.4 else "",
        document=_card(make),
    )  # fmt: skip


def _again(
    make: Random, one: Written, villages: list[str], number: int
) -> tuple[Written, Written, str]:
    """(the first writing, the second, how its name differs)."""
    kind = make.choices(KINDS, weights=[30, 12, 12, 16, 20, 10])[0]
    if kind == "script":
        if not one.given_latin:
            kind = "spelling"
        else:
            second = replace(one, given="", family="")
            if make.random() < 0.5:
                second = _spelt(make, second, 1)
            one = replace(one, given_latin="", family_latin="")
    if kind != "script":
        second = _written(make, one, kind)
    year, born = one.birth_year, one.birth_date if make.random() < 0.5 else None
    if make.random() < 0.25:
        year, born = year + make.choice([-1, 1]), None
    chance = make.random()
    phone = one.phone if chance < 0.35 else _phone(make) if chance < 0.75 else ""
    village = one.village if make.random() < 0.95 else make.choice(villages)
    chance, document = make.random(), None
    if chance < 0.15:
        document = ("family_book", f"F{number:06d}")
    elif chance < 0.2 and one.document:
        document = ("card", _mistyped(make, one.document[1]))
    second = replace(
        second, birth_year=year, birth_date=born, phone=phone, village=village, document=document
    )
    return one, second, kind


def _mistyped(make: Random, number: str) -> str:
    at = make.randrange(3, len(number))
    return f"{number[:at]}{(int(number[at]) + 5) % 10}{number[at + 1 :]}"


def _written(make: Random, one: Written, kind: str) -> Written:
    if kind == "spelling":
        return _spelt(make, one, make.choice([1, 1, 2]))
    if kind == "typo":
        return _slipped(make, one)
    if kind == "tones":
        bare = str.maketrans("", "", "".join(TONES))
        return replace(one, given=one.given.translate(bare), family=one.family.translate(bare))
    if kind == "order":
        if make.random() < 0.5:
            return replace(
                one, given=one.family or one.given, family=one.given if one.family else "",
                given_latin=one.family_latin or one.given_latin,
                family_latin=one.given_latin if one.family_latin else "",
            )  # fmt: skip
        return replace(
            one, given=f"{one.given} {one.family}".strip(), family="",
            given_latin=f"{one.given_latin} {one.family_latin}".strip(), family_latin="",
        )  # fmt: skip
    return one


def _spelt(make: Random, one: Written, times: int) -> Written:
    """Other spellings of the same sounds, in what is written."""
    for _ in range(times):
        part = make.choice(
            [n for n in ("given", "family") if getattr(one, n) or getattr(one, f"{n}_latin")]
        )
        lao, latin = getattr(one, part), getattr(one, f"{part}_latin").lower()
        ways = [pair if make.random() < 0.5 else pair[::-1] for pair in LAO]
        lao = _once(make, lao, ways)
        latin = _once(make, latin, LATIN)
        one = replace(one, **{part: lao, f"{part}_latin": latin.capitalize()})
    return one


def _once(make: Random, text: str, ways: list[tuple[str, str]]) -> str:
    there = [(a, b) for a, b in ways if a in text]
    if not there:
        return text
    a, b = make.choice(there)
    return text.replace(a, b, 1)


def _slipped(make: Random, one: Written) -> Written:
    """A letter wrong, missing or twice, in every script that is written."""
    part = "given" if make.random() < 0.5 or not (one.family or one.family_latin) else "family"
    changed = {}
    for key, letters in ((part, LETTERS["lao"]), (f"{part}_latin", LETTERS["latin"])):
        text = getattr(one, key)
        if len(text) < 3:
            continue
        at, how = make.randrange(1, len(text)), make.randrange(3)
        middle = {0: "", 1: make.choice(letters), 2: text[at] * 2}[how]
        changed[key] = text[:at] + middle + text[at + 1 :]
    return replace(one, **changed)


def write(made: Population, district: str) -> list[Person]:
    """Insert the population; the caller's act is open. The rows as people, in order."""
    people = [
        Person(
            id=new_id(), given_name=one.given, family_name=one.family,
            given_name_latin=one.given_latin, family_name_latin=one.family_latin, sex=one.sex,
            birth_year=one.birth_year, birth_date=one.birth_date, phone=one.phone,
            district_id=one.village[:4] or district, village_id=one.village,
        )
        for one in made.rows
    ]  # fmt: skip
    Person.objects.bulk_create(people, batch_size=2000)
    IdDocument.objects.bulk_create(
        [
            IdDocument(person=person, kind=one.document[0], number=one.document[1])
            for person, one in zip(people, made.rows, strict=True)
            if one.document
        ],
        batch_size=2000,
    )
    return people
