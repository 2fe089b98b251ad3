"""Suppliers and buyers of a party, with their tiers: tier 1 deals with it, tier 2 with tier 1, …

One recursive query over the ties of a day; each party counts at its nearest tier, a ring of ties ends
where it began. Who deals with the party itself is named; further away only whom the reader may see.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.urls import reverse

from solar_cms.base.models import today
from solar_cms.registry.models import Employer, ProducerGroup
from solar_cms.registry.states import SupplyKind

DEEPEST = 10  # tiers
MOST = 200  # parties shown

# UNION keeps each (tier, party) once, so that rings and webs of ties cost no more than lines.
WALK = """
WITH RECURSIVE ties AS NOT MATERIALIZED (
  SELECT * FROM registry_supplylink
  WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
), walk(tier, party) AS (
  SELECT 0, %(start)s::uuid
  UNION
  SELECT w.tier + 1, l.{far} FROM walk w JOIN ties l ON l.{near} = w.party
  WHERE w.tier < %(deepest)s AND l.{far} <> %(start)s::uuid
), nearest AS (
  SELECT party, min(tier) AS tier FROM walk GROUP BY party
)
SELECT n.tier, n.party, t.through, t.kind, t.goods, t.id, t.valid_from,
       (e.id IS NOT NULL) AS is_employer
FROM nearest n
CROSS JOIN LATERAL (
  SELECT l.id, l.kind, l.goods, l.valid_from, l.{near} AS through
  FROM ties l JOIN nearest b ON b.party = l.{near} AND b.tier = n.tier - 1
  WHERE l.{far} = n.party ORDER BY l.valid_from, l.id LIMIT 1
) t
LEFT JOIN registry_employer e ON e.id = n.party
LEFT JOIN registry_producergroup g ON g.id = n.party
WHERE n.tier > 0
ORDER BY n.tier, COALESCE(e.name_local, g.name_local), n.party
LIMIT %(most)s
"""


@dataclass
class Tie:
    """A party at a tier. `name` is empty where the reader may not see it."""

    tier: int
    party: uuid.UUID
    through: uuid.UUID
    kind: str
    goods: str
    link: uuid.UUID
    since: date
    is_employer: bool
    name: str = ""
    url: str = ""
    through_name: str = ""

    @property
    def kind_said(self) -> str:
        return str(SupplyKind(self.kind).label)


def walk(start: uuid.UUID, *, upstream: bool, day: date | None = None) -> list[Tie]:
    """The suppliers (upstream) or buyers of a party, tier by tier. One query."""
    near, far = ("buyer", "supplier") if upstream else ("supplier", "buyer")
    with connection.cursor() as cursor:
        cursor.execute(
            WALK.format(near=near, far=far),
            {"start": start, "day": day or today(), "deepest": DEEPEST, "most": MOST},
        )
        return [Tie(*row) for row in cursor.fetchall()]


def chain_of(user: Any, party: Employer | ProducerGroup) -> dict[str, Any]:
    """{"suppliers", "buyers"}: ties with the names of those who are named. Six queries at most."""
    suppliers, buyers = walk(party.pk, upstream=True), walk(party.pk, upstream=False)
    ties = [*suppliers, *buyers]
    near = {tie.party for tie in ties if tie.tier == 1}
    names: dict[uuid.UUID, tuple[str, str]] = {}
    for model, page in ((Employer, "employer"), (ProducerGroup, "group")):
        ids = {tie.party for tie in ties if tie.is_employer == (model is Employer)}
        if not ids:
            continue
        for one in model.objects.filter(pk__in=near & ids):  # type: ignore[attr-defined]
            names[one.pk] = (one.name, "")
        for one in model.objects.visible_to(user).filter(pk__in=ids):  # type: ignore[attr-defined]
            names[one.pk] = (one.name, reverse(page, args=[one.pk]))
    for tie in ties:
        tie.name, tie.url = names.get(tie.party, ("", ""))
        tie.through_name = names.get(tie.through, ("", ""))[0]
    return {"suppliers": suppliers, "buyers": buyers}
