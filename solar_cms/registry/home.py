"""Cards of the home page: groups that a partner organisation supports, pairs of records to decide."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from solar_cms.base.models import today
from solar_cms.registry.models import DuplicatePair, ProducerGroup
from solar_cms.registry.states import PairState

SHOWN = 6


def groups_card(user: Any) -> dict[str, Any]:
    """Groups by size, with their present members; how many there are in all."""
    day = today()
    groups = ProducerGroup.objects.visible_to(user).filter(Q(ended_on=None) | Q(ended_on__gte=day))
    present = Q(memberships__valid_from__lte=day) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=day)
    )
    women = present & Q(memberships__person__sex="F")
    rows = (
        groups.select_related("district", "village")
        .annotate(
            people=Count("memberships", filter=present), women=Count("memberships", filter=women)
        )
        .order_by("-people", "name_local", "id")
    )
    return {"groups": list(rows[:SHOWN]), "total": groups.count(), "url": reverse("groups")}


def duplicates_card(user: Any) -> dict[str, Any] | None:
    """How many pairs wait for those who keep people; nothing where none does."""
    total = DuplicatePair.objects.visible_to(user).filter(state=PairState.OPEN).count()
    return {"total": total, "url": reverse("duplicates")} if total else None
