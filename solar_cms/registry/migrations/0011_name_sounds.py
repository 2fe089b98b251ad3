"""How names sound: of each word, for the search; of each person, for the finding of duplicates."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Func, Q

# One row a person, written by statement: the sounds of a statement's different names are worked out
# once each. A change of facts that duplicates are judged by makes the person one to compare again.
# No joins with the rows of a statement: their plan is kept for the session, and what is good for one
# row takes minutes for ten thousand. So a map of sounds and lists of ids.
SOUNDS = """
CREATE FUNCTION solar_name_key(given text, family text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN position(' ' IN btrim(given || ' ' || family)) = 0
  THEN '' ELSE (SELECT string_agg(w, ' ' ORDER BY w COLLATE "C")
    FROM regexp_split_to_table(btrim(given || ' ' || family), ' ') AS w) END;

CREATE FUNCTION solar_write_sounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said jsonb;
BEGIN
  SELECT jsonb_object_agg(one.t, solar_sound(one.t)) INTO said FROM (
    SELECT DISTINCT n.t FROM new_rows r CROSS JOIN LATERAL unnest(
      ARRAY[r.given_name, r.family_name, r.given_name_latin, r.family_name_latin]) AS n(t)) AS one;
  INSERT INTO registry_personsound
    (person_id, given, family, given_latin, family_latin, key, key_latin, is_compared)
  SELECT r.id, said ->> r.given_name, said ->> r.family_name, said ->> r.given_name_latin,
    said ->> r.family_name_latin, solar_name_key(said ->> r.given_name, said ->> r.family_name),
    solar_name_key(said ->> r.given_name_latin, said ->> r.family_name_latin), false
  FROM new_rows r;
  RETURN NULL;
END $$;

CREATE FUNCTION solar_rewrite_sounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE others uuid[]; renamed uuid[];
BEGIN
  SELECT array_agg(id) INTO others FROM (
    SELECT id, birth_year, birth_date, sex, phone, village_id, district_id, household_id FROM new_rows
    EXCEPT
    SELECT id, birth_year, birth_date, sex, phone, village_id, district_id, household_id FROM old_rows
  ) AS changed;
  IF others IS NOT NULL THEN
    UPDATE registry_personsound SET is_compared = false WHERE person_id = ANY(others) AND is_compared;
  END IF;
  SELECT array_agg(id) INTO renamed FROM (
    SELECT id, given_name, family_name, given_name_latin, family_name_latin FROM new_rows
    EXCEPT
    SELECT id, given_name, family_name, given_name_latin, family_name_latin FROM old_rows
  ) AS changed;
  IF renamed IS NOT NULL THEN
    UPDATE registry_personsound kept SET is_compared = false, given = solar_sound(p.given_name),
      family = solar_sound(p.family_name), given_latin = solar_sound(p.given_name_latin),
      family_latin = solar_sound(p.family_name_latin),
      key = solar_name_key(solar_sound(p.given_name), solar_sound(p.family_name)),
      key_latin = solar_name_key(solar_sound(p.given_name_latin), solar_sound(p.family_name_latin))
    FROM registry_person p WHERE p.id = kept.person_id AND kept.person_id = ANY(renamed);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION solar_forget_sounds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM registry_personsound WHERE person_id = ANY(ARRAY(SELECT id FROM old_rows));
  RETURN NULL;
END $$;

CREATE FUNCTION solar_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE registry_personsound SET is_compared = false
  WHERE person_id = ANY(ARRAY(SELECT person_id FROM new_rows)) AND is_compared;
  RETURN NULL;
END $$;

CREATE TRIGGER person_sounds_new AFTER INSERT ON registry_person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION solar_write_sounds();
CREATE TRIGGER person_sounds_changed AFTER UPDATE ON registry_person
  REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION solar_rewrite_sounds();
CREATE TRIGGER person_sounds_gone AFTER DELETE ON registry_person
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION solar_forget_sounds();
CREATE TRIGGER person_document_new AFTER INSERT ON registry_iddocument
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION solar_document_changed();
CREATE TRIGGER person_document_changed AFTER UPDATE ON registry_iddocument
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION solar_document_changed();

SET LOCAL enable_nestloop = off;
INSERT INTO registry_personsound
  (person_id, given, family, given_latin, family_latin, key, key_latin, is_compared)
WITH said AS MATERIALIZED (
  SELECT t, solar_sound(t) AS s FROM (
    SELECT DISTINCT n.t FROM registry_person r CROSS JOIN LATERAL unnest(
      ARRAY[r.given_name, r.family_name, r.given_name_latin, r.family_name_latin]) AS n(t)) AS one
)
SELECT r.id, g.s, f.s, gl.s, fl.s, solar_name_key(g.s, f.s), solar_name_key(gl.s, fl.s), false
FROM registry_person r
JOIN said g ON g.t = r.given_name JOIN said f ON f.t = r.family_name
JOIN said gl ON gl.t = r.given_name_latin JOIN said fl ON fl.t = r.family_name_latin;
SET LOCAL enable_nestloop = on;
ANALYZE registry_personsound;
ANALYZE registry_nameword;
"""
FORGET = """
DROP TRIGGER person_sounds_new ON registry_person;
DROP TRIGGER person_sounds_changed ON registry_person;
DROP TRIGGER person_sounds_gone ON registry_person;
DROP TRIGGER person_document_new ON registry_iddocument;
DROP TRIGGER person_document_changed ON registry_iddocument;
DROP FUNCTION solar_write_sounds();
DROP FUNCTION solar_rewrite_sounds();
DROP FUNCTION solar_forget_sounds();
DROP FUNCTION solar_document_changed();
DROP FUNCTION solar_name_key(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0003_sound"), ("registry", "0010_privacy")]
    operations = [
        migrations.AddField(
            "nameword",
            "sound",
            models.GeneratedField(
                db_persist=True,
                expression=Func(F("word"), function="solar_sound", output_field=models.TextField()),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddIndex("nameword", models.Index(fields=["sound"], name="name_word_sound")),
        migrations.AddIndex(
            "nameword",
            models.Index(Func(F("sound"), function="reverse"), name="name_word_sound_backwards"),
        ),
        migrations.CreateModel(
            "PersonSound",
            [
                (
                    "person",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="sound",
                        serialize=False,
                        to="registry.person",
                    ),
                ),
                ("given", models.TextField(db_collation="C")),
                ("family", models.TextField(db_collation="C")),
                ("given_latin", models.TextField(db_collation="C")),
                ("family_latin", models.TextField(db_collation="C")),
                ("key", models.TextField(db_collation="C")),
                ("key_latin", models.TextField(db_collation="C")),
                ("is_compared", models.BooleanField(default=False)),
            ],
            options={"verbose_name": "Sound of a name", "verbose_name_plural": "Sounds of names"},
        ),
        migrations.AddIndex(
            "personsound",
            models.Index(condition=~Q(key=""), fields=["key"], name="person_sound_key"),
        ),
        migrations.AddIndex(
            "personsound",
            models.Index(
                condition=~Q(key_latin=""), fields=["key_latin"], name="person_sound_key_latin"
            ),
        ),
        migrations.AddIndex(
            "personsound",
            models.Index(
                condition=Q(is_compared=False), fields=["person"], name="person_not_compared"
            ),
        ),
        migrations.RunSQL(SOUNDS, FORGET),
    ]
