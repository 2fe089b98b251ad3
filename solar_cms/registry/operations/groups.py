"""Groups and their members over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from solar_cms.accounts.models import Organisation
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import Village
from solar_cms.registry import rules
from solar_cms.registry.models import GroupMembership, Person, ProducerGroup
from solar_cms.registry.operations.people import nfc
from solar_cms.registry.states import GroupKind, GroupRole

CORRECTABLE = frozenset(
    {"kind", "name_local", "name_latin", "village", "crops", "founded_on", "supported_by"}
)


def create_group(
    *,
    by: HasActor,
    name_local: str,
    district: str,
    name_latin: str = "",
    kind: str = GroupKind.PRODUCER_GROUP,
    village: Village | None = None,
    crops: Sequence[str] = (),
    founded_on: date | None = None,
    supported_by: Organisation | None = None,
) -> ProducerGroup:
    """Register a producer group, association or cooperative of a district (its code)."""
    refuse_if(rules.problems_with_place(district, village))
    with act("group.registered", by=by) as a:
        group = ProducerGroup(
            kind=kind, name_local=nfc(name_local), name_latin=nfc(name_latin), district_id=district,
            village=village, crops=list(crops), founded_on=founded_on, supported_by=supported_by,
        )  # fmt: skip
        group.save_new()
        a.on(group)
    return group


def correct_group(group: ProducerGroup, *, by: HasActor, **changes: Any) -> ProducerGroup:
    """Change facts of a group (field names of the model)."""
    if unknown := changes.keys() - CORRECTABLE:
        raise TypeError(f"not correctable: {sorted(unknown)}")
    with act("group.corrected", by=by, on=group):
        group = ProducerGroup.objects.select_for_update().get(pk=group.pk)
        for name, value in changes.items():
            setattr(group, name, nfc(value) if name.startswith("name_") else value)
        refuse_if(rules.problems_with_place(group.district_id, group.village))
        group.save()
    return group


def join_group(
    group: ProducerGroup,
    person: Person,
    *,
    by: HasActor,
    since: date,
    role: str = GroupRole.MEMBER,
) -> GroupMembership:
    """A person becomes a member from a day on."""
    with act("group.joined", by=by, on=group, role=role) as a:
        ProducerGroup.objects.select_for_update().get(pk=group.pk)
        warnings = refuse_if(rules.problems_with_joining(group, person, role, since))
        a.note(warnings=[w.code for w in warnings])
        return GroupMembership(group=group, person=person, role=role, valid_from=since).save_new()


def change_role(
    membership: GroupMembership, *, by: HasActor, role: str, on: date
) -> GroupMembership:
    """From a day on the member has another role; the row before ends the day before."""
    with act("group.role_changed", by=by, on=membership.group, role=role) as a:
        now = GroupMembership.objects.select_for_update().get(pk=membership.pk)
        warnings = refuse_if(rules.problems_with_new_role(now, role, on))
        a.note(warnings=[w.code for w in warnings])
        until, now.valid_to = now.valid_to, on - timedelta(days=1)
        now.save()
        return GroupMembership(
            group=now.group, person=now.person, role=role, valid_from=on, valid_to=until
        ).save_new()


def leave_group(
    membership: GroupMembership, *, by: HasActor, on: date | None = None, reason: str = ""
) -> GroupMembership:
    """The membership's last day."""
    day = on or today()
    with act("group.left", by=by, on=membership.group, reason=reason):
        membership = GroupMembership.objects.select_for_update().get(pk=membership.pk)
        refuse_if(rules.problems_with_leaving(membership, day))
        membership.valid_to = day
        membership.save()
    return membership


def end_group(group: ProducerGroup, *, by: HasActor, on: date, reason: str = "") -> ProducerGroup:
    """The group's last day, and that of all who are still in it."""
    with act("group.ended", by=by, on=group, reason=reason) as a:
        group = ProducerGroup.objects.select_for_update().get(pk=group.pk)
        refuse_if(rules.problems_with_ending(group, on))
        members = GroupMembership.objects.filter(group=group).on(on)
        a.note(members=members.update(valid_to=on))
        group.ended_on = on
        group.save()
    return group
