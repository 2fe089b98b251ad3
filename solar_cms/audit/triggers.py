"""The triggers that record every insert, update and delete of every business table.

They are put on all tables of all models after each migrate, unless the table is exempt by name:
a table can be left out only by writing here why.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections

EXEMPT: dict[str, str] = {
    "audit_act": "the audit itself",
    "audit_change": "the audit itself",
    "audit_idempotencykey": "the audit's own bookkeeping",
    "audit_outboxmessage": "the relay's own bookkeeping",
    "django_session": "sessions",
    "django_migrations": "Django's bookkeeping",
    "django_content_type": "Django's bookkeeping",
    "django_admin_log": "replaced by the audit",
    "auth_permission": "Django's bookkeeping",
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "otp_totp_totpdevice": "secrets and throttling; the verbs around them are acts",
    "otp_static_staticdevice": "secrets and throttling; the verbs around them are acts",
    "otp_static_statictoken": "recovery codes; the verbs around them are acts",
    "axes_accessattempt": "failed sign-ins, kept by the lockout",
    "axes_accesslog": "sign-ins, kept by the lockout",
    "axes_accessfailurelog": "failed sign-ins, kept by the lockout",
    "reporting_frozenrecords": "ids behind frozen figures, written once with them; the hash covers them",
    "work_job": "progress of jobs; starting and ending them are acts",
    "work_scheduledrun": "bookkeeping of the calendar",
    "cases_opencase": "made from the case and what belongs to it by triggers",
    "registry_nameword": "made from the names by a trigger",
    "registry_personsound": "made from the names by triggers; what was compared is the nightly job's own note",
    "questionnaires_answerdraft": "answers still being written; recording them is the act",
    "documents_upload": "files on their way in pieces; adding one to a record is the act",
    "documents_uploadpart": "pieces of files on their way",
    "imports_stagedrow": "staging of the repair desk; the batch and its outcome are acts",
}

# Fields that change by themselves and say nothing.
SILENT = ["version", "search_key", "name_words"]

FUNCTIONS = """
CREATE OR REPLACE FUNCTION solar_open_act() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE act text := current_setting('solar.act', true);
BEGIN
  IF act IS NULL OR act = '' THEN
    RAISE EXCEPTION 'write without an act' USING ERRCODE = 'SA001',
      HINT = 'Write inside `with act(…)`.';
  END IF;
  RETURN act::uuid;
END $$;

CREATE OR REPLACE FUNCTION solar_audit_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE act uuid := solar_open_act();
BEGIN
  INSERT INTO audit_change (act_id, "table", "row", operation, before, after)
  SELECT act, TG_TABLE_NAME, j ->> TG_ARGV[0], 'i', NULL,
         jsonb_strip_nulls(j - string_to_array(TG_ARGV[1], ','))
  FROM (SELECT to_jsonb(n) AS j FROM new_rows n) rows;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION solar_audit_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE act uuid := solar_open_act();
BEGIN
  INSERT INTO audit_change (act_id, "table", "row", operation, before, after)
  SELECT act, TG_TABLE_NAME, pair.nj ->> TG_ARGV[0], 'u', diff.before, diff.after
  FROM (
    SELECT o.j AS oj, n.j AS nj
    FROM (SELECT to_jsonb(x) AS j FROM old_rows x) o
    JOIN (SELECT to_jsonb(x) AS j FROM new_rows x) n ON o.j ->> TG_ARGV[0] = n.j ->> TG_ARGV[0]
  ) pair
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(e.key, pair.oj -> e.key) AS before,
           jsonb_object_agg(e.key, e.value) AS after
    FROM jsonb_each(pair.nj) e
    WHERE e.value IS DISTINCT FROM pair.oj -> e.key
      AND NOT e.key = ANY (string_to_array(TG_ARGV[1], ','))
  ) diff
  WHERE diff.after IS NOT NULL;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION solar_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE act uuid := solar_open_act();
BEGIN
  INSERT INTO audit_change (act_id, "table", "row", operation, before, after)
  SELECT act, TG_TABLE_NAME, j ->> TG_ARGV[0], 'd',
         jsonb_strip_nulls(j - string_to_array(TG_ARGV[1], ',')), NULL
  FROM (SELECT to_jsonb(o) AS j FROM old_rows o) rows;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION solar_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
"""

EVENTS = {
    "insert": ("INSERT", "NEW TABLE AS new_rows"),
    "update": ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    "delete": ("DELETE", "OLD TABLE AS old_rows"),
}


def business_tables() -> dict[str, Any]:
    """Table → model of every table whose writes are recorded (many-to-many tables included)."""
    found: dict[str, Any] = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.db_table not in EXEMPT:
            found[meta.db_table] = model
    return found


def install_after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Once per migrate, when the last app is done."""
    last = [c.label for c in apps.get_app_configs() if c.models_module is not None][-1]
    if sender.label == last:
        install(using)


def install(using: str = "default") -> list[str]:
    """Put the functions and triggers in place; returns the tables that got new triggers."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if "audit_change" not in present:
            return []
        cursor.execute(FUNCTIONS)
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'solar_%%'"
        )
        there = {(table.strip('"'), name) for table, name in cursor.fetchall()}
        new = []
        for table, model in business_tables().items():
            if table not in present:
                continue
            quoted = connection.ops.quote_name(table)
            arguments = f"'{model._meta.pk.column}', '{','.join(SILENT)}'"
            for event, (word, tables) in EVENTS.items():
                if (table, f"solar_{event}") not in there:
                    cursor.execute(
                        f"CREATE TRIGGER solar_{event} AFTER {word} ON {quoted} "
                        f"REFERENCING {tables} FOR EACH STATEMENT "
                        f"EXECUTE FUNCTION solar_audit_{event}({arguments})"
                    )
                    new.append(table)
            has_version = any(f.column == "version" for f in model._meta.local_fields)
            if has_version and (table, "solar_version") not in there:
                cursor.execute(
                    f"CREATE TRIGGER solar_version BEFORE UPDATE ON {quoted} "
                    f"FOR EACH ROW EXECUTE FUNCTION solar_raise_version()"
                )
        return new


def missing(using: str = "default") -> list[str]:
    """Business tables without their triggers (asked by /readyz and the tests)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname IN ('solar_insert', 'solar_update', 'solar_delete') "
            "GROUP BY 1 HAVING count(*) = 3"
        )
        there = {table.strip('"') for (table,) in cursor.fetchall()}
    return sorted(set(business_tables()) - there)
