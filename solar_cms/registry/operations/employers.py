"""Employers and the places where work is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import Village
from solar_cms.registry import rules
from solar_cms.registry.closing_rules import problems_with_closed_employer
from solar_cms.registry.models import Employer, Household, ProducerGroup, Workplace
from solar_cms.registry.operations.people import nfc
from solar_cms.registry.terms import problems_with_sector

EMPLOYER_FIELDS = frozenset(
    {"name_local", "name_latin", "registration_number", "phone", "representative"}
)
WORKPLACE_FIELDS = frozenset(
    {
        "employer", "group", "household", "kind", "name_local", "name_latin", "district", "village",
        "workers_women", "workers_men", "isic",
    }
)  # fmt: skip


def create_employer(
    *,
    by: HasActor,
    name_local: str,
    name_latin: str = "",
    registration_number: str = "",
    phone: str = "",
    representative: str = "",
    workplace: Mapping[str, Any] | None = None,
) -> Employer:
    """Register who is liable as employer, with the first of its workplaces (the arguments of
    create_workplace): an employer is seen through them."""
    with act("employer.registered", by=by) as a:
        employer = Employer(
            name_local=nfc(name_local), name_latin=nfc(name_latin), phone=phone,
            registration_number=nfc(registration_number), representative=nfc(representative),
        )  # fmt: skip
        employer.save_new()
        if workplace is not None:
            create_workplace(**workplace, employer=employer, by=by)
        a.on(employer)
    return employer


def correct_employer(employer: Employer, *, by: HasActor, **changes: Any) -> Employer:
    """Change facts of an employer (field names of the model)."""
    if unknown := changes.keys() - EMPLOYER_FIELDS:
        raise TypeError(f"not correctable: {sorted(unknown)}")
    with act("employer.corrected", by=by, on=employer):
        employer = Employer.objects.select_for_update().get(pk=employer.pk)
        for name, value in changes.items():
            setattr(employer, name, nfc(value) if isinstance(value, str) else value)
        employer.save()
    return employer


def create_workplace(
    *,
    by: HasActor,
    kind: str,
    name_local: str,
    district: str,
    name_latin: str = "",
    village: Village | None = None,
    employer: Employer | None = None,
    group: ProducerGroup | None = None,
    workers_women: int | None = None,
    workers_men: int | None = None,
    isic: str = "",
    household: Household | None = None,
) -> Workplace:
    """Register a site that can be inspected, in a district (its code)."""
    refuse_if(
        rules.problems_with_place(district, village)
        + problems_with_sector(isic)
        + problems_with_closed_employer(employer)
    )
    with act("workplace.registered", by=by) as a:
        workplace = Workplace(
            employer=employer, group=group, kind=kind, name_local=nfc(name_local),
            name_latin=nfc(name_latin), district_id=district, village=village,
            workers_women=workers_women, workers_men=workers_men, isic=isic, household=household,
        )  # fmt: skip
        workplace.save_new()
        a.on(workplace)
    return workplace


def correct_workplace(workplace: Workplace, *, by: HasActor, **changes: Any) -> Workplace:
    """Change facts of a workplace (field names of the model)."""
    if unknown := changes.keys() - WORKPLACE_FIELDS:
        raise TypeError(f"not correctable: {sorted(unknown)}")
    with act("workplace.corrected", by=by, on=workplace):
        workplace = Workplace.objects.select_for_update().get(pk=workplace.pk)
        for name, value in changes.items():
            setattr(workplace, name, nfc(value) if isinstance(value, str) else value)
        refuse_if(
            rules.problems_with_place(workplace.district_id, workplace.village)
            + problems_with_sector(changes.get("isic", ""))
        )
        workplace.save()
    return workplace
