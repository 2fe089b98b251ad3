"""People are found by their other names too when duplicates are looked for."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import F, Func, Q

# The keys of full names among the other names, as solar_name_key gives them for the name itself.
KEYS = """
CREATE FUNCTION solar_alias_keys(aliases text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT solar_name_key(solar_sound(a), '') FROM unnest(aliases) AS a
  WHERE position(' ' IN btrim(a)) > 0);
"""
FORGET = "DROP FUNCTION solar_alias_keys(text[])"


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_duplicates")]
    operations = [
        migrations.RunSQL(KEYS, FORGET),
        migrations.AddIndex(
            "person",
            django.contrib.postgres.indexes.GinIndex(
                Func(
                    F("aliases"),
                    function="solar_alias_keys",
                    output_field=django.contrib.postgres.fields.ArrayField(models.TextField()),
                ),
                condition=~Q(aliases=[]),
                name="person_alias_keys",
            ),
        ),
    ]
