"""What an undo would do, said before it is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from solar_cms.registry.merging import facts, moving
from solar_cms.registry.merging.operations import facts_back
from solar_cms.registry.merging.relations import relations_to_person
from solar_cms.registry.models import Merge, Person


@dataclass
class UndoPlan:
    """back, apart: kind of row → how many go back, or are two again. stays: [{"what", "which", "why"}].
    facts_back: [(label, what it will be)], facts_stay: [(label, what it is)]. made_since: kind of row →
    how many, made at the record kept since the merge or before, stay with it."""

    back: dict[str, int] = field(default_factory=dict)
    apart: dict[str, int] = field(default_factory=dict)
    stays: list[dict[str, str]] = field(default_factory=list)
    facts_back: list[tuple[str, str]] = field(default_factory=list)
    facts_stay: list[tuple[str, str]] = field(default_factory=list)
    made_since: dict[str, int] = field(default_factory=dict)


def plan_of(merge: Merge) -> UndoPlan:
    """Reads only; the undo itself goes through the same code."""
    keep = Person.everyone.get(pk=merge.keep_id)
    report = moving.take_back(merge.steps, write=False)
    plan = UndoPlan(report.back, report.apart, report.stays)
    going = {key for key, _fact in facts_back(keep, merge)}
    for key, fact in merge.facts.items():
        choice = facts.BY_KEY[key]
        label = str(choice.label)
        if key in going:
            plan.facts_back.append((label, facts.said(fact["before"], choice)))
        elif fact["taken"] == facts.OTHER:
            plan.facts_stay.append((label, facts.in_words(keep, choice)))
    moved = {(step["of"], row) for step in merge.steps if "of" in step for row in step["rows"]}
    for relation in relations_to_person():
        rows = relation.rows(merge.keep_id).exclude(pk=merge.other_id)
        left = [
            pk for pk in rows.values_list("pk", flat=True) if (relation.key, str(pk)) not in moved
        ]
        if left:
            plan.made_since[relation.label] = len(left)
    return plan
