"""The database refuses a row that points at a merged record, even one written in the same moment.

A merge holds both people FOR UPDATE; the trigger asks for a key share of whom a row points at, so a
row written meanwhile waits for the merge and is then refused.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from solar_cms.registry.merging.relations import STAYING, relations_to
from solar_cms.registry.models import Person

FUNCTION = """
CREATE OR REPLACE FUNCTION solar_not_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE merged uuid;
BEGIN
  EXECUTE format(
    'SELECT count(*) FROM (SELECT 1 FROM registry_person p WHERE p.id IN '
    '(SELECT %1$I FROM new_rows WHERE %1$I IS NOT NULL) FOR KEY SHARE OF p) held', TG_ARGV[0]);
  EXECUTE format(
    'SELECT p.id FROM new_rows n JOIN registry_person p ON p.id = n.%1$I '
    'WHERE p.merged_into_id IS NOT NULL LIMIT 1', TG_ARGV[0]) INTO merged;
  IF merged IS NOT NULL THEN
    RAISE EXCEPTION 'the person % was merged into another record', merged
      USING ERRCODE = '23503', CONSTRAINT = 'points_at_merged_person';
  END IF;
  RETURN NULL;
END $$;
"""


def install_after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Once per migrate, when the last app is done."""
    from django.apps import apps

    last = [c.label for c in apps.get_app_configs() if c.models_module is not None][-1]
    if sender.label == last:
        install(using)


def install(using: str = "default") -> None:
    """Put the trigger on every table with a foreign key to people."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if Person._meta.db_table not in present:
            return
        columns = {
            c.name
            for c in connection.introspection.get_table_description(cursor, "registry_person")
        }
        if "merged_into_id" not in columns:
            return
        cursor.execute(FUNCTION)
        for relation in relations_to(Person):
            table = relation.model._meta.db_table
            if relation.key in STAYING or table not in present:
                continue
            for event in ("INSERT", "UPDATE"):
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER solar_unmerged_{event.lower()}_{relation.column} "
                    f"AFTER {event} ON {connection.ops.quote_name(table)} "
                    f"REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
                    f"EXECUTE FUNCTION solar_not_merged('{relation.column}')"
                )
