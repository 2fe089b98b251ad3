"""Moving what points at one record to another, step by step, so that each step can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Joined, merge_rules
from solar_cms.base.models import uuid_or_none
from solar_cms.registry.merging.facts import plain
from solar_cms.registry.merging.relations import (
    Relation,
    model_of,
    relation_of,
    relations_to,
    relations_to_person,
)

Step = dict[str, Any]


@dataclass(frozen=True)
class Moving:
    """What a merge would do with the rows of one relation."""

    label: str
    rows: int
    joined: int  # of them, how many become one with a row that is there already


def to_move(gone: Any, stays: Any) -> list[Moving]:
    """Counts by kind of row, for the page that asks; reads only."""
    found = []
    for relation in relations_to_person():
        if rows := relation.rows(gone).count():
            rule = merge_rules.get(relation.key)
            joined = len(rule.clashes(gone, stays)) if rule else 0
            found.append(Moving(relation.label, rows, joined))
    return found


def move_all(gone: Any, stays: Any) -> list[Step]:
    """Give everything that points at one person to another; what was done, in order."""
    steps: list[Step] = []
    for relation in relations_to_person():
        move(relation, gone, stays, steps)
    return steps


def move(relation: Relation, gone: Any, stays: Any, steps: list[Step]) -> None:
    for row, joined in _clashes(relation, gone, stays):
        _join(row, joined(), steps)
    ids = list(relation.rows(gone).order_by("pk").values_list("pk", flat=True))
    if ids:
        rows = relation.model._base_manager.filter(pk__in=ids)
        rows.update(**{relation.column: relation.value(stays)})
        steps.append(
            {"of": relation.key, "from": str(gone), "to": str(stays), "rows": [str(i) for i in ids]}
        )


def _clashes(relation: Relation, gone: Any, stays: Any) -> Iterable[tuple[Any, Any]]:
    """(a row that cannot move, a function that says what it becomes one with)."""
    rule = merge_rules.get(relation.key)
    if rule is not None and rule.join is not None:
        join = rule.join
        return [(row, lambda row=row: join(row, stays)) for row in rule.clashes(gone, stays)]
    if relation.model._meta.auto_created:  # pairs of keys: those that are there already
        (far,) = [
            f.attname
            for f in relation.model._meta.local_fields
            if f.is_relation and f.attname != relation.column
        ]
        there = {getattr(pair, far): pair for pair in relation.rows(stays)}
        pairs = [pair for pair in relation.rows(gone) if getattr(pair, far) in there]
        return [(pair, lambda pair=pair: Joined(there[getattr(pair, far)])) for pair in pairs]
    return []


def _join(row: Any, joined: Joined, steps: list[Step]) -> None:
    """One row takes over what points at another, which is then kept with the merge and deleted."""
    model = type(row)
    for relation in relations_to(model):
        move(relation, row.pk, joined.into.pk, steps)
    steps.append(
        {
            "joined": model._meta.label,
            "row": columns_of(row),
            "into": str(joined.into.pk),
            "changes": [
                {
                    "pk": str(one.pk),
                    "before": plain({name: getattr(one, name) for name in new}),
                    "after": plain(new),
                }
                for one, new in joined.changes
            ],
        }
    )
    gone = model._base_manager.filter(pk=row.pk)
    gone._raw_delete(gone.db)
    for one, new in joined.changes:
        model._base_manager.filter(pk=one.pk).update(**new)


def columns_of(row: Any) -> dict[str, Any]:
    fields = [f for f in row._meta.concrete_fields if not getattr(f, "generated", False)]
    return plain({f.attname: getattr(row, f.attname) for f in fields})


def told(step: Step) -> tuple[str, int, int]:
    """(kind of row, how many moved, how many became one with another) of a step, for people; the kind
    is "" for tables that only join two others."""
    if "of" in step:
        relation = relation_of(step["of"])
        return ("" if relation.model._meta.auto_created else relation.label), len(step["rows"]), 0
    meta = model_of(step["joined"])._meta
    return ("" if meta.auto_created else str(meta.verbose_name_plural)), 1, 1


# --- and back ------------------------------------------------------------------------------------


@dataclass
class Back:
    """What an undo does, and what it cannot do."""

    back: dict[str, int] = field(default_factory=dict)  # kind of row → how many go back
    apart: dict[str, int] = field(default_factory=dict)  # … were made one and are two again
    stays: list[dict[str, str]] = field(default_factory=list)  # {"what", "which", "why"}

    def stay(self, what: str, which: Any, why: Any) -> None:
        self.stays.append({"what": str(what), "which": str(which), "why": str(why)})


def take_back(steps: Iterable[Step], *, write: bool) -> Back:
    """Take steps back, the last first. Without `write` only says what would be done."""
    report = Back()
    for step in reversed(list(steps)):
        if "of" in step:
            _move_back(step, report, write)
        else:
            _part(step, report, write)
    return report


def _move_back(step: Step, report: Back, write: bool) -> None:
    relation = relation_of(step["of"])
    meta = relation.model._meta
    pks = [meta.pk.to_python(one) for one in step["rows"]]
    there = {row.pk: row for row in relation.model._base_manager.filter(pk__in=pks)}
    here = uuid_or_none(step["to"])
    rule = merge_rules.get(relation.key)
    bound: Mapping[Any, Any] = rule.bound(pks, here) if rule else {}
    going = []
    for pk in pks:
        row = there.get(pk)
        if row is None:
            report.stay(relation.label, pk, _("deleted since"))
        elif str(getattr(row, relation.column)) != step["to"]:
            report.stay(relation.label, row, _("belongs to another record since"))
        elif pk in bound:
            report.stay(relation.label, row, bound[pk])
        else:
            going.append(pk)
    if not going:
        return
    if not meta.auto_created:
        report.back[relation.label] = report.back.get(relation.label, 0) + len(going)
    if write:
        rows = relation.model._base_manager.filter(pk__in=going)
        rows.update(**{relation.column: relation.value(step["from"])})


def _part(step: Step, report: Back, write: bool) -> None:
    """The row that went is made again; what the other took over from it goes back if untouched."""
    model = model_of(step["joined"])
    fields = {f.attname: f for f in model._meta.concrete_fields}
    label = str(model._meta.verbose_name_plural)
    values = {name: fields[name].to_python(value) for name, value in step["row"].items()}
    if not model._meta.auto_created:
        report.apart[label] = report.apart.get(label, 0) + 1
    for change in step["changes"]:
        row = model._base_manager.filter(pk=change["pk"]).first()
        now = plain({name: getattr(row, name) for name in change["after"]}) if row else None
        if now != change["after"]:
            report.stay(label, row or change["pk"], _("changed since"))
        elif write:
            before = {name: fields[name].to_python(v) for name, v in change["before"].items()}
            model._base_manager.filter(pk=change["pk"]).update(**before)
    if write:
        model(**values).save_base(raw=True, force_insert=True)
