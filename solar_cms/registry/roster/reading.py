"""Reading the cells of a roster: pure, from text to values, problems and suggestions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from phonenumbers.phonemetadata import PhoneMetadata

from solar_cms.base import reading
from solar_cms.base.forms import read_phone, say_phone
from solar_cms.base.problems import Problem
from solar_cms.base.romanising import with_lao_letters
from solar_cms.registry.operations.people import nfc
from solar_cms.registry.rules import problems_with_letters
from solar_cms.registry.states import GroupRole, Sex

LAO_LETTER = re.compile(r"[\u0e80-\u0eff]")
LATIN_LETTER = re.compile(r"[A-Za-zÀ-ÿ]")

# Words before a name, and the sex they say. A Lao title may stand without a space after it.
TITLE = re.compile(
    r"(?:(?P<F>ຍານາງ|ນາງສາວ|ນາງ|(?:mrs|miss|ms|nang)(?=[. ]))|(?P<M>ທ້າວ|ທ່ານ|(?:mr|thao)(?=[. ])))[. ]*",
    re.IGNORECASE,
)
SEX_WORDS = {
    Sex.FEMALE: {"f", "female", "woman", "w", "ຍິງ", "ຍ", "ຜູ້ຍິງ", "ແມ່ຍິງ", "ນາງ", "ນ", "2"},
    Sex.MALE: {"m", "male", "man", "ຊາຍ", "ຊ", "ຜູ້ຊາຍ", "ທ້າວ", "ທ", "1"},
}
ROLE_WORDS = {
    GroupRole.LEADER: {"leader", "head", "chair", "chairperson", "president", "ຫົວໜ້າ", "ຫົວຫນ້າ",
                       "ຫົວໜ້າກຸ່ມ", "ຫົວຫນ້າກຸ່ມ", "ປະທານ"},
    GroupRole.DEPUTY: {"deputy", "deputy leader", "vice", "vice head", "ຮອງ", "ຮອງຫົວໜ້າ",
                       "ຮອງຫົວໜ້າກຸ່ມ", "ຮອງປະທານ"},
    GroupRole.TREASURER: {"treasurer", "finance", "ເຫຼັນຍິກ", "ເຫລັນຍິກ", "ຄັງເງິນ", "ການເງິນ", "ບັນຊີ"},
    GroupRole.SECRETARY: {"secretary", "ເລຂາ", "ເລຂານຸການ"},
    GroupRole.MEMBER: {"member", "ສະມາຊິກ", "-"},
}  # fmt: skip
# What is offered for a role that was not understood.
ROLES_SAID = ("ຫົວໜ້າ", "ຮອງ", "ເຫຼັນຍິກ", "ເລຂາ", "ສະມາຊິກ")


@dataclass
class Read:
    """Values of one row with what is wrong or worth saying, by column."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    suggestions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def problem(self, code: str, message: Any, column: str, severity: Any = "error") -> None:
        self.problems.append(Problem(code, message, column, severity))


def read_row(cells: dict[str, str], today: dt.date, read: Read | None = None) -> Read:
    """All cells of a row but its places, which need the country's lists."""
    read = read or Read()
    title = read_names(cells, read)
    read_sex(cells.get("sex", ""), title, read)
    read_birth(cells, read, today)
    read_phone_cell(cells.get("phone", ""), read)
    read.values["card"] = nfc(cells.get("card", ""))[:40]
    read_role(cells.get("role", ""), read)
    return read


def untitled(text: str) -> tuple[str, str]:
    """(name without its title, sex the title says or "")."""
    text = " ".join(text.split()).strip(" ,;")
    found = TITLE.match(text)
    if found is None or found.end() == len(text):
        return text, ""
    return text[found.end() :], found.lastgroup or ""


def split_name(full: str) -> tuple[str, str]:
    """Given name first, the rest is the family name."""
    given, _space, family = full.partition(" ")
    return given, family


def read_names(cells: dict[str, str], read: Read) -> str:
    """The four names; a text goes where its script belongs. Returns the sex a title says."""
    local = {"given": "", "family": ""}
    latin = {"given": "", "family": ""}
    said = ""
    for column in ("given_name", "full_name", "given_name_latin", "full_name_latin"):
        text = cells.get(column, "")
        if not text:
            continue
        text, sex = untitled(text)
        said = said or sex
        names = local if LAO_LETTER.search(text) else latin
        other = "family_name_latin" if column.endswith("latin") else "family_name"
        given, family = split_name(text)
        if column.startswith("given") and cells.get(other):
            given, family = text, ""
        if not names["given"]:
            names["given"], names["family"] = given, names["family"] or family
    for column in ("family_name", "family_name_latin"):
        if text := nfc(cells.get(column, "")):
            names = local if LAO_LETTER.search(text) else latin
            names["family"] = names["family"] or text
    read.values |= {
        "given_name": local["given"], "family_name": local["family"],
        "given_name_latin": latin["given"], "family_name_latin": latin["family"],
    }  # fmt: skip
    column = next(
        (c for c in ("full_name", "given_name", "full_name_latin") if c in cells), "full_name"
    )
    if not local["given"] and not latin["given"]:
        read.problem("person.name_missing", _("The name is missing. Write the given name."), column)
    elif not LAO_LETTER.search(local["given"]) and not LATIN_LETTER.search(latin["given"]):
        read.problem(
            "person.name_letters", _("This is no name. Write it in local or Latin letters."), column
        )
    _read_letters(cells, read)
    for name, text in read.values.items():
        if name.endswith(("_name", "_latin")) and len(text) > 80:
            read.problem("person.name_long", _("The name is longer than 80 letters."), column)
    return said


def _read_letters(cells: dict[str, str], read: Read) -> None:
    """Thai letters in a Lao name: said, with the Lao spelling to put there."""
    for name in ("full_name", "given_name", "family_name"):
        for problem in problems_with_letters({name: cells.get(name, "")}):
            read.problems.append(problem)
            mended = with_lao_letters(cells[name])
            read.suggestions.setdefault(name, []).append((mended, mended))


def read_sex(text: str, said: str, read: Read) -> None:
    """F or M, from words or from the title before the name."""
    plain = text.strip().lower().rstrip(".")
    found = {str(sex) for sex, words in SEX_WORDS.items() if plain in words}
    if len(found) == 1:
        read.values["sex"] = found.pop()
        return
    if not plain and said:
        read.values["sex"] = said
        return
    read.values["sex"] = ""
    if not plain:
        message: Any = _("The sex is missing. Write F or M, ຍິງ or ຊາຍ.")
    else:
        message = _("This is read neither as female nor as male. Write F or M, ຍິງ or ຊາຍ.")
    read.problem("person.sex", message, "sex")
    if said:
        read.suggestions["sex"] = [(said, said)]


def read_birth(cells: dict[str, str], read: Read, today: dt.date) -> None:
    """A date or a year; Buddhist-era years are read and echoed."""
    read.values |= {"birth_date": None, "birth_year": None}
    for column in ("birth_date", "birth_year"):
        text = cells.get(column, "").strip()
        if not text:
            continue
        date, year, note = _date_or_year(text, column, read)
        if year is None:
            continue
        if date and not read.values["birth_date"]:
            read.values["birth_date"] = date.isoformat()
        if read.values["birth_year"] is None:
            read.values["birth_year"] = year
        elif read.values["birth_year"] != year:
            read.problem(
                "person.birth_differs",
                _("The date of birth and the year of birth differ; leave one of them out."),
                column,
            )
        _check_birth(date, year, column, read, today)
        if note:
            written = next(iter(re.findall(r"\d{4}", reading.plain_digits(text))), text)
            read.problem(
                "person.birth_buddhist",
                format_lazy(_("{written} read as {year}"), written=written, year=year),
                column,
                "warning",
            )


def _date_or_year(text: str, column: str, read: Read) -> tuple[dt.date | None, int | None, str]:
    clean = reading.plain_digits(text)
    try:
        if re.fullmatch(r"\d{4}", clean):
            year, note = reading.read_year(clean)
            return None, year, note
        found = reading.read_date(clean.partition("T")[0])
        return found.date, found.date.year, found.note
    except reading.Unreadable as error:
        read.problem(f"birth.{error.code}", error.message, column)
        return None, None, ""


def _check_birth(date: dt.date | None, year: int, column: str, read: Read, today: dt.date) -> None:
    if (date and date > today) or year > today.year:
        read.problem("person.born_later", _("The birth lies in the future."), column)
    elif today.year - year > 115:
        read.problem(
            "person.too_old",
            format_lazy(
                _("This would make {years} years; check the year."), years=today.year - year
            ),
            column,
        )
        read.suggestions[column] = [
            (other, other) for other in _swapped(str(year)) if 15 <= today.year - int(other) <= 100
        ]


def _swapped(year: str) -> list[str]:
    """The year with two neighbouring digits the other way round: 1897 → 1987."""
    return [year[:at] + year[at + 1] + year[at] + year[at + 2 :] for at in range(1, 3)]


@lru_cache(maxsize=1)
def _shapes() -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    """(country code, what may stand before a national number, shapes of the country's numbers)."""
    region = settings.PHONE_REGION
    data = PhoneMetadata.metadata_for_region(region)
    code = str(phonenumbers.country_code_for_region(region))
    if data is None:
        return code, re.compile(r"(?!)"), re.compile(r"(?!)")
    prefix = data.national_prefix or ""
    kinds = (data.mobile, data.fixed_line)
    patterns = [k.national_number_pattern for k in kinds if k and k.national_number_pattern]
    return code, re.compile(rf"(?:\+{code}|00{code}|{prefix})"), re.compile("|".join(patterns))


def phone_of(text: str) -> str:
    """Digits as E.164, "" when they are no valid number. As base.forms.read_phone says, but the
    usual shapes are told by one pattern: a roster has a hundred thousand of them."""
    code, before, shapes = _shapes()
    found = before.match(text)
    national = text[found.end() :] if found else text
    if shapes.fullmatch(national):
        return f"+{code}{national}"
    try:
        return read_phone(text)
    except ValidationError:
        return ""


@lru_cache(maxsize=1)
def _prefixes() -> tuple[str, ...]:
    """Digits that mobile numbers of the country begin with, longest first: "020", "20", "0"."""
    example = phonenumbers.example_number_for_type(
        settings.PHONE_REGION, phonenumbers.PhoneNumberType.MOBILE
    )
    national = str(example.national_number) if example else ""
    return tuple(f"0{national[:n]}" for n in range(3, -1, -1))


def read_phone_cell(text: str, read: Read) -> None:
    """E.164; digits without their prefix are not guessed but suggested."""
    read.values["phone"] = ""
    clean = re.sub(r"[^\d+]", "", reading.plain_digits(text))
    if not clean:
        if text.strip(" -."):
            read.problem("phone.form", _("Write a phone number, or leave the cell empty."), "phone")
        return
    if number := phone_of(clean):
        read.values["phone"] = number
        return
    read.problem(
        "phone.form", _("This is no valid phone number. Write it like 020 5512 0418."), "phone"
    )
    for prefix in _prefixes():
        if number := phone_of(prefix + clean):
            read.suggestions["phone"] = [(say_phone(number), say_phone(number))]
            return


def read_role(text: str, read: Read) -> None:
    """The role in the group; an empty cell is a member."""
    plain = " ".join(text.lower().split())
    read.values["role"] = str(GroupRole.MEMBER)
    if not plain:
        return
    for role, words in ROLE_WORDS.items():
        if plain in words or plain == str(role.label).lower():
            read.values["role"] = str(role)
            return
    read.problem(
        "group.role_unknown",
        _("This role is not known. Write leader, deputy, treasurer, secretary or member."),
        "role",
    )
    read.suggestions["role"] = [(word, word) for word in ROLES_SAID]
