"""Everything held about a person, in words: the same walk over relations as a merge makes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from solar_cms.audit.changes import label_of, shown_fields
from solar_cms.audit.history import acts_on, words_for
from solar_cms.base.hooks import person_parts
from solar_cms.base.said import say_day, say_when
from solar_cms.base.texts import text_in
from solar_cms.registry.merging.relations import (
    Relation,
    relation_of,
    relations_to,
    relations_to_person,
)
from solar_cms.registry.models import Person

Section = dict[str, Any]


def everything_about(person: Person) -> dict[str, Any]:
    """{"person", "made", "language", "sections": [{"kind", "title", "rows": [[[label, value]]]}]} in
    the active language. A section for each kind of row that points at the person, and its parts."""
    sections = [_section(Person._meta, [person])]
    for relation in _told():
        rows = list(relation.rows(person.pk).order_by("pk"))
        if not rows:
            continue
        sections.append(_section(relation.model._meta, rows, skip=relation.name))
        for key in person_parts.get(relation.model._meta.label) or ():
            part = relation_of(key)
            found = list(
                part.model._base_manager.filter(
                    **{f"{part.column}__in": [row.pk for row in rows]}
                ).order_by("pk")
            )
            if found:
                sections.append(_section(part.model._meta, found))
    sections.append(_history(person))
    return {
        "person": str(person.pk),
        "made": timezone.now().isoformat(),
        "language": get_language(),
        "sections": sections,
    }


def _told() -> list[Relation]:
    """All that points at a person; the records of merges too."""
    merges = [one for one in relations_to(Person) if one.key.startswith("registry.Merge.")]
    return [*relations_to_person(), *merges]


def _section(meta: Any, rows: list[Any], skip: str = "") -> Section:
    return {
        "kind": meta.label,
        "title": str(meta.verbose_name_plural),
        "rows": [facts_of(row, skip) for row in rows],
    }


def facts_of(row: models.Model, skip: str = "") -> list[list[str]]:
    """[[label, value]] of a row's fields that say something, with the fields' own labels."""
    found = []
    for field in shown_fields(type(row)):
        if field.name == skip or getattr(field, "generated", False):
            continue
        if (value := _said(row, field)) != "":
            found.append([str(label_of(field)), value])
    return found


def _said(row: Any, field: Any) -> str:
    value = getattr(row, field.attname)
    if value is None or value in ("", [], {}):
        return ""
    if field.is_relation:
        related = getattr(row, field.name)
        return str(getattr(related, "name", None) or related)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return say_when(value)
    if isinstance(field, models.DateField):
        return say_day(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return text_in(value)
    return str(value)


def _history(person: Person) -> Section:
    """When who did something with the record: days and acts; names of officials are left out."""
    rows = [
        [
            [
                say_day(act.at),
                f"{words_for(act.name)}{f' · {act.office_name}' if act.office_name else ''}",
            ]
        ]
        for act in acts_on(person)[:500]
    ]
    return {"kind": "audit.Act", "title": _("History"), "rows": rows}
