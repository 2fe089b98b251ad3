"""Offices and roles as a country pack names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from solar_cms.accounts import rules
from solar_cms.accounts.models import Office, Role, User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if


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


def upsert_offices(data: Mapping[str, Any], *, by: HasActor) -> dict[str, int]:
    """Bring the offices to the state of a pack's `offices.toml`: {"offices": [{code, kind, names,
    valid_from, valid_to?, parent?, province?, district?, phone?}]}, parents before their children.
    Offices not named stay. Returns {"created": n, "updated": n}."""
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
            "phone": row.get("phone", ""),
            "valid_from": row["valid_from"],
            "valid_to": row.get("valid_to"),
        }
        office = known.get(row["code"])
        if office is None:
            known[row["code"]] = office = Office(code=row["code"], **values)
            fresh.append(office)
        elif any(getattr(office, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(office, name, value)
            changed.append(office)
    columns = ["kind", "names", "province", "district", "parent", "phone", "valid_from", "valid_to"]
    return _write(Office, fresh, changed, columns, "offices.loaded", by)


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
