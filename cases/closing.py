"""Which open cases could be closed now: asked of the database, for lists.

A case is ready when its procedure lets it be closed at its stage, and the case has all that one of
the closing codes demands. Codes that rest on a written reason (referred, withdrawn, untraceable …)
are a person's judgement and make no case ready.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet

from cases.models import Case, Procedure
from cases.procedure import Rules, rules_of_version
from cases.states import Act

# Demands that records can answer, as conditions on a case: its row among the open ones has them.
DEMANDS = {
    "visit_done": Q(now__visit_done=True),
    "no_findings": Q(now__no_findings=True),
    "no_drafts": Q(now__drafts=0),
    "findings_exist": Q(now__findings_exist=True),
    "all_remedied": Q(now__all_remedied=True),
    "tracks_closed": Q(now__tracks_closed=True),
    "no_sanction_waiting": Q(now__no_sanction_waiting=True),
    "sanction_final": Q(now__sanction_final=True),
    "no_open_appeal": Q(now__no_open_appeal=True),
    "paid_in_full": Q(now__paid_in_full=True),
}
# What every closing waits for, whatever its code demands.
ALWAYS = DEMANDS["no_sanction_waiting"] & DEMANDS["no_open_appeal"] & DEMANDS["paid_in_full"]
Signature = tuple[frozenset[str], frozenset[frozenset[str]]]


def ready(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The open cases among these that wait for nothing but somebody to close them."""
    wanted = Q()
    for (stages, closures), kinds in _signatures(set(DEMANDS)).items():
        any_kind, any_code = Q(), Q()
        for version, names in kinds.items():
            any_kind |= Q(now__pack_version=version, now__kind__in=sorted(names))
        for demands in closures:
            code = Q()
            for demand in sorted(demands):
                code &= DEMANDS[demand]
            any_code |= code
        wanted |= Q(now__stage__in=sorted(stages)) & any_kind & any_code
    if not wanted:
        return cases.none()
    # closed_on: so that the indexes of open cases, which order the list, are used.
    return cases.filter(wanted, ALWAYS, closed_on__isnull=True, now__suspended_on__isnull=True)


def _signatures(known: set[str]) -> dict[Signature, dict[Any, set[str]]]:
    """What closing takes (stages, demands of each code) -> version -> kinds of case it holds for."""
    found: dict[Signature, dict[Any, set[str]]] = defaultdict(lambda: defaultdict(set))
    for version in Procedure.objects.order_by("id").values_list("pack_version_id", flat=True):
        rules = rules_of_version(version)
        for kind in rules.types:
            stages = _closed_from(rules, kind)
            closures = frozenset(
                frozenset(closure.demands)
                for closure in rules.closures_for(kind)
                if closure.demands and set(closure.demands) <= known
            )
            if stages and closures:
                found[stages, closures][version].add(kind)
    return found


def _closed_from(rules: Rules, kind: str) -> frozenset[str]:
    ways = [t for t in rules.transitions_for(kind) if t.act == Act.CLOSE and not t.track]
    return frozenset(stage for transition in ways for stage in transition.sources)
