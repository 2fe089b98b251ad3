"""A published wording is never changed: the database refuses."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION solar_form_version_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.definition IS DISTINCT FROM OLD.definition OR NEW.form_id <> OLD.form_id
     OR NEW.number <> OLD.number OR NEW.checksum <> OLD.checksum THEN
    RAISE EXCEPTION 'A published version of a form is not changed; publish the next one.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'form_version_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER form_version_final BEFORE UPDATE ON questionnaires_formversion
  FOR EACH ROW EXECUTE FUNCTION solar_form_version_final();
"""
UNDO = """
DROP TRIGGER form_version_final ON questionnaires_formversion;
DROP FUNCTION solar_form_version_final();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
