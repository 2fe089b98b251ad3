"""Merging two records of one person, and undoing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.registry.duplicates.deciding import close_pair_as_same, reopen_pair
from solar_cms.registry.merging import facts, moving, rules
from solar_cms.registry.models import Merge, Person
from solar_cms.registry.rules import problems_with_death, problems_with_person

WAITING_ROWS = """
UPDATE imports_stagedrow s SET
  cleaned = CASE WHEN s.cleaned ->> 'person' = %(other)s
    THEN jsonb_set(s.cleaned, '{person}', to_jsonb(%(keep)s::text)) ELSE s.cleaned END,
  decision = CASE WHEN s.decision = 'link:' || %(other)s
    THEN 'link:' || %(keep)s ELSE s.decision END
FROM imports_batch b
WHERE b.id = s.batch_id AND b.state NOT IN ('undone', 'dropped')
  AND (s.cleaned ->> 'person' = %(other)s OR s.decision = 'link:' || %(other)s)
"""


def merge_people(
    keep: Person,
    other: Person,
    *,
    by: HasActor,
    choices: Mapping[str, str] | None = None,
    reason: str,
) -> Merge:
    """Make two records of one person one: `keep` goes on, `other` stays as it was and is found no more.

    choices: key of merging.facts.CHOICES → "keep" or "other", for facts that differ; where nothing is
    chosen the record that says more is followed. Everything that points at `other` points at `keep`
    afterwards; rows that cannot stand beside each other become one. Refused with problems_with_merge.
    """
    choices = {key: whose for key, whose in (choices or {}).items() if key in facts.BY_KEY}
    with act("person.merged", by=by) as a:
        keep, other = _locked(keep, other)
        warnings = refuse_if(rules.problems_with_merge(keep, other, by) + _reasoned(reason))
        _check_choices(choices)
        merge = Merge(keep=keep, other=other, reason=reason.strip())
        merge.facts = facts.taken(keep, other, choices)
        merge.steps = moving.move_all(other.pk, keep.pk)
        _take_facts(keep, other, merge)
        Person.everyone.filter(pk=other.pk).update(merged_into=keep)
        merge.save_new()
        _redirect_imports(keep, other)
        _settle_duplicates(keep, other, by=by)
        a.on(keep)
        a.note(
            merge=merge.pk,
            warnings=[w.code for w in warnings],
            moved=sum(len(step["rows"]) for step in merge.steps if "of" in step),
        )
    return merge


def _locked(keep: Person, other: Person) -> tuple[Person, Person]:
    """Both rows, held until the end of the act; always in the same order, whoever is kept."""
    rows = Person.everyone.select_for_update().filter(pk__in=[keep.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[keep.pk], found[other.pk]


def _reasoned(reason: str) -> list[Problem]:
    if reason.strip():
        return []
    return [Problem("merge.reason_missing", _("Say how you know that it is one person."), "reason")]


def _check_choices(choices: Mapping[str, str]) -> None:
    if wrong := set(choices.values()) - {facts.KEEP, facts.OTHER}:
        raise TypeError(f"not a record to take from: {sorted(wrong)}")


def _take_facts(keep: Person, other: Person, merge: Merge) -> None:
    """The chosen facts, and the names of the other record as other names."""
    before = facts.names_of(keep)
    for fact in merge.facts.values():
        facts.put(keep, fact["after"])
    said = {keep.local_name, keep.latin_name, *keep.aliases}
    merge.names = []
    for name in [*before, *facts.names_of(other)]:
        if name not in said:
            said.add(name)
            merge.names.append(name)
    keep.aliases = [*keep.aliases, *merge.names]
    refuse_if(
        problems_with_person(
            given_name=keep.given_name,
            given_name_latin=keep.given_name_latin,
            birth_date=keep.birth_date,
            birth_year=keep.birth_year,
            district=keep.district_id,
            village=keep.village,
        )
        + problems_with_death(keep)
    )
    keep.save()


def _redirect_imports(keep: Person, other: Person) -> None:
    """Rows of files that wait on the repair desk for the merged record are for the one kept."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_ROWS, {"keep": str(keep.pk), "other": str(other.pk)})


def _settle_duplicates(keep: Person, other: Person, *, by: HasActor) -> None:
    """What waits to be decided about the two is decided by their merge."""
    close_pair_as_same(keep, other, by)


def undo_merge(merge: Merge, *, by: HasActor, reason: str) -> Merge:
    """Take two merged records apart again, even when both have moved on.

    What pointed at the other record goes back to it, with the changes made since; facts taken from it
    go back where they were not changed since. What was made since stays with the record kept.
    `merging.plans.plan_of` says beforehand what stays and why. Refused with problems_with_undo.
    """
    if not reason.strip():
        raise Refused([Problem("merge.undo_reason", _("Say why the merge is undone."), "reason")])
    with act("person.merge_undone", by=by, merge=merge.pk) as a:
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        keep, other = _locked(merge.keep, merge.other)
        merge.keep, merge.other = keep, other
        refuse_if(rules.problems_with_undo(merge, by))
        Person.everyone.filter(pk=other.pk).update(merged_into=None)
        report = moving.take_back(merge.steps, write=True)
        for _key, fact in facts_back(keep, merge):
            facts.put(keep, fact["before"])
        _give_names_back(keep, other, merge)
        keep.save()
        merge.undone_at, merge.undo_reason = timezone.now(), reason.strip()
        merge.stayed = report.stays
        merge.save()
        a.on(keep)
        reopen_pair(keep, other, by)
        a.note(back=sum(report.back.values()), stayed=len(report.stays))
    return merge


def _give_names_back(keep: Person, other: Person, merge: Merge) -> None:
    """The other record's names are no other names any more, unless another merged record has them."""
    going = {*facts.names_of(other), keep.local_name, keep.latin_name} & set(merge.names)
    standing = Merge.objects.standing().filter(keep=keep).exclude(pk=merge.pk)
    for one in standing.select_related("other"):
        if same := [name for name in facts.names_of(one.other) if name in going]:
            going -= set(same)
            one.names = [*one.names, *same]
            one.save()
    keep.aliases = [name for name in keep.aliases if name not in going]


def facts_back(keep: Person, merge: Merge) -> list[tuple[str, dict[str, Any]]]:
    """The facts taken from the other record that were not changed since."""
    return [
        (key, fact)
        for key, fact in merge.facts.items()
        if fact["taken"] == facts.OTHER
        and facts.plain(facts.values_of(keep, facts.BY_KEY[key])) == fact["after"]
    ]
