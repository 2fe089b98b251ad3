"""Writing the ready rows of a roster, set-based, and taking them back."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.imports.models import StagedRow
from solar_cms.registry.models import GroupMembership, IdDocument, Person

CHUNK = 20_000

READY = """
  FROM imports_stagedrow s,
       jsonb_to_record(s.cleaned) AS c(person uuid, given_name text, family_name text,
         given_name_latin text, family_name_latin text, sex text, birth_date date, birth_year int,
         phone text, village text, card text, role text)
  WHERE s.batch_id = %(batch)s AND s.outcome = 'ready'
    AND s.number > %(low)s AND s.number <= %(high)s
"""
PEOPLE = f"""
INSERT INTO registry_person (id, version, given_name, family_name, given_name_latin,
  family_name_latin, aliases, sex, birth_date, birth_year, phone, district_id, village_id,
  import_batch, is_demo)
SELECT c.person, 1, c.given_name, c.family_name, c.given_name_latin, c.family_name_latin, '{{}}',
  c.sex, c.birth_date, c.birth_year, c.phone, %(district)s, nullif(c.village, ''), s.batch_id, false
{READY} AND s.effect = 'create'
"""
DOCUMENTS = f"""
INSERT INTO registry_iddocument (id, version, person_id, kind, number, is_pending)
SELECT solar_uuid7(), 1, c.person, 'card', c.card, false
{READY} AND s.effect = 'create' AND c.card <> ''
"""
MEMBERSHIPS = f"""
INSERT INTO registry_groupmembership (id, version, group_id, person_id, role, valid_from, import_batch)
SELECT solar_uuid7(), 1, %(group)s, c.person, c.role, %(since)s, s.batch_id
{READY}
"""


def apply_rows(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    """See base.hooks.Importer.apply: people, their cards and their memberships."""
    last = StagedRow.objects.filter(batch=batch_id).aggregate(last=Max("number"))["last"] or 0
    values = {
        "batch": batch_id, "district": context["district"], "group": context["group"],
        "since": context["since"],
    }  # fmt: skip
    with connection.cursor() as cursor:
        for low in range(0, last, CHUNK):
            for statement in (PEOPLE, DOCUMENTS, MEMBERSHIPS):
                cursor.execute(statement, {**values, "low": low, "high": low + CHUNK})


def undo_rows(batch_id: Any, by: Any) -> list[Problem]:
    """Delete what the batch made, unless something was changed or built upon it since."""
    if problems := in_the_way(batch_id):
        return problems
    people = Person.everyone.filter(import_batch=batch_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_groupmembership WHERE import_batch = %s", [batch_id])
        cursor.execute(
            "DELETE FROM registry_iddocument d USING registry_person p "
            "WHERE d.person_id = p.id AND p.import_batch = %s",
            [batch_id],
        )
    people._raw_delete(people.db)
    return []


def in_the_way(batch_id: Any) -> list[Problem]:
    """What was changed or built upon the imported rows since."""
    problems = []
    changed = Person.everyone.filter(import_batch=batch_id, version__gt=1)
    if names := _some(changed):
        problems.append(_problem("undo.person_changed", _("Changed since: {names}."), names))
    moved = GroupMembership.objects.filter(import_batch=batch_id, version__gt=1)
    if names := _some(Person.objects.filter(group_memberships__in=moved)):
        problems.append(
            _problem("undo.membership_changed", _("Membership changed since: {names}."), names)
        )
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        if relation.field is None or not relation.field.concrete:
            continue
        if not getattr(relation.field, "db_constraint", True):
            continue  # derived from people: goes with them, by triggers
        rows = model._base_manager.filter(**{f"{relation.field.name}__import_batch": batch_id})
        if model is GroupMembership:
            rows = rows.exclude(import_batch=batch_id)
        elif model is IdDocument:
            rows = rows.filter(version__gt=1)
        ids = rows.values(relation.field.attname)[:50]
        if names := _some(
            Person.objects.filter(pk__in=list(ids.values_list(relation.field.attname, flat=True)))
        ):
            problems.append(
                Problem(
                    "undo.used",
                    format_lazy(
                        _("{what} made since for: {names}."),
                        what=model._meta.verbose_name_plural,
                        names=names,
                    ),
                )
            )
    return problems


def _problem(code: str, message: Any, names: str) -> Problem:
    return Problem(code, format_lazy(message, names=names))


def _some(people: Any, most: int = 5) -> str:
    """A few names, and how many more."""
    found = list(people.order_by("sort_name", "id").distinct()[: most + 1])
    names = ", ".join(person.name for person in found[:most])
    return f"{names}, …" if len(found) > most else names
