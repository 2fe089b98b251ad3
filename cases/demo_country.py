"""The demo of a country whose pack brings its own people: demo.toml, else its roles and the employer
of its scripted case.

What demo.toml holds: `[[person]]` (username, name, role, office, districts or whole_country) and
`[[employer]]` (name, kind, district, women, men). All of them are invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from solar_cms.accounts.demo import PASSWORD
from solar_cms.accounts.models import Office, Posting, Role, User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoWorld, PackSection, pack_sections
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem, Refused
from solar_cms.base.texts import text_in
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import PackText, keys_in, read_file
from solar_cms.law.schema import Field, check_rows, check_tables
from solar_cms.places.models import District
from solar_cms.registry.models import Employer, Workplace
from solar_cms.registry.operations import create_employer
from solar_cms.registry.states import WorkplaceKind

FILE = "demo.toml"
PERSON: dict[str, Field] = {
    "username": Field("key"),
    "name": Field("text"),
    "role": Field("key"),
    "office": Field("text"),
    "districts": Field("list", required=False),
    "whole_country": Field("bool", required=False),
}
EMPLOYER: dict[str, Field] = {
    "name": Field("text"),
    "kind": Field("key", choices=WorkplaceKind.values),
    "district": Field("text"),
    "women": Field("int"),
    "men": Field("int"),
}
EVERYWHERE = {RoleKind.MONITORING_OFFICER, RoleKind.AUDITOR, RoleKind.ADMINISTRATOR}


def check_demo(data: Any, path: Path) -> Iterable[Problem]:
    """Roles, offices and districts are those of the pack; nobody is without a place to work."""
    text = PackText(path)
    problems = [*check_tables(text, data, {"person", "employer"})]
    problems += check_rows(text, data, "person", PERSON, unique=("username",))
    problems += check_rows(text, data, "employer", EMPLOYER, unique=("name",))
    return problems or list(_unknown(text, data, path.parent))


def _unknown(text: PackText, data: Any, folder: Path) -> Iterator[Problem]:
    roles = keys_in(folder / "roles.toml", "roles")
    try:
        offices = {row.get("code") for row in read_file(folder / "offices.toml")["offices"]}
        districts = {row.get("code") for row in read_file(folder / "places" / "districts.csv")}
    except (Refused, OSError, KeyError):
        return  # their own checks say why
    message = _("“%(key)s” (%(name)s) is not defined in this pack.")
    for index, row in enumerate(data.get("person", [])):
        asked = [("role", row["role"], roles), ("office", row["office"], offices)]
        asked += [("districts", code, districts) for code in row.get("districts", [])]
        for name, key, known in asked:
            if key not in known:
                words = message % {"key": key, "name": name}
                yield text.fault("demo.unknown", words, table="person", index=index, key=name)
    for index, row in enumerate(data.get("employer", [])):
        if row["district"] not in districts:
            words = message % {"key": row["district"], "name": "district"}
            yield text.fault("demo.unknown", words, table="employer", index=index, key="district")


def load_nothing(data: Any, version: PackVersion) -> None:
    """Read by manage.py seed_demo alone."""


pack_sections.add("demo", PackSection("demo", FILE, check_demo, load_nothing, order=91))


def seed(world: DemoWorld) -> None:
    """Fills world.store["users"] {user name: User}; registers the employers with a workplace each."""
    folder = settings.PACKS_DIR / settings.SOLAR_PACK
    path = folder / FILE
    said = read_file(path) if path.is_file() else made_up(read_file(folder / "walk.toml"))
    world.store["users"] = _people(world, said["person"])
    for row in said["employer"]:
        _register(row)


def made_up(script: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """One person for each role, named like it, in the district of the scripted case; its employer."""
    district = District.objects.get(code=script["district"])
    offices = Office.objects.on(script["opened"]).order_by("code")
    central = offices.filter(kind=Office.Kind.CENTRAL).first()
    near = (
        offices.filter(district=district).first()
        or offices.filter(province=district.province_id).first()
        or central
    )
    people = []
    for role in Role.objects.exclude(kind=RoleKind.PARTNER).order_by("key"):
        everywhere = role.kind in EVERYWHERE
        office = central if everywhere and central else near
        people.append(
            {
                "username": role.key.replace("_", "."),
                "name": text_in(role.names),
                "role": role.key,
                "office": office.code if office else "",
                "whole_country": everywhere,
                "districts": [] if everywhere else [district.code],
            }
        )
    employer = {**script["employer"], "district": district.code}
    return {"person": people, "employer": [employer]}


def _people(world: DemoWorld, rows: Iterable[Mapping[str, Any]]) -> dict[str, User]:
    roles = {role.key: role for role in Role.objects.all()}
    offices = {office.code: office for office in Office.objects.on(world.today)}
    known, found = make_password(PASSWORD), {}
    with act("demo.seeded", by=SYSTEM):
        for row in rows:
            user = User.objects.create(
                username=row["username"], name_local=row["name"][:120],
                name_latin=row["name"][:120], email=f"{row['username']}@solar.example",
                password=known, is_demo=True,
            )  # fmt: skip
            posting = Posting.objects.create(
                user=user, role=roles[row["role"]], office=offices[row["office"]],
                whole_country=row.get("whole_country", False), valid_from=world.start,
            )  # fmt: skip
            posting.districts.set(District.objects.filter(code__in=row.get("districts", [])))
            found[user.username] = user
    return found


def _register(row: Mapping[str, Any]) -> None:
    names = {"name_local": row["name"], "name_latin": row["name"]}
    workers = {"workers_women": row.get("women"), "workers_men": row.get("men")}
    place = {"kind": row.get("kind", "other"), "district": row["district"], **names, **workers}
    with act("demo.seeded", by=SYSTEM):
        employer = create_employer(**names, workplace=place, by=SYSTEM)
        Employer.objects.filter(pk=employer.pk).update(is_demo=True)
        Workplace.objects.filter(employer=employer).update(is_demo=True)
