"""A small cast: users with postings, made in one line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from solar_cms.accounts.models import Office, Organisation, Posting, Role, User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.places.models import District, Province

PLACES = {
    "14": ("ສາລະວັນ", "Salavan", {"1407": ("ເລົ່າງາມ", "Laongam")}),
    "15": ("ເຊກອງ", "Sekong", {"1504": ("ທ່າແຕງ", "Thateng")}),
    "16": (
        "ຈຳປາສັກ",
        "Champasak",
        {"1604": ("ປາກຊ່ອງ", "Paksong"), "1603": ("ບາຈຽງຈະເລີນສຸກ", "Bachiangchaleunsook")},
    ),
}


def known_id(kind: str, name: str) -> UUID:
    """The same id each time: rows that are kept (tests/kept.py) name users and offices by theirs."""
    return uuid5(NAMESPACE_OID, f"{kind} {name}")


def make_places() -> None:
    """The three provinces of the project with four of their districts."""
    codes = [code for _, _, districts in PLACES.values() for code in districts]
    if District.objects.filter(code__in=codes).count() == len(codes):
        return
    with act("test.arranged", by=SYSTEM):
        Province.objects.bulk_create(
            (
                Province(code=code, name_local=local, name_latin=latin)
                for code, (local, latin, _) in PLACES.items()
            ),
            ignore_conflicts=True,
        )
        District.objects.bulk_create(
            (
                District(code=code, province_id=province, name_local=local, name_latin=latin)
                for province, (_, _, districts) in PLACES.items()
                for code, (local, latin) in districts.items()
            ),
            ignore_conflicts=True,
        )


def make_office(code: str = "1604", **fields: Any) -> Office:
    known = Office.objects.filter(code=code).first()
    if known is not None:
        return known
    with act("test.arranged", by=SYSTEM):
        return Office.objects.create(
            code=code,
            **{
                "id": known_id("office", code),
                "kind": Office.Kind.DISTRICT if len(code) == 4 else Office.Kind.PROVINCIAL,
                "names": {"en": f"Office {code}", "lo": f"ຫ້ອງການ {code}"},
                "district_id": code if len(code) == 4 else None,
                "province_id": code[:2],
                "valid_from": date(2020, 1, 1),
                **fields,
            },
        )


def make_user(
    kind: str = "inspector",
    districts: Sequence[str] = ("1604",),
    *,
    username: str = "",
    whole_country: bool = False,
    organisation: Organisation | None = None,
    needs_second_factor: bool = False,
    language: str = "en",
    **fields: Any,
) -> User:
    """A user with one posting of a role kind for some districts (places are made if missing)."""
    make_places()
    username = username or f"{kind.replace('_', '.')}.{districts[0] if districts else 'all'}"
    office = None if organisation else make_office(districts[0] if districts else "16")
    known = User.objects.filter(username=username).first()
    key = kind if not needs_second_factor else f"{kind}_2fa"
    if known and known.postings.filter(
        role__key=key, office=office, organisation=organisation
    ).exists():  # fmt: skip
        return known
    with act("test.arranged", by=SYSTEM):
        user = known or User.objects.create_user(
            username,
            "correct horse battery",
            name_local=username,
            name_latin=username,
            language=language,
            **{"id": known_id("user", username), **fields},
        )
        role, _ = Role.objects.get_or_create(
            key=key,
            defaults={
                "id": known_id("role", key),
                "kind": kind,
                "names": {"en": kind, "lo": kind},
                "needs_second_factor": needs_second_factor,
            },
        )
        posting = Posting.objects.create(
            id=known_id("posting", f"{username} {key} {office or organisation}"),
            user=user,
            office=office,
            organisation=organisation,
            role=role,
            whole_country=whole_country,
            valid_from=date(2020, 1, 1),
        )
        posting.districts.set(District.objects.filter(code__in=districts))
    return User.objects.get(pk=user.pk)
