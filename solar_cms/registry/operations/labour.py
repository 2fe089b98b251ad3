"""Workforce, hazards, unions and collective agreements of a workplace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.registry import labour_rules as rules
from solar_cms.registry.models import (
    CollectiveAgreement,
    WorkforceCount,
    Workplace,
    WorkplaceHazard,
    WorkplaceUnion,
)
from solar_cms.registry.operations.people import nfc
from solar_cms.registry.trade_rules import (
    problems_with_ending,
    problems_with_withdrawing,
    problems_with_withdrawn,
)


def record_workforce(
    workplace: Workplace,
    *,
    by: HasActor,
    counted_on: date,
    counts: Mapping[str, tuple[int, int]],
) -> list[WorkforceCount]:
    """How many worked here on a day: type of worker → (women, men), types not named: nobody.

    A day counted again is replaced. The newest count gives the numbers of the workplace."""
    with act("workplace.workforce_counted", by=by, on=workplace):
        workplace = Workplace.objects.select_for_update().get(pk=workplace.pk)
        refuse_if(rules.problems_with_workforce(counted_on, counts))
        WorkforceCount.objects.filter(workplace=workplace, counted_on=counted_on).delete()
        rows = [
            WorkforceCount(
                workplace=workplace, counted_on=counted_on, type=kind, women=women, men=men
            ).save_new()
            for kind, (women, men) in counts.items()
        ]
        newer = WorkforceCount.objects.filter(workplace=workplace, counted_on__gt=counted_on)
        if not newer.exists():
            workplace.workers_women = sum(women for women, _men in counts.values())
            workplace.workers_men = sum(men for _women, men in counts.values())
            workplace.save()
    return rows


def record_hazard(
    workplace: Workplace, *, by: HasActor, hazard: str, valid_from: date, note: str = ""
) -> WorkplaceHazard:
    """A hazard seen at the workplace since a day."""
    with act("workplace.hazard_recorded", by=by, on=workplace, hazard=hazard):
        refuse_if(rules.problems_with_hazard(hazard, valid_from))
        return WorkplaceHazard(
            workplace=workplace, hazard=hazard, valid_from=valid_from, note=nfc(note)
        ).save_new()


def record_union(workplace: Workplace, *, by: HasActor, **facts: Any) -> WorkplaceUnion:
    """A union at the workplace (facts: field names of WorkplaceUnion); the same name is corrected."""
    with act("workplace.union_recorded", by=by, on=workplace):
        facts["name"] = nfc(facts["name"])
        refuse_if(rules.problems_with_union(facts))
        known = WorkplaceUnion.objects.filter(
            workplace=workplace, name=facts["name"], valid_to=None
        ).first()
        union = known or WorkplaceUnion(workplace=workplace)
        for name, value in facts.items():
            setattr(union, name, value)
        union.full_clean(validate_unique=False, validate_constraints=False)
        union.save()
    return union


def record_collective_agreement(
    workplace: Workplace, *, by: HasActor, union: WorkplaceUnion | None = None, **facts: Any
) -> CollectiveAgreement:
    """A collective agreement in force here (facts: field names of CollectiveAgreement)."""
    with act("workplace.agreement_recorded", by=by, on=workplace):
        refuse_if(rules.problems_with_collective_agreement(workplace, union, facts))
        facts["title"] = nfc(facts["title"])
        return CollectiveAgreement(workplace=workplace, union=union, **facts).save_new()


Ended = WorkplaceHazard | WorkplaceUnion | CollectiveAgreement


def end_at_workplace(record: Ended, *, by: HasActor, on: date) -> Ended:
    """The last day of a hazard (removed), a union or a collective agreement."""
    with act(f"workplace.{record._meta.model_name}_ended", by=by, on=record.workplace):
        record = type(record)._default_manager.select_for_update().get(pk=record.pk)
        withdrawn = isinstance(record, CollectiveAgreement) and problems_with_withdrawn(record)
        refuse_if((withdrawn or []) + problems_with_ending(record, on))
        record.valid_to = on
        record.save()
    return record


def withdraw_collective_agreement(
    agreement: CollectiveAgreement, *, by: HasActor, reason: str
) -> CollectiveAgreement:
    """Take back an agreement that was recorded by mistake; it stays to be read, with the reason."""
    with act("workplace.agreement_withdrawn", by=by, on=agreement.workplace):
        agreement = CollectiveAgreement.objects.select_for_update().get(pk=agreement.pk)
        refuse_if(problems_with_withdrawing(agreement, reason))
        agreement.withdrawn_on, agreement.withdrawn_why = today(), nfc(reason)
        agreement.save()
    return agreement
