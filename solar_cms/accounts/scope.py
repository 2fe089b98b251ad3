"""Scope: what a user may do and where. Computed once per request from postings of the day.

A right reaches as far as the postings that carry it: a person may inspect in one district and
train in another. `visible_to(user)` of every queryset asks here.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from solar_cms.base.models import today
from solar_cms.base.policy import RIGHTS, rights_of
from solar_cms.base.texts import text_in

if TYPE_CHECKING:
    from solar_cms.accounts.models import User


@dataclass
class Reach:
    """How far one right reaches."""

    whole_country: bool = False
    districts: set[str] = field(default_factory=set)
    organisations: set[uuid.UUID] = field(default_factory=set)


@dataclass
class Scope:
    reaches: dict[str, Reach] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    roles: list[Any] = field(default_factory=list)  # the user's own, without those stood in for
    by_kind: dict[str, Reach] = field(default_factory=dict)  # where the postings of a kind reach
    by_role: dict[str, Reach] = field(default_factory=dict)  # the same by the pack's own roles
    office: tuple[uuid.UUID, str] | None = None
    office_names: dict[str, str] = field(default_factory=dict)
    district: str = ""  # the district to offer first
    needs_second_factor: bool = False

    def may(self, right: str) -> bool:
        return right in self.reaches

    def reach(self, right: str) -> Reach:
        return self.reaches.get(right) or Reach()

    def may_in(self, right: str, district: str | None) -> bool:
        """May this right be used on a row of this district?"""
        reach = self.reach(right)
        return self.may(right) and (reach.whole_country or district in reach.districts)


def scope_of(user: User) -> Scope:
    """The scope of a user today: own postings and those of the people they stand in for."""
    if not user.is_active:
        return Scope()
    if user.is_superuser:
        everything = Reach(whole_country=True)
        return Scope(
            reaches=dict.fromkeys(RIGHTS, everything),
            kinds={"administrator"},
            by_kind={"administrator": everything},
        )
    Posting: Any = apps.get_model("accounts", "Posting")
    Substitution: Any = apps.get_model("accounts", "Substitution")
    day = today()
    stands_in = Substitution.objects.on(day).filter(substitute=user).values("absent")
    postings = (
        Posting.objects.on(day)
        .filter(Q(user=user) | Q(user__in=stands_in))
        .select_related("role", "office")
        .annotate(codes=_district_codes())
        .order_by("valid_from", "id")
    )
    scope = Scope()
    for posting in postings:
        _add(scope, posting, own=posting.user_id == user.pk)
    return scope


def _district_codes() -> Any:
    from django.contrib.postgres.aggregates import ArrayAgg

    return ArrayAgg("districts__code", filter=Q(districts__isnull=False), default=[])


def _add(scope: Scope, posting: Any, own: bool) -> None:
    kind = posting.role.kind
    scope.kinds.add(kind)
    scope.needs_second_factor |= posting.role.needs_second_factor
    if own and posting.role not in scope.roles:
        scope.roles.append(posting.role)
    if own and posting.office and scope.office is None:
        scope.office = (posting.office.id, text_in(posting.office.names, "en"))
        scope.office_names = posting.office.names
        scope.district = posting.office.district_id or (posting.codes[0] if posting.codes else "")
    reaches = [scope.reaches.setdefault(right, Reach()) for right in rights_of(kind)]
    by_role = scope.by_role.setdefault(posting.role.key, Reach())
    for reach in [scope.by_kind.setdefault(kind, Reach()), by_role, *reaches]:
        reach.whole_country |= posting.whole_country
        reach.districts.update(posting.codes)
        if posting.organisation_id:
            reach.organisations.add(posting.organisation_id)


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows who may see its rows. Every list starts from visible_to(user).

    view_right: the right to see rows at all. district_path: where a row's district is.
    organisation_path: for partners, the organisation a row belongs to.
    """

    view_right: str = ""
    district_path: str = "district"
    organisation_path: str = ""

    def visible_to(self, user: User, right: str = "") -> Self:
        """The rows this user may see (or use another right on)."""
        right = right or self.view_right
        scope = user.scope
        if not scope.may(right):
            return self.none()
        reach = scope.reach(right)
        if reach.whole_country:
            return self
        condition = Q(**{f"{self.district_path}__in": sorted(reach.districts)})
        if self.organisation_path and reach.organisations:
            condition |= Q(**{f"{self.organisation_path}__in": sorted(reach.organisations)})
        return self.filter(condition)
