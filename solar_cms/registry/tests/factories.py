"""People, groups, employers and workplaces, made in one line.

Places are made where they are missing (accounts' make_places knows 1604, 1603, 1407 and 1504).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings

from solar_cms.accounts.tests.factories import make_places
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.law.reading import read_part
from solar_cms.places.models import District, Village
from solar_cms.registry.models import (
    Consent,
    ConsentText,
    Employer,
    GroupMembership,
    Household,
    IdDocument,
    Person,
    ProducerGroup,
    Workplace,
)
from solar_cms.registry.pack_sections import load_lists

_number = itertools.count(1)


def district_of(code: str) -> District:
    """The district, made with its neighbours when it is not there yet."""
    found = District.objects.filter(code=code).first()
    if found is None:
        make_places()
        found = District.objects.get(code=code)
    return found


def make_village(
    code: str = "1604012",
    name_local: str = "ບ້ານ ໜອງຫຼວງ",
    name_latin: str = "Nong Luang",
    **fields: Any,
) -> Village:
    """A village; its code begins with its district's."""
    district_of(code[:4])
    with act("test.arranged", by=SYSTEM):
        village, _ = Village.objects.get_or_create(
            code=code,
            defaults={
                "district_id": code[:4],
                "name_local": name_local,
                "name_latin": name_latin,
                **fields,
            },
        )
    return village


def make_person(
    given_name: str = "ສົມພອນ",
    family_name: str = "ວົງສາ",
    *,
    district: str = "1604",
    village: Village | None = None,
    card: str = "",
    **fields: Any,
) -> Person:
    """A person living in a district; `card` gives them an identity card of that number."""
    district_of(district)
    defaults = {"sex": "F", "birth_year": 1985}
    if "birth_date" in fields:
        defaults["birth_year"] = fields["birth_date"].year
    with act("test.arranged", by=SYSTEM):
        person = Person.objects.create(
            **{
                **defaults,
                "given_name": given_name,
                "family_name": family_name,
                "district_id": village.district_id if village else district,
                "village": village,
                **fields,
            }
        )
        if card:
            IdDocument.objects.create(person=person, kind="card", number=card)
    return Person.objects.get(pk=person.pk)


def make_household(district: str = "1604", **fields: Any) -> Household:
    district_of(district)
    with act("test.arranged", by=SYSTEM):
        return Household.objects.create(district_id=district, **fields)


def make_group(
    name_local: str = "",
    *,
    district: str = "1604",
    members: Sequence[Person] = (),
    leader: Person | None = None,
    crops: Sequence[str] = ("coffee",),
    since: date = date(2023, 1, 1),
    **fields: Any,
) -> ProducerGroup:
    """A producer group with members (and perhaps a leader) from a day on."""
    district_of(district)
    number = next(_number)
    with act("test.arranged", by=SYSTEM):
        group = ProducerGroup.objects.create(
            **{
                "name_local": name_local or f"ກຸ່ມກາເຟ {number}",
                "name_latin": f"Coffee group {number}",
                "district_id": district,
                "crops": list(crops),
                **fields,
            }
        )
    for person in members:
        make_member(group, person, since=since)
    if leader is not None:
        make_member(group, leader, role="leader", since=since)
    return group


def make_member(
    group: ProducerGroup,
    person: Person | None = None,
    *,
    role: str = "member",
    since: date = date(2023, 1, 1),
    until: date | None = None,
) -> GroupMembership:
    """A person (made when not given) in a group from a day."""
    person = person or make_person(district=group.district_id)
    with act("test.arranged", by=SYSTEM):
        return GroupMembership.objects.create(
            group=group, person=person, role=role, valid_from=since, valid_to=until
        )


def make_employer(name_local: str = "", **fields: Any) -> Employer:
    number = next(_number)
    with act("test.arranged", by=SYSTEM):
        return Employer.objects.create(
            **{
                "name_local": name_local or f"ບໍລິສັດ ກາເຟ {number}",
                "name_latin": f"Coffee company {number}",
                **fields,
            }
        )


def make_workplace(
    name_local: str = "",
    *,
    district: str = "1604",
    employer: Employer | None = None,
    kind: str = "factory",
    **fields: Any,
) -> Workplace:
    """A site that can be inspected, in a district; without employer unless one is given."""
    district_of(district)
    number = next(_number)
    with act("test.arranged", by=SYSTEM):
        return Workplace.objects.create(
            **{
                "name_local": name_local or f"ໂຮງງານກາເຟ {number}",
                "name_latin": f"Coffee mill {number}",
                "district_id": district,
                "employer": employer,
                "kind": kind,
                **fields,
            }
        )


def load_terms() -> None:
    """The coded lists that are shipped."""
    with act("test.arranged", by=SYSTEM):
        load_lists(read_part(settings.PACKS_DIR / "laos" / "lists"), None)


def make_consent_text(purpose: str = "data_collection", **fields: Any) -> ConsentText:
    with act("test.arranged", by=SYSTEM):
        return ConsentText.objects.create(
            **{
                "purpose": purpose,
                "texts": {"en": "I agree.", "lo": "ຂ້ອຍເຫັນດີ."},
                "valid_from": date(2020, 1, 1),
                **fields,
            }
        )


def make_consent(person: Person, text: ConsentText | None = None, **fields: Any) -> Consent:
    text = text or ConsentText.objects.first() or make_consent_text()
    with act("test.arranged", by=SYSTEM):
        return Consent.objects.create(
            **{
                "person": person,
                "text": text,
                "language": "lo",
                "method": "signature",
                "given_on": date(2024, 1, 1),
                **fields,
            }
        )
