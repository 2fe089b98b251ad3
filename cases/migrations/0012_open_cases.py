"""One narrow row per open case for lists, tables and counts, kept by triggers (decision 0015)."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Coalesce

# What the row of each of these cases says, counted from the records; closed ones have none.
COUNTED = """
CREATE FUNCTION solar_open_cases(ids uuid[]) RETURNS TABLE (
  case_id uuid, district_id text, kind text, stage text, pack_version_id uuid, opened_on date,
  suspended_on date, lead_id uuid, next_due date, drafts int, evidence int, visit_done boolean,
  no_findings boolean, findings_exist boolean, all_remedied boolean, tracks_closed boolean,
  no_sanction_waiting boolean, sanction_final boolean, no_open_appeal boolean, paid_in_full boolean
) LANGUAGE sql STABLE AS $$
  SELECT c.id, c.district_id, c.kind, c.stage, c.pack_version_id, c.opened_on, c.suspended_on,
    (SELECT a.user_id FROM cases_assignment a
      WHERE a.case_id = c.id AND a.role = 'lead' AND a.ended_on IS NULL),
    (SELECT min(r.due_on) FROM cases_clockrun r
      WHERE r.case_id = c.id AND r.ended_on IS NULL AND r.paused_on IS NULL AND r.due_on IS NOT NULL),
    f.drafts, f.evidence,
    EXISTS (SELECT FROM cases_visit v WHERE v.case_id = c.id AND v.outcome = 'done'),
    f.live = 0, f.confirmed > 0, f.live = f.remedied,
    NOT EXISTS (SELECT FROM cases_casetrack t WHERE t.case_id = c.id AND t.closed_on IS NULL),
    s.waiting = 0, s.standing > 0 AND s.not_final = 0,
    NOT EXISTS (SELECT FROM cases_appeal p WHERE p.case_id = c.id AND p.outcome = ''),
    COALESCE((SELECT sum(e.amount) FROM cases_ledgerentry e
      WHERE e.case_id = c.id AND e.beneficiary <> 'worker'), 0) <= 0
  FROM cases_case c
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'draft')::int AS drafts,
      count(*) FILTER (WHERE state = 'confirmed' AND remediation = 'evidence')::int AS evidence,
      count(*) FILTER (WHERE state <> 'dropped') AS live,
      count(*) FILTER (WHERE state = 'confirmed') AS confirmed,
      count(*) FILTER (WHERE state = 'confirmed' AND remediation = 'remedied') AS remedied
    FROM cases_finding WHERE cases_finding.case_id = c.id
  ) f
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'proposed') AS waiting,
      count(*) FILTER (WHERE state IN ('decided', 'final')) AS standing,
      count(*) FILTER (WHERE state IN ('decided', 'final') AND final_on IS NULL) AS not_final
    FROM cases_sanction WHERE cases_sanction.case_id = c.id
  ) s
  WHERE c.id = ANY(ids) AND c.closed_on IS NULL
$$;
"""

# The case is locked first: of two who write to it at once the second counts what the first left. Each
# statement of a volatile function sees what was committed until then. One plan for all, because to
# plan takes longer than to count one case.
KEPT = """
CREATE FUNCTION solar_keep_open_cases(ids uuid[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM FROM cases_case WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM cases_opencase o WHERE o.case_id = ANY(ids)
    AND NOT EXISTS (SELECT FROM cases_case c WHERE c.id = o.case_id AND c.closed_on IS NULL);
  INSERT INTO cases_opencase AS kept ({columns})
  SELECT {columns} FROM solar_open_cases(ids)
  ON CONFLICT (case_id) DO UPDATE SET ({columns}) = ROW ({excluded})
  WHERE ROW (kept.*) IS DISTINCT FROM ROW (excluded.*);
END $$;

CREATE FUNCTION solar_case_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM solar_keep_open_cases(ARRAY(SELECT id FROM new_rows WHERE closed_on IS NULL));
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM solar_keep_open_cases(ARRAY(SELECT id FROM new_rows));
  ELSE
    DELETE FROM cases_opencase WHERE case_id = ANY(ARRAY(SELECT id FROM old_rows));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION solar_of_case_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM solar_keep_open_cases(ARRAY(SELECT DISTINCT case_id FROM new_rows));
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM solar_keep_open_cases(ARRAY(SELECT case_id FROM new_rows UNION SELECT case_id FROM old_rows));
  ELSE
    PERFORM solar_keep_open_cases(ARRAY(SELECT DISTINCT case_id FROM old_rows));
  END IF;
  RETURN NULL;
END $$;
"""
COLUMNS = (
    "case_id", "district_id", "kind", "stage", "pack_version_id", "opened_on", "suspended_on",
    "lead_id", "next_due", "drafts", "evidence", "visit_done", "no_findings", "findings_exist",
    "all_remedied", "tracks_closed", "no_sanction_waiting", "sanction_final", "no_open_appeal",
    "paid_in_full",
)
OF_CASE = (
    "cases_assignment", "cases_clockrun", "cases_finding", "cases_visit", "cases_casetrack",
    "cases_sanction", "cases_appeal", "cases_ledgerentry",
)
EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
FILL = """
INSERT INTO cases_opencase ({columns}) SELECT {columns}
FROM solar_open_cases(ARRAY(SELECT id FROM cases_case WHERE closed_on IS NULL));
"""
FORGET = """
DROP FUNCTION solar_case_written() CASCADE;
DROP FUNCTION solar_of_case_written() CASCADE;
DROP FUNCTION solar_keep_open_cases(uuid[]);
DROP FUNCTION solar_open_cases(uuid[]);
"""


def statements() -> str:
    columns = ", ".join(COLUMNS)
    excluded = ", ".join(f"excluded.{name}" for name in COLUMNS)
    triggers = [
        f"CREATE TRIGGER keep_open_cases_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
        for table, function in (
            ("cases_case", "solar_case_written"),
            *((table, "solar_of_case_written") for table in OF_CASE),
        )
        for event, rows in EVENTS.items()
    ]
    kept = KEPT.format(columns=columns, excluded=excluded)
    return "\n".join([COUNTED, kept, *triggers, FILL.format(columns=columns)])


def pointer(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        to=to, on_delete=django.db.models.deletion.DO_NOTHING, db_constraint=False,
        related_name="+", **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0011_held_cases"),
        ("law", "0003_pack_archive"),
        ("places", "0004_village_facts"),
    ]
    operations = [
        migrations.CreateModel(
            name="OpenCase",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True, related_name="now", serialize=False, to="cases.case",
                    ),
                ),
                ("district", pointer("places.district")),
                ("kind", models.CharField(max_length=40)),
                ("stage", models.CharField(max_length=40)),
                ("pack_version", pointer("law.packversion", db_index=False)),
                ("opened_on", models.DateField()),
                ("suspended_on", models.DateField(null=True)),
                ("lead", pointer(settings.AUTH_USER_MODEL, null=True)),
                ("next_due", models.DateField(null=True)),
                ("drafts", models.IntegerField()),
                ("evidence", models.IntegerField()),
                ("visit_done", models.BooleanField()),
                ("no_findings", models.BooleanField()),
                ("findings_exist", models.BooleanField()),
                ("all_remedied", models.BooleanField()),
                ("tracks_closed", models.BooleanField()),
                ("no_sanction_waiting", models.BooleanField()),
                ("sanction_final", models.BooleanField()),
                ("no_open_appeal", models.BooleanField()),
                ("paid_in_full", models.BooleanField()),
            ],
            options={
                "verbose_name": "open case as listed",
                "verbose_name_plural": "open cases as listed",
            },
        ),
        migrations.AddIndex(
            model_name="opencase",
            index=models.Index(
                Coalesce("next_due", Value(datetime.date(9999, 12, 31))), "case",
                name="open_case_due",
            ),
        ),
        # What they were for is read from the new table, or from the index alone.
        migrations.RemoveIndex(model_name="case", name="case_held"),
        migrations.RemoveIndex(model_name="visit", name="visit_day"),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                fields=["visited_on", "district"], include=("outcome", "recorded_by"),
                name="visit_day",
            ),
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL([(statements(), None)], FORGET),
    ]
