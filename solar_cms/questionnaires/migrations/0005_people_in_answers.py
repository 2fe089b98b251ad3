"""Answers of the kind "person" point at the person, so that they follow a merge, its undo and an erasure."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Cast

from solar_cms.audit.migrating import open_act

# Who is named: of answers to questions of the kind "person" whose value is the key of somebody.
POINT = """
UPDATE questionnaires_answer a SET person_id = p.id
FROM questionnaires_response r, questionnaires_formversion v, registry_person p
WHERE r.id = a.response_id AND v.id = r.form_version_id
  AND p.merged_into_id IS NULL
  AND p.id = CASE
    WHEN a.value ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN a.value::uuid
  END
  AND jsonb_path_exists(
    v.definition, '$.** ? (@.kind == "person" && @.key == $key)', jsonb_build_object('key', a.question)
  );
"""
FOLLOW = """
CREATE OR REPLACE FUNCTION solar_answer_names_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.value := NEW.person_id::text;
  RETURN NEW;
END $$;
CREATE TRIGGER answer_names_person BEFORE UPDATE OF person_id ON questionnaires_answer
  FOR EACH ROW WHEN (NEW.person_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM OLD.person_id)
  EXECUTE FUNCTION solar_answer_names_person();
"""
UNDO = """
DROP TRIGGER answer_names_person ON questionnaires_answer;
DROP FUNCTION solar_answer_names_person();
"""


def point(apps, schema_editor):
    if apps.get_model("questionnaires", "Answer").objects.exists():
        open_act(apps, schema_editor, "questionnaires.0005_people_in_answers")
        schema_editor.execute(POINT, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_act_when"),
        ("questionnaires", "0004_found_by_question"),
        ("registry", "0015_withdrawn_agreements"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="person",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="registry.person",
            ),
        ),
        migrations.RunPython(point, migrations.RunPython.noop),
        migrations.RunSQL(FOLLOW, UNDO),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", True),
                    ("value", Cast("person", models.TextField())),
                    _connector="OR",
                ),
                name="answer_names_its_person",
                violation_error_message="The answer names another person.",
            ),
        ),
    ]
