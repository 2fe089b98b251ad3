"""Offices and roles as a country pack names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from solar_cms.accounts import rules
from solar_cms.accounts.models import Office, Organisation, Role, User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import District, Province


def upsert_roles(data: Mapping[str, Any], *, by: HasActor) -> dict[str, int]:
    """Bring the roles to the state of a pack's `roles.toml`: {"roles": [{key, kind, names,
    needs_second_factor?}]}. Roles not named stay; whether a known role needs a second factor
    stays as the administrator chose. Returns {"created": n, "updated": n}."""
    refuse_if(rules.problems_with_roles(data))
    known = {role.key: role for role in Role.objects.all()}
    fresh, changed = [], []
    for row in data["roles"]:
        role = known.get(row["key"])
        if role is None:
            needs = bool(row.get("needs_second_factor"))
            fresh.append(
                Role(
                    key=row["key"], kind=row["kind"], names=row["names"], needs_second_factor=needs
                )
            )
        elif (role.kind, role.names) != (row["kind"], row["names"]):
            role.kind, role.names = row["kind"], row["names"]
            changed.append(role)
    return _write(Role, fresh, changed, ["kind", "names"], "roles.loaded", by)


def upsert_offices(data: Mapping[str, Any], *, by: HasActor, pack_code: str = "") -> dict[str, int]:
    """Bring the offices to the state of a pack's `offices.toml`: {"offices": [{code, kind, names,
    valid_from, valid_to?, parent?, province?, district?, phone?}]}, parents before their children.
    Offices not named stay, and so does a telephone that the pack does not give. `pack_code` marks
    whose they are. Returns {"created": n, "updated": n}."""
    refuse_if(rules.problems_with_offices(data))
    known = {office.code: office for office in Office.objects.all()}
    fresh, changed = [], []
    for row in data["offices"]:
        parent = known.get(row.get("parent", ""))
        values = {
            "kind": row["kind"],
            "names": row["names"],
            "province_id": row.get("province"),
            "district_id": row.get("district"),
            "parent_id": parent.pk if parent else None,
            "valid_from": row["valid_from"],
            "valid_to": row.get("valid_to"),
            "pack_code": pack_code,
        }
        office = known.get(row["code"])
        values["phone"] = row.get("phone", office.phone if office else "")
        if office is None:
            known[row["code"]] = office = Office(code=row["code"], **values)
            fresh.append(office)
        elif any(getattr(office, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(office, name, value)
            changed.append(office)
    columns = [
        "kind", "names", "province", "district", "parent", "phone", "valid_from", "valid_to",
        "pack_code",
    ]  # fmt: skip
    return _write(Office, fresh, changed, columns, "offices.loaded", by)


def add_office(
    *,
    code: str,
    kind: str,
    names: Mapping[str, str],
    province: Province | None,
    district: District | None,
    valid_from: date,
    phone: str = "",
    by: User,
) -> Office:
    """An office that the pack does not name. Its code is part of the numbers it gives out."""
    refuse_if(
        [
            *rules.problems_with_office_place(by, province, district),
            *rules.problems_with_office_code(code),
        ]
    )
    parent = Office.objects.filter(code=province.pk if province else "").first()
    with act("office.added", by=by) as a:
        office = Office(
            code=code.strip().upper(), kind=kind, names=dict(names), province=province,
            district=district, parent=parent, phone=phone, valid_from=valid_from,
        )  # fmt: skip
        office.save_new()
        a.on(office)
    return office


def change_office(
    office: Office,
    *,
    phone: str,
    by: User,
    names: Mapping[str, str] | None = None,
    valid_to: date | None = None,
) -> Office:
    """The telephone of an office; of one that the pack does not name, its names and last day too."""
    refuse_if(rules.problems_with_office_place(by, office.province, office.district))
    with act("office.changed", by=by, on=office):
        office = Office.objects.select_for_update().get(pk=office.pk)
        office.phone = phone
        if not office.pack_code:
            office.names, office.valid_to = dict(names or office.names), valid_to
        office.save(update_fields=["phone", "names", "valid_to"])
    return office


def keep_organisation(
    organisation: Organisation | None,
    *,
    names: Mapping[str, str],
    kind: str,
    valid_from: date,
    valid_to: date | None,
    by: User,
) -> Organisation:
    """A partner organisation, new (None) or changed."""
    with act("organisation.kept", by=by) as a:
        organisation = organisation or Organisation()
        organisation.names, organisation.kind = dict(names), kind
        organisation.valid_from, organisation.valid_to = valid_from, valid_to
        organisation.save()
        a.on(organisation)
    return organisation


def require_second_factor(role: Role, required: bool, *, by: User) -> None:
    """From now on holders of this role give a second factor, or no longer have to."""
    refuse_if(rules.problems_with_setting_roles(by))
    with act("role.second_factor_required", by=by, on=role, required=required):
        role.needs_second_factor = required
        role.save(update_fields=["needs_second_factor"])


def _write(
    model: type[Model],
    fresh: list[Any],
    changed: list[Any],
    columns: list[str],
    name: str,
    by: HasActor,
) -> dict[str, int]:
    if fresh or changed:
        with act(name, by=by, created=len(fresh), updated=len(changed)):
            model._default_manager.bulk_create(fresh)
            if changed:
                model._default_manager.bulk_update(changed, columns)
    return {"created": len(fresh), "updated": len(changed)}
