"""Sections of a pack whose rows live on lower floors: roles and offices, holidays."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.accounts.models import Office
from solar_cms.accounts.operations import upsert_offices, upsert_roles
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem
from solar_cms.law.models import PackVersion
from solar_cms.law.place_sections import codes_beside
from solar_cms.law.reading import PackText
from solar_cms.law.schema import SOURCED, Field, check_rows, check_tables
from solar_cms.places.models import District, Province
from solar_cms.work.holidays import days_of, tell_uses, without
from solar_cms.work.models import Holiday

OPTIONAL_SOURCE: dict[str, Field] = {
    "source": Field("text", required=False),
    "status": Field("text", required=False, choices=SOURCED["status"].choices),
    "asks": Field("texts", required=False),
}
ROLE: dict[str, Field] = {
    "key": Field("key"),
    "kind": Field("text", choices=RoleKind.values),
    "names": Field("texts"),
    "needs_second_factor": Field("bool", required=False),
    **OPTIONAL_SOURCE,
}
OFFICE: dict[str, Field] = {
    "code": Field("text"),
    "kind": Field("text", choices=Office.Kind.values),
    "names": Field("texts"),
    "parent": Field("text", required=False),
    "province": Field("text", required=False),
    "district": Field("text", required=False),
    "phone": Field("text", required=False),
    "valid_from": Field("date"),
    "valid_to": Field("date", required=False),
    **OPTIONAL_SOURCE,
}
HOLIDAY: dict[str, Field] = {
    "day": Field("date"),
    "names": Field("texts"),
    "province": Field("text", required=False),
    "worked": Field("bool", required=False),
    **SOURCED,
}


def check_roles(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    return check_tables(text, data, {"roles"}) + check_rows(text, data, "roles", ROLE)


def load_roles(data: Any, version: PackVersion) -> None:
    upsert_roles(data, by=SYSTEM)


def check_offices(data: Any, path: Path) -> Iterable[Problem]:
    """Offices lie in known places and under offices named before them."""
    text = PackText(path)
    yield from check_tables(text, data, {"offices"})
    yield from check_rows(text, data, "offices", OFFICE, unique=("code",))
    known = {
        "province": set(Province.objects.values_list("code", flat=True))
        | codes_beside(path, "provinces.csv"),
        "district": set(District.objects.values_list("code", flat=True))
        | codes_beside(path, "districts.csv"),
        "parent": set(Office.objects.values_list("code", flat=True)),
    }
    for index, row in enumerate(data.get("offices", [])):
        if not isinstance(row, dict):
            continue
        for name, codes in known.items():
            if row.get(name) and row[name] not in codes:
                message = _("The %(what)s “%(code)s” is not known.") % {
                    "what": name,
                    "code": row[name],
                }
                yield text.fault("office.unknown", message, table="offices", index=index, key=name)
        known["parent"].add(str(row.get("code")))


def load_offices(data: Any, version: PackVersion) -> None:
    upsert_offices(data, by=SYSTEM, pack_code=version.code)


def check_holidays(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    problems = check_tables(text, data, {"holiday"})
    return problems + check_rows(text, data, "holiday", HOLIDAY, unique=("day", "province"))


def load_holidays(data: Any, version: PackVersion) -> None:
    """The pack's days replace what an earlier version of it brought; days the office added stay."""
    wanted = {(row["day"], row.get("province")): row for row in data.get("holiday", [])}
    known = {
        (holiday.day, holiday.province_id): holiday
        for holiday in Holiday.objects.filter(pack_code=version.code)
    }
    gone = [holiday for key, holiday in known.items() if key not in wanted]
    Holiday.objects.filter(pk__in=[holiday.pk for holiday in gone]).delete()
    fresh, changed = [], {}
    for key, row in wanted.items():
        values = {
            "names": row["names"],
            "is_worked": bool(row.get("worked")),
            "source": row.get("source", ""),
            "status": row["status"],
        }
        holiday = known.get(key)
        if holiday is None:
            fresh.append(Holiday(day=key[0], province_id=key[1], pack_code=version.code, **values))
        elif any(getattr(holiday, name) != value for name, value in values.items()):
            Holiday.objects.filter(pk=holiday.pk).update(**values)
            if holiday.is_worked != values["is_worked"]:
                changed[key[0], key[1] or ""] = values["is_worked"]
    Holiday.objects.bulk_create(fresh)
    days = without(*gone) | changed
    for holiday in fresh:
        days |= days_of(holiday)
    tell_uses(days, _("Days of the pack %(pack)s") % {"pack": version}, by=SYSTEM)


pack_sections.add("roles", PackSection("roles", "roles.toml", check_roles, load_roles, order=10))
pack_sections.add(
    "offices", PackSection("offices", "offices.toml", check_offices, load_offices, order=20)
)
pack_sections.add(
    "holidays", PackSection("holidays", "holidays.toml", check_holidays, load_holidays, order=30)
)
