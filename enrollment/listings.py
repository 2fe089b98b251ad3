"""Rows of the lists of enrolment: members, groups and their people, the numbers of its home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Func, QuerySet, Sum, TextField, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.filters import MembershipFilter, unpaid_in
from enrollment.models import Application, Contribution, Membership, Remittance
from enrollment.pages import application_tag, standing_tag, unpaid_months
from enrollment.rules.terms import add_months
from enrollment.states import ApplicationState, ContributionState
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.registry.models import GroupMembership, Person, ProducerGroup


def with_unpaid(rows: Sequence[Membership]) -> list[Membership]:
    """Memberships with `unpaid` (full months) and `tag`. One query for any number of rows."""
    paid: dict[UUID, list[date]] = {}
    contributions = Contribution.objects.filter(membership__in=[row.pk for row in rows])
    for pk, month in contributions.values_list("membership_id", "month"):
        paid.setdefault(pk, []).append(month)
    for row in rows:
        row.unpaid = unpaid_months(row, paid.get(row.pk, []), today())  # type: ignore[attr-defined]
        row.tag = standing_tag(row)  # type: ignore[attr-defined]
    return list(rows)


@dataclass
class Candidate:
    """A member of a group and how far they are with the scheme."""

    person: Person
    role: str
    membership: Membership | None = None
    application: Application | None = None

    @property
    def tag(self) -> Tag:
        if self.membership:
            return Tag("done", _("Registered"))
        if self.application:
            return application_tag(self.application)
        return Tag("waiting", _("Not registered"))


def candidates_of(group: ProducerGroup, user: Any) -> list[Candidate]:
    """The group's present members with their membership or latest application. Three queries."""
    day = today()
    rows = [
        Candidate(row.person, str(row.get_role_display()))
        for row in group.memberships.on(day)
        .select_related("person__village", "person__district")
        .order_by("person__sort_name", "id")
    ]
    people = [row.person.pk for row in rows]
    members = {m.person_id: m for m in Membership.objects.on(day).filter(person__in=people)}
    applications = {
        a.person_id: a
        for a in Application.objects.filter(person__in=people).order_by("received_on", "id")
    }
    for row in rows:
        row.membership = members.get(row.person.pk)
        row.application = applications.get(row.person.pk)
    return rows


def with_registered(rows: Sequence[ProducerGroup]) -> list[ProducerGroup]:
    """Groups with `people` (present members) and `registered` of them. Two queries."""
    day = today()
    people: dict[UUID, set[UUID]] = {}
    inside = GroupMembership.objects.on(day).filter(group__in=[row.pk for row in rows])
    for group_id, person_id in inside.values_list("group_id", "person_id"):
        people.setdefault(group_id, set()).add(person_id)
    everybody = set().union(*people.values()) if people else set()
    registered = set(
        Membership.objects.on(day).filter(person__in=everybody).values_list("person_id", flat=True)
    )
    for row in rows:
        row.people = len(people.get(row.pk, ()))  # type: ignore[attr-defined]
        row.registered = len(people.get(row.pk, set()) & registered)  # type: ignore[attr-defined]
    return list(rows)


def overview_context(user: Any) -> dict[str, Any]:
    """Numbers of the home of enrolment, each with the list behind it."""
    memberships: Any = Membership.objects.visible_to(user)
    applications = Application.objects.visible_to(user)
    by_state = dict(applications.order_by().values_list("state").annotate(Count("pk")))
    to_remit = Contribution.objects.visible_to(user).filter(state=ContributionState.COLLECTED)
    waiting = remittances_waiting(user)
    last_month = add_months(today(), -1)
    return {
        "states": [
            (state, by_state.get(state.value, 0), f"{reverse('applications')}?state={state.value}")
            for state in ApplicationState
        ],
        "members": memberships.on(today()).count(),
        "last_month": last_month,
        "unpaid": unpaid_in(memberships, last_month).count(),
        "to_remit": to_remit.aggregate(count=Count("pk"), amount=Sum("amount")),
        "waiting": waiting,
        "may_remit": user.may("enrollment.remit"),
        "may_enrol": user.may("enrollment.enrol"),
    }


def remittances_waiting(user: Any) -> int:
    return Remittance.objects.visible_to(user).filter(receipt_number="").count()


def all_rows(rows: QuerySet, order: Sequence[str], size: int = 1000) -> Iterator[Any]:
    """Every row of a list in its order, page by page, so that an export needs little memory."""
    cursor = ""
    while True:
        page = keyset_page(rows, order, cursor=cursor, size=size)
        yield from page.rows
        cursor = page.next_cursor
        if not cursor:
            return


def members_filtered(user: Any, query: QueryDict) -> tuple[MembershipFilter, Any]:
    """The filter and the memberships it leaves, as far as the reader may see them."""
    form = MembershipFilter(query, user=user)
    rows = Membership.objects.visible_to(user).select_related(
        "person__village", "district", "group", "channel"
    )
    return form, form.apply(rows)


def members_export(user: Any, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """All members of the list as filtered."""
    _form, rows = members_filtered(user, query)
    return rows.count(), membership_rows(rows)


def membership_rows(rows: QuerySet) -> Iterator[list[Any]]:
    """The list as rows of an export: header first."""
    yield [
        _("Social security number"), _("Name"), _("Latin name"), _("Sex"), _("District"),
        _("Village"), _("Producer group"), _("Channel"), _("Member from"), _("Member to"),
    ]  # fmt: skip
    for row in all_rows(rows, ["-valid_from", "-id"]):
        person = row.person
        yield [
            row.member_number, person.local_name, person.latin_name, person.get_sex_display(),
            str(row.district), str(person.village or ""), str(row.group or ""), str(row.channel),
            row.valid_from, row.valid_to,
        ]  # fmt: skip


class Folded(Func):
    """Words folded as search keys are."""

    function = "solar_fold"
    output_field = TextField()

    def __init__(self, words: str) -> None:
        super().__init__(Value(words))
