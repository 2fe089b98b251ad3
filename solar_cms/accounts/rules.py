"""Questions about users, postings and leave, answered with lists of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.accounts.models import Office, Posting, Role, User
from solar_cms.base.models import today
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem
from solar_cms.places.models import District, Province

# What a head may hand out within the own districts; the rest is the administrator's.
HEAD_GRANTS = frozenset(
    {
        RoleKind.INSPECTOR,
        RoleKind.SUPERVISOR,
        RoleKind.LEGAL_OFFICER,
        RoleKind.ENROLMENT_OFFICER,
        RoleKind.TRAINER,
    }
)


def problems_with_roles(data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a pack's roles; fields are "roles.<n>.<key>", n from 1."""
    found = []
    seen: set[str] = set()
    for place, row in _numbered(data, "roles"):
        key = row.get("key", "")
        if not key or key in seen:
            found.append(
                Problem("role.key", _("The key is missing or given twice."), f"{place}.key")
            )
        seen.add(key)
        if row.get("kind") not in RoleKind.values:
            message = _("The kind must be one of: %s.") % ", ".join(RoleKind.values)
            found.append(Problem("role.kind", message, f"{place}.kind"))
        found += _problems_with_names(row, place)
    return found


def problems_with_offices(data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a pack's offices; fields are "offices.<n>.<key>", n from 1."""
    found: list[Problem] = []
    known = set(Office.objects.values_list("code", flat=True))
    provinces = set(Province.objects.values_list("code", flat=True))
    districts = set(District.objects.values_list("code", flat=True))
    for place, row in _numbered(data, "offices"):
        checks = (
            ("code", bool(row.get("code")), _("The code is missing.")),
            (
                "kind",
                row.get("kind") in Office.Kind.values,
                _("The kind must be one of: %s.") % ", ".join(Office.Kind.values),
            ),
            (
                "parent",
                not row.get("parent") or row["parent"] in known,
                _("The office above is not known; it must stand before this one."),
            ),
            (
                "province",
                not row.get("province") or row["province"] in provinces,
                _("This province is not known."),
            ),
            (
                "district",
                not row.get("district") or row["district"] in districts,
                _("This district is not known."),
            ),
            (
                "valid_from",
                isinstance(row.get("valid_from"), date),
                _("A date is needed: 2020-01-01."),
            ),
        )
        found += [
            Problem(f"office.{name}", message, f"{place}.{name}")
            for name, good, message in checks
            if not good
        ]
        found += _problems_with_names(row, place)
        known.add(row.get("code", ""))
    return found


def problems_with_office_place(
    by: User, province: Province | None, district: District | None
) -> list[Problem]:
    """May `by` keep an office there? A district's within reach; a province's with a district in it."""
    reach = by.scope.reach("offices.keep")
    if reach.whole_country:
        return []
    if district is not None:
        here = district.pk in reach.districts
    else:
        here = province is not None and province.districts.filter(pk__in=reach.districts).exists()
    if here:
        return []
    message = _("You keep the offices of your own province and districts only.")
    return [Problem("office.outside", message, "district" if district else "province")]


def problems_with_office_code(code: str) -> list[Problem]:
    """Is this code free?"""
    if not Office.objects.filter(code=code.strip().upper()).exists():
        return []
    return [Problem("office.code_taken", _("An office with this code is known already."), "code")]


def problems_with_setting_roles(by: User) -> list[Problem]:
    if by.may("roles.keep"):
        return []
    message = _("Only the system administrator sets what a role needs.")
    return [Problem("role.not_yours", message)]


def may_keep(by: User, user: User, postings: Iterable[Posting]) -> bool:
    """May `by` change this user: is everything the user may do within what `by` may hand out?"""
    if by.is_superuser or by.scope.reach("users.keep").whole_country:
        return not user.is_superuser or by.is_superuser
    if user.is_superuser or not by.may("users.keep"):
        return False
    reach = by.scope.reach("users.keep").districts
    mine = list(postings)
    return bool(mine) and all(
        posting.role.kind in HEAD_GRANTS
        and not posting.whole_country
        and {district.code for district in posting.districts.all()} <= reach
        for posting in mine
    )


def problems_with_keeping(by: User, user: User) -> list[Problem]:
    """May `by` change this user's account at all?"""
    postings = standing_postings(user) or list(_with_places(user.postings.all()))
    if user.pk != by.pk and may_keep(by, user, postings):
        return []
    message = _(
        "This account is kept by somebody with a wider office: ask the system administrator."
    )
    if user.pk == by.pk:
        message = _("Nobody changes their own rights: ask another administrator.")
    return [Problem("user.not_yours", message)]


def standing_postings(user: User) -> list[Posting]:
    """Postings of today and later, with what `may_keep` asks for."""
    rows = user.postings.filter(valid_to__isnull=True) | user.postings.filter(valid_to__gte=today())
    return list(_with_places(rows))


def _with_places(rows: Any) -> Any:
    return rows.select_related("role").prefetch_related("districts")


def problems_with_posting(
    by: User,
    *,
    role: Role,
    districts: Iterable[District],
    whole_country: bool,
    office: Office | None,
    organisation: Any = None,
) -> list[Problem]:
    """May `by` give this posting?"""
    found = []
    codes = {district.code for district in districts}
    reach = by.scope.reach("users.keep")
    if not whole_country and not codes and organisation is None:
        message = _("Choose at least one district, or the whole country.")
        found.append(Problem("posting.nowhere", message, "districts"))
    if (office is None) == (organisation is None):
        message = _("Choose an office, or for a partner its organisation.")
        found.append(Problem("posting.office", message, "office"))
    if (role.kind == RoleKind.PARTNER) != (organisation is not None):
        message = _("A partner's role goes with an organisation, every other role with an office.")
        found.append(Problem("posting.partner", message, "role"))
    if reach.whole_country:
        return found
    if role.kind not in HEAD_GRANTS:
        message = _("This role is given by the system administrator.")
        found.append(Problem("posting.role_not_yours", message, "role"))
    if whole_country or not codes <= reach.districts:
        message = _("You can give postings in your own districts only.")
        found.append(Problem("posting.outside", message, "districts"))
    return found


def problems_with_substitution(
    absent: User, substitute: User, *, first: date, last: date, by: User
) -> list[Problem]:
    """May `substitute` stand in for `absent` on these days, arranged by `by`?"""
    found = []
    if by.pk != absent.pk and not may_keep(by, absent, standing_postings(absent)):
        message = _("A substitution is arranged by the person on leave or the head of office.")
        found.append(Problem("substitution.not_yours", message))
    if absent.pk == substitute.pk:
        message = _("Nobody stands in for themselves.")
        found.append(Problem("substitution.self", message, "substitute"))
    if not substitute.is_active:
        message = _("This account is closed; choose somebody else.")
        found.append(Problem("substitution.inactive", message, "substitute"))
    if first < today():
        message = _("The first day must not be in the past.")
        found.append(Problem("substitution.past", message, "valid_from"))
    if last < first:
        message = _("The last day must not be before the first.")
        found.append(Problem("substitution.dates", message, "valid_to"))
    away = substitute.substituted_by.filter(valid_from__lte=last, valid_to__gte=first)
    if away.exists():
        message = _("This person is on leave then too; choose somebody else.")
        found.append(Problem("substitution.away", message, "substitute"))
    return found


def problems_with_handover(leaver: User, successor: User, by: User) -> list[Problem]:
    """May all open work of `leaver` go to `successor`?"""
    found = problems_with_keeping(by, leaver)
    if leaver.pk == successor.pk:
        message = _("The work must go to somebody else.")
        found.append(Problem("handover.self", message, "successor"))
    elif not successor.is_active or not successor.postings.on(today()).exists():
        message = _("The successor needs an open account with a posting of today.")
        found.append(Problem("handover.successor", message, "successor"))
    return found


def _numbered(data: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [(f"{name}.{number}", row) for number, row in enumerate(data.get(name, []), 1)]


def _problems_with_names(row: Mapping[str, Any], place: str) -> list[Problem]:
    names = row.get("names")
    if isinstance(names, Mapping) and names.get("en"):
        return []
    message = _("Names by language are needed, English at least.")
    return [Problem("names.missing", message, f"{place}.names")]
