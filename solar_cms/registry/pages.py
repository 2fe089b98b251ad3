"""What the pages of the registry share: panels, tabs, numbers of groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.face import Tag
from solar_cms.base.hooks import record_panels
from solar_cms.base.models import today
from solar_cms.registry.models import (
    Employer,
    GroupMembership,
    Person,
    ProducerGroup,
    Workplace,
)
from solar_cms.registry.states import LEADERSHIP, GroupRole, Sex


def panels_of(user: Any, record: Any) -> list[dict[str, Any]]:
    """What upper apps show on this record's page to this reader, in order."""
    shown = []
    label = record._meta.label
    for panel in sorted(record_panels, key=lambda p: p.order):
        if panel.model != label or not user.may(panel.right):
            continue
        context = panel.context(user, record)
        if context is not None:
            shown.append({"template": panel.template, "context": context})
    return shown


def tabs_for(user: Any, current: str) -> list[tuple[str, str, bool]]:
    """The lists of the registry that this reader may open."""
    known = [
        ("people", _("People"), "people.view"),
        ("households", _("Households"), "people.view"),
        ("groups", _("Producer groups"), "groups.view"),
        ("workplaces", _("Workplaces"), "employers.view"),
        ("employers", _("Employers"), "employers.view"),
        ("villages", _("Villages"), "places.view"),
        ("corrections", _("Requests for correction"), "people.subject_access"),
        ("retention", _("Retention of data"), "retention.view"),
        ("duplicates", _("Duplicates"), "people.keep"),
    ]
    return [
        (words, reverse(name), name == current) for name, words, right in known if user.may(right)
    ]


def crumbs_to(name: str) -> list[tuple[str, str]]:
    words = {
        "people": _("People"),
        "households": _("Households"),
        "groups": _("Producer groups"),
        "workplaces": _("Workplaces"),
        "employers": _("Employers"),
        "villages": _("Villages"),
        "duplicates": _("Possible duplicates"),
    }
    return [(words[name], reverse(name))]


def standing_tag(record: Any) -> Tag:
    """In force, to come, over or withdrawn, of anything with valid_from and valid_to."""
    day = today()
    if getattr(record, "withdrawn_on", None):
        return Tag("refused", _("Withdrawn"))
    if record.valid_to and record.valid_to < day:
        return Tag("closed", _("Ended"))
    if record.valid_from > day:
        return Tag("waiting", _("To come"))
    return Tag("done", _("Valid now"))


def closed_tag(record: Any) -> Tag | None:
    """Of an employer or workplace that was closed."""
    return Tag("closed", _("Closed")) if record.closed_on else None


def page_of(user: Any, name: str, record: Any) -> str:
    """The address of a record's page, "" where this reader may not open it."""
    if record is None or not type(record).objects.visible_to(user).filter(pk=record.pk).exists():
        return ""
    return reverse(name, args=[record.pk])


def with_members(groups: Iterable[ProducerGroup]) -> list[ProducerGroup]:
    """The groups with `people`, `women` and `leader` (a person or None) of today. Two queries."""
    groups = list(groups)
    now = GroupMembership.objects.filter(group__in=[g.pk for g in groups]).on(today())
    counts = {
        row["group"]: row
        for row in now.order_by()
        .values("group")
        .annotate(people=Count("id"), women=Count("id", Q(person__sex=Sex.FEMALE)))
    }
    leaders: dict[Any, Person] = {}
    for one in now.filter(role=GroupRole.LEADER).select_related("person").order_by("valid_from"):
        leaders[one.group_id] = one.person
    for group in groups:
        row = counts.get(group.pk, {})
        group.people = row.get("people", 0)  # type: ignore[attr-defined]
        group.women = row.get("women", 0)  # type: ignore[attr-defined]
        group.leader = leaders.get(group.pk)  # type: ignore[attr-defined]
    return groups


def leaders_of(group: ProducerGroup) -> list[GroupMembership]:
    """Who leads the group today, leader first."""
    order = [r.value for r in GroupRole]
    rows = group.memberships.on(today()).filter(role__in=LEADERSHIP)  # type: ignore[attr-defined]
    return sorted(rows.select_related("person"), key=lambda m: (order.index(m.role), m.valid_from))


def keeps_party(user: Any, party: Employer | ProducerGroup | None) -> bool:
    """Whether this user keeps the records of an employer or a group."""
    if isinstance(party, ProducerGroup):
        return user.scope.may_in("groups.keep", party.district_id)
    theirs = Workplace.objects.visible_to(user, "employers.keep").filter(employer=party)
    return party is not None and theirs.exists()
