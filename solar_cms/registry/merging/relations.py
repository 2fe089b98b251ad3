"""Everything that points at a person, found by walking the models: nobody keeps a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import QuerySet

from solar_cms.registry.models import Person

# Relations that go on pointing at a record that was merged, and why.
STAYING: dict[str, str] = {
    "registry.Merge.keep": "the record of the merge itself",
    "registry.Merge.other": "the record of the merge itself",
    "registry.DuplicatePair.first": "what was decided about the two records themselves",
    "registry.DuplicatePair.second": "what was decided about the two records themselves",
    "registry.PersonSound.person": "made from the names of that record by triggers",
}
# Pointers without a foreign key, of floors below: model, what else says that it is a person's, column.
LOOSE: tuple[tuple[str, Mapping[str, str], str], ...] = (
    ("documents.Attachment", {"owner_kind": "registry.person"}, "owner_id"),
    ("documents.Letter", {"owner_kind": "registry.person"}, "owner_id"),
    ("work.Task", {"subject_table": Person._meta.db_table}, "subject_id"),
)


@dataclass(frozen=True)
class Relation:
    """A column of a model in which the key of another record stands."""

    model: Any
    column: str  # the attribute that holds the key: "person_id"
    name: str  # the field: "person"
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    @property
    def label(self) -> str:
        """What such rows are, in the reader's language, many of them."""
        if self.model is Person:
            return str(Person._meta.get_field("merged_into").verbose_name)
        return str(self.model._meta.verbose_name_plural)

    def rows(self, pk: Any) -> QuerySet[Any]:
        """The rows that point at this record."""
        return self.model._base_manager.filter(**self.fixed, **{self.column: self.value(pk)})

    def value(self, pk: Any) -> Any:
        return str(pk) if self.fixed else pk


def relations_to(model: Any) -> list[Relation]:
    """Foreign keys (hidden ones and those of many-to-many tables too) that point at a model."""
    found = [
        Relation(one.related_model, one.field.attname, one.field.name)
        for one in model._meta.get_fields(include_hidden=True)
        if one.auto_created
        and not one.concrete
        and (one.one_to_many or one.one_to_one)
        and one.related_model._meta.managed
        and not one.related_model._meta.proxy
    ]
    return sorted(found, key=lambda relation: relation.key)


def relations_to_person() -> list[Relation]:
    """All that moves when two people become one, pointers without a foreign key included."""
    loose = [
        Relation(apps.get_model(label), column, column, dict(fixed))
        for label, fixed, column in LOOSE
    ]
    keys = [one for one in relations_to(Person) if one.key not in STAYING]
    return [*keys, *loose]


def relation_of(key: str) -> Relation:
    """The relation of a key that a merge has kept."""
    label, _dot, name = key.rpartition(".")
    for known, fixed, column in LOOSE:
        if (known, column) == (label, name):
            return Relation(apps.get_model(label), column, column, dict(fixed))
    model: Any = model_of(label)
    return Relation(model, model._meta.get_field(name).attname, name)


def model_of(label: str) -> Any:
    """A model by label, tables of many-to-many fields included."""
    found = {m._meta.label: m for m in apps.get_models(include_auto_created=True)}
    return found[label]


def may_clash(relation: Relation) -> bool:
    """May a constraint refuse that rows of two records point at one?"""
    meta = relation.model._meta
    if meta.auto_created or relation.fixed:
        return (
            False  # pairs of keys: equal ones are joined without a rule; loose ones: no constraint
        )
    one = next((f for f in meta.local_fields if f.attname == relation.column), None)
    if one is not None and one.unique:
        return True
    names = {relation.name, relation.column}
    if any(names & set(fields) for fields in meta.unique_together):
        return True
    return any(_names(constraint) & names for constraint in meta.constraints)


def _names(constraint: Any) -> set[str]:
    """Fields a constraint compares between rows."""
    if isinstance(constraint, models.UniqueConstraint):
        expressions: Any = constraint.expressions
        inside = {getattr(one, "name", "") for e in expressions for one in e.flatten()}
        return {*constraint.fields, *inside}
    if isinstance(constraint, ExclusionConstraint):
        return {str(getattr(one, "name", one)) for one, _operator in constraint.expressions}
    return set()
