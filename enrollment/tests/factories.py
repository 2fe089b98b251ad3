"""Schemes, applications, members and contributions, made in one line."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from enrollment.models import (
    Application,
    Channel,
    Contribution,
    DocumentKind,
    InsuredEarnings,
    Membership,
    Promoter,
    Remittance,
    Scheme,
    SchemeParameter,
)
from enrollment.pack_sections import load_schemes
from enrollment.rules.terms import first_of_month
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.law.reading import read_file
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_person

_number = itertools.count(1)


def load_laos() -> None:
    """The schemes, dated values, channels and papers of the Lao pack, once."""
    from django.conf import settings

    if Scheme.objects.exists():
        return
    data = read_file(settings.PACKS_DIR / "laos" / "schemes.toml")
    with act("test.arranged", by=SYSTEM):
        load_schemes(data, None)


def voluntary() -> Scheme:
    load_laos()
    return Scheme.objects.get(key="voluntary_nssf")


def channel(key: str = "office") -> Channel:
    load_laos()
    return Channel.objects.get(key=key)


def card() -> DocumentKind:
    """The paper that the pack demands (its source is not confirmed)."""
    load_laos()
    return DocumentKind.objects.get(key="identity_card")


def set_parameter(key: str, value: str | None, **fields: Any) -> SchemeParameter:
    """Replace all values of a key of the voluntary scheme by one."""
    scheme = voluntary()
    with act("test.arranged", by=SYSTEM):
        SchemeParameter.objects.filter(scheme=scheme, key=key).delete()
        return SchemeParameter.objects.create(
            **{
                "scheme": scheme,
                "key": key,
                "value": value,
                "status": "confirmed" if value is not None else "unknown",
                "source": "test",
                **fields,
            }
        )


def make_application(person: Person | None = None, **fields: Any) -> Application:
    scheme = voluntary()
    person = person or make_person()
    with act("test.arranged", by=SYSTEM):
        return Application.objects.create(
            **{
                "number": f"AP-T-{next(_number):05d}",
                "person": person,
                "scheme": scheme,
                "district_id": person.district_id,
                "channel": channel(),
                "received_on": date(2026, 3, 2),
                "earnings": 1_200_000,
                "state": "submitted",
                **fields,
            }
        )


def make_membership(
    person: Person | None = None, *, earnings: int | None = 1_200_000, **fields: Any
) -> Membership:
    """A member since 1.1.2026 who insures 1,200,000 a month."""
    scheme = voluntary()
    person = person or make_person(district=fields.pop("district", "1604"))
    values = {
        "person": person,
        "scheme": scheme,
        "member_number": f"T{next(_number):08d}",
        "accepted_on": date(2026, 1, 1),
        "valid_from": date(2026, 1, 1),
        "district_id": person.district_id,
        "channel": channel(),
        **fields,
    }
    with act("test.arranged", by=SYSTEM):
        membership = Membership.objects.create(**values)
        if earnings is not None:
            InsuredEarnings.objects.create(
                membership=membership, amount=earnings, valid_from=membership.valid_from
            )
    return membership


def make_contribution(membership: Membership, month: date, **fields: Any) -> Contribution:
    with act("test.arranged", by=SYSTEM):
        return Contribution.objects.create(
            **{
                "membership": membership,
                "district_id": membership.district_id,
                "month": first_of_month(month),
                "amount": 108_000,
                "insured_earnings": 1_200_000,
                "rate": "9",
                "collected_on": month,
                "slip_number": f"CS-T-{next(_number):06d}",
                **fields,
            }
        )


def make_remittance(
    *contributions: Contribution, confirmed: bool = False, **fields: Any
) -> Remittance:
    number = next(_number)
    with act("test.arranged", by=SYSTEM):
        remittance = Remittance.objects.create(
            **{
                "number": f"RM-T-{number:05d}",
                "scheme": contributions[0].membership.scheme,
                "district_id": contributions[0].district_id,
                "remitted_on": max(c.collected_on for c in contributions),
                **(
                    {"receipt_number": f"R{number}", "confirmed_on": date(2026, 11, 1)}
                    if confirmed
                    else {}
                ),
                **fields,
            }
        )
        Contribution.objects.filter(pk__in=[c.pk for c in contributions]).update(
            remittance=remittance, state="confirmed" if confirmed else "remitted"
        )
    return remittance


def make_promoter(person: Person | None = None, **fields: Any) -> Promoter:
    person = person or make_person("ຜູ້ສົ່ງເສີມ")
    with act("test.arranged", by=SYSTEM):
        return Promoter.objects.create(
            **{
                "person": person,
                "role": "group_leader",
                "district_id": person.district_id,
                "valid_from": date(2024, 1, 1),
                **fields,
            }
        )
