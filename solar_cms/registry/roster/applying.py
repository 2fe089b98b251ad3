"""Writing the ready rows of a roster or a list of people, set-based, and taking them back."""

from __future__ import annotations

from typing import Any

from django.db import connection

from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.imports.writing import in_pieces, insert, ready
from solar_cms.registry.duplicates.imported import search_later
from solar_cms.registry.intake.taking import (
    built_upon,
    changed,
    changed_since,
    give_back,
    update,
)
from solar_cms.registry.models import (
    GroupMembership,
    Household,
    HouseholdMember,
    IdDocument,
    Person,
)
from solar_cms.registry.states import HouseholdRole

COLUMNS = """person uuid, given_name text, family_name text, given_name_latin text,
  family_name_latin text, sex text, birth_date date, birth_year int, phone text, district text,
  village text, card text, role text, household uuid, house text,
  house_role text, literacy text, take jsonb"""

# Field that may be taken over → columns of the person, from the file.
TAKES = {
    "name": {"given_name": "c.given_name", "family_name": "c.family_name"},
    "name_latin": {
        "given_name_latin": "c.given_name_latin", "family_name_latin": "c.family_name_latin",
    },
    "sex": {"sex": "c.sex"},
    "birth": {"birth_date": "c.birth_date", "birth_year": "c.birth_year"},
    "phone": {"phone": "c.phone"},
    "village": {"village_id": "nullif(c.village, '')", "district_id": "c.district"},
    "household": {"household_id": "c.household"},
    "literacy": {"literacy": "coalesce(c.literacy, '')"},
}  # fmt: skip


# Told by the row itself: most rows name no house, and their values need not be unpacked for it.
HOUSED = (
    " AND s.cleaned->>'household' IS NOT NULL AND (s.effect = 'create' OR c.take ? 'household')"
)


def _people() -> tuple[str, ...]:
    return (
        insert(
            Household,
            {
                "id": "c.household", "district_id": "min(c.district)",
                "village_id": "min(nullif(c.village, ''))", "house_number": "min(c.house)",
            },
            ready(COLUMNS) + HOUSED + " GROUP BY c.household",
            "ON CONFLICT (id) DO NOTHING",
        ),
        insert(
            Person,
            {
                "id": "c.person", "given_name": "c.given_name", "family_name": "c.family_name",
                "given_name_latin": "c.given_name_latin", "sex": "c.sex",
                "family_name_latin": "c.family_name_latin", "birth_date": "c.birth_date",
                "birth_year": "c.birth_year", "phone": "c.phone", "district_id": "c.district",
                "village_id": "nullif(c.village, '')", "household_id": "c.household",
                "literacy": "coalesce(c.literacy, '')", "import_batch": "s.batch_id",
            },
            ready(COLUMNS, "create"),
        ),
        *update(Person, "person", TAKES, COLUMNS),
        insert(
            HouseholdMember,
            {
                "household_id": "c.household",
                "person_id": "c.person",
                "role": f"coalesce(c.house_role, '{HouseholdRole.OTHER.value}')",
                "valid_from": "%(today)s::date",
            },
            ready(COLUMNS) + HOUSED,
        ),
        insert(
            IdDocument,
            {"person_id": "c.person", "kind": "'card'", "number": "c.card", "is_pending": "false"},
            ready(COLUMNS) + " AND c.card <> '' AND (s.effect = 'create' OR c.take ? 'card')",
        ),
    )  # fmt: skip


def apply_people(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    """See base.hooks.Importer.apply: households, people, their cards, fields taken over."""
    in_pieces(batch_id, _people(), {"today": today()})
    search_later(batch_id, by)


def apply_roster(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    """See base.hooks.Importer.apply: people, their cards and their memberships."""
    members = insert(
        GroupMembership,
        {
            "group_id": "%(group)s::uuid", "person_id": "c.person", "role": "c.role",
            "valid_from": "%(since)s::date", "import_batch": "s.batch_id",
        },
        ready(COLUMNS),
    )  # fmt: skip
    values = {"group": context["group"], "since": context["since"], "today": today()}
    in_pieces(batch_id, (*_people(), members), values)
    search_later(batch_id, by)


def undo_rows(batch_id: Any, by: Any) -> list[Problem]:
    """Delete what the batch made and give back what it changed, unless something was changed or built
    upon it since."""
    if problems := in_the_way(batch_id):
        return problems
    people = Person.everyone.filter(import_batch=batch_id)
    give_back(Person, "person", TAKES, batch_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_groupmembership WHERE import_batch = %s", [batch_id])
        cursor.execute(
            "DELETE FROM registry_householdmember m USING imports_stagedrow s WHERE s.batch_id = %s "
            "AND s.outcome IN ('created', 'updated') AND m.person_id = (s.cleaned->>'person')::uuid "
            "AND m.household_id = (s.cleaned->>'household')::uuid AND m.version = 1 "
            "AND (s.outcome = 'created' OR s.cleaned->'take' ? 'household')",
            [batch_id],
        )
        cursor.execute(
            "DELETE FROM registry_iddocument d USING imports_stagedrow s WHERE s.batch_id = %s "
            "AND s.outcome IN ('created', 'updated') AND d.person_id = (s.cleaned->>'person')::uuid "
            "AND d.number = s.cleaned->>'card' AND (s.outcome = 'created' OR s.cleaned->'take' ? 'card')",
            [batch_id],
        )
    people._raw_delete(people.db)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM registry_household h USING imports_stagedrow s WHERE s.batch_id = %s "
            "AND (s.cleaned->>'house_is_new')::bool AND h.id = (s.cleaned->>'household')::uuid "
            "AND h.version = 1 AND NOT EXISTS "
            "(SELECT 1 FROM registry_person p WHERE p.household_id = h.id)",
            [batch_id],
        )
    return []


def in_the_way(batch_id: Any) -> list[Problem]:
    """What was changed or built upon the imported rows since."""
    mine = Person.everyone.filter(import_batch=batch_id)
    moved = GroupMembership.objects.filter(import_batch=batch_id, version__gt=1)
    return [
        *changed(mine.filter(version__gt=1)),
        *changed_since(Person, "person", batch_id),
        *changed(Person.objects.filter(group_memberships__in=moved)),
        *built_upon(
            mine,
            {
                GroupMembership: {"import_batch": batch_id},
                IdDocument: {"version": 1},
                HouseholdMember: {"version": 1},
            },
        ),
    ]
