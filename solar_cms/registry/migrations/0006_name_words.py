"""People are found by whole words of their names, which stand in a table of their own."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models
from django.db.models import F, Func, Value

LEARN = """
CREATE FUNCTION solar_learn_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO registry_nameword (word)
  SELECT DISTINCT w.word FROM new_rows r
  CROSS JOIN LATERAL unnest(r.name_words) AS w(word)
  WHERE w.word <> '' AND NOT EXISTS (SELECT 1 FROM registry_nameword k WHERE k.word = w.word COLLATE "C");
  RETURN NULL;
END $$;
CREATE TRIGGER person_names_new AFTER INSERT ON registry_person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION solar_learn_names();
CREATE TRIGGER person_names_changed AFTER UPDATE ON registry_person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION solar_learn_names();
INSERT INTO registry_nameword (word)
SELECT DISTINCT w.word FROM registry_person p
CROSS JOIN LATERAL unnest(p.name_words) AS w(word) WHERE w.word <> '';
"""
FORGET = """
DROP TRIGGER person_names_new ON registry_person;
DROP TRIGGER person_names_changed ON registry_person;
DROP FUNCTION solar_learn_names();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_group_membership_order")]
    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.RemoveIndex("person", "person_search"),
        migrations.RemoveIndex("person", "person_alias"),
        migrations.RemoveField("person", "alias_key"),
        migrations.AddField(
            "person",
            "name_words",
            models.GeneratedField(
                db_persist=True,
                expression=Func(
                    Func(
                        F("given_name"),
                        F("family_name"),
                        F("given_name_latin"),
                        F("family_name_latin"),
                        Func(F("aliases"), function="solar_joined", output_field=models.TextField()),
                        function="solar_search_key",
                    ),
                    Value(" "),
                    function="string_to_array",
                    output_field=ArrayField(models.TextField()),
                ),
                output_field=ArrayField(models.TextField()),
            ),
        ),
        migrations.CreateModel(
            "NameWord",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("word", models.TextField(db_collation="C")),
            ],
            options={"verbose_name": "Word of a name", "verbose_name_plural": "Words of names"},
        ),
        migrations.AddIndex("nameword", models.Index(fields=["word"], name="name_word")),
        migrations.AddIndex(
            "nameword", models.Index(Func(F("word"), function="reverse"), name="name_word_backwards")
        ),
        migrations.AddIndex(
            "nameword",
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="name_word_like"),
        ),
        migrations.RunSQL(LEARN, FORGET),
        migrations.AddIndex("person", GinIndex(fields=["name_words"], name="person_words")),
    ]
