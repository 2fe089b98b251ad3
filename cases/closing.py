"""Which open cases could be closed now: asked of the database, for lists.

A case is ready when its procedure lets it be closed at its stage, and the case has all that one of
the closing codes demands. Codes that rest on a written reason (referred, withdrawn, untraceable …)
are a person's judgement and make no case ready.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from cases.models import (
    Appeal,
    Case,
    CaseTrack,
    Finding,
    LedgerEntry,
    Procedure,
    Sanction,
    Visit,
)
from cases.money_states import Beneficiary, SanctionState
from cases.procedure import Rules, rules_of_version
from cases.states import Act, FindingState, Remediation, VisitOutcome

STANDING = (SanctionState.DECIDED, SanctionState.FINAL)
Signature = tuple[frozenset[str], frozenset[frozenset[str]]]


def ready(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The open cases among these that wait for nothing but somebody to close them."""
    conditions = _conditions()
    wanted = Q()
    for (stages, closures), kinds in _signatures(set(conditions)).items():
        any_kind, any_code = Q(), Q()
        for version, names in kinds.items():
            any_kind |= Q(pack_version=version, kind__in=sorted(names))
        for demands in closures:
            code = Q()
            for demand in sorted(demands):
                code &= Q(conditions[demand])
            any_code |= code
        wanted |= Q(stage__in=sorted(stages)) & any_kind & any_code
    if not wanted:
        return cases.none()
    waits = Q(conditions["no_sanction_waiting"]) & Q(conditions["no_open_appeal"])
    unpaid = Q(conditions["paid_in_full"])
    return cases.filter(wanted, waits, unpaid, closed_on__isnull=True, suspended_on__isnull=True)


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


def _of_case(model: Any, **conditions: Any) -> Any:
    return model.objects.filter(case=OuterRef("pk"), **conditions).order_by()


def _conditions() -> dict[str, Any]:
    """Demands that rows can answer, each as a condition on a case; they say what rules/blocks.py and
    rules/money_blocks.py say of one case."""
    live = _of_case(Finding).exclude(state=FindingState.DROPPED)
    left = live.exclude(state=FindingState.CONFIRMED, remediation=Remediation.REMEDIED)
    standing = _of_case(Sanction, state__in=STANDING)
    owed = _of_case(LedgerEntry).exclude(beneficiary=Beneficiary.WORKER).values("case")
    return {
        "visit_done": Exists(_of_case(Visit, outcome=VisitOutcome.DONE)),
        "no_findings": ~Exists(live),
        "no_drafts": ~Exists(live.filter(state=FindingState.DRAFT)),
        "findings_exist": Exists(live.filter(state=FindingState.CONFIRMED)),
        "all_remedied": ~Exists(left),
        "tracks_closed": ~Exists(_of_case(CaseTrack, closed_on__isnull=True)),
        "no_sanction_waiting": ~Exists(_of_case(Sanction, state=SanctionState.PROPOSED)),
        "sanction_final": Q(Exists(standing)) & ~Q(Exists(standing.filter(final_on__isnull=True))),
        "no_open_appeal": ~Exists(_of_case(Appeal, outcome="")),
        "paid_in_full": ~Exists(owed.annotate(sum=Sum("amount")).filter(sum__gt=0).values("sum")),
    }
