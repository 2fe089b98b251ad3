"""What stands in the way of a merge, and of undoing one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import merge_rules
from solar_cms.base.problems import Problem
from solar_cms.registry.merging.relations import relations_to_person
from solar_cms.registry.models import IdDocument, Merge, Person

RIGHT = "people.merge"


def problems_with_merge(keep: Person, other: Person, by: Any) -> list[Problem]:
    """What keeps two records from becoming one; warnings are shown and go into the act."""
    if keep.pk == other.pk:
        return [Problem("merge.same", _("This is the same record; choose another one."), "other")]
    problems = [
        Problem(
            "merge.merged_before",
            _("The record of %(name)s is already merged into another.") % {"name": one.name},
        )
        for one in (keep, other)
        if one.merged_into_id
    ]
    problems += [
        Problem("merge.emptied", _("An emptied record says nothing any more; it is not merged."))
        for one in (keep, other)
        if one.erased_on
    ]
    problems += problems_with_reach((keep, other), by)
    if problems:
        return problems
    for relation in relations_to_person():
        if rule := merge_rules.get(relation.key):
            problems += rule.problems(other.pk, keep.pk)
    return problems + _warnings(keep, other)


def problems_with_reach(people: tuple[Person, ...], by: Any) -> list[Problem]:
    """Both records lie where the actor may merge; the system itself may everywhere."""
    scope = getattr(by, "scope", None)
    if scope is None:
        return []
    return [
        Problem(
            "merge.out_of_reach",
            _("You may not merge records of %(district)s; ask the office there.")
            % {"district": one.district.name},
        )
        for one in people
        if not scope.may_in(RIGHT, one.district_id)
    ]


def _warnings(keep: Person, other: Person) -> list[Problem]:
    found = []
    if keep.sex != other.sex:
        found.append(("merge.sex_differs", _("One is registered as a woman, the other as a man.")))
    years = [one.birth_year for one in (keep, other)]
    if all(years) and years[0] != years[1]:
        found.append(("merge.birth_differs", _("The years of birth differ.")))
    numbers: dict[str, set[Any]] = {}
    known = IdDocument.objects.filter(person__in=[keep, other]).exclude(number="")
    for kind, owner in known.values_list("kind", "person"):
        numbers.setdefault(kind, set()).add(owner)
    if any(len(owners) > 1 for owners in numbers.values()):
        found.append(
            (
                "merge.documents_differ",
                _("Both have an identity document of the same kind, with different numbers."),
            )
        )
    return [Problem(code, words, severity="warning") for code, words in found]


def problems_with_undo(merge: Merge, by: Any) -> list[Problem]:
    """What keeps a merge from being undone."""
    if merge.undone_at:
        return [Problem("merge.undone_before", _("This merge has already been undone."))]
    keep, other = merge.keep, merge.other
    if keep.merged_into_id:
        return [
            Problem(
                "merge.kept_merged_since",
                _("%(name)s was merged into another record since; undo that merge first.")
                % {"name": keep.name},
            )
        ]
    problems = problems_with_reach((keep, other), by)
    if keep.erased_on or other.erased_on:
        problems.append(
            Problem(
                "merge.emptied",
                _("The record was emptied since; what would go back is no longer known."),
            )
        )
    if later := builds_on(merge):
        problems.append(
            Problem(
                "merge.built_upon",
                _("A later merge, with %(name)s, changed the same facts; undo that one first.")
                % {"name": later.other.name},
            )
        )
    return problems


def builds_on(merge: Merge) -> Merge | None:
    """A later standing merge into the same record that changed what this one changed."""
    ours = _touched(merge)
    later = Merge.objects.standing().filter(keep=merge.keep_id, merged_at__gt=merge.merged_at)
    for one in later.select_related("other").order_by("-merged_at", "-id"):
        if ours & _touched(one):
            return one
    return None


def _touched(merge: Merge) -> set[str]:
    """Facts taken from the other record, and rows that were joined with others."""
    facts = {key for key, fact in merge.facts.items() if fact["taken"] == "other"}
    joined = [step for step in merge.steps if "joined" in step]
    return (
        facts
        | {step["into"] for step in joined}
        | {change["pk"] for step in joined for change in step["changes"]}
    )
