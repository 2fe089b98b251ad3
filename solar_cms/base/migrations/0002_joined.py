"""solar_joined: the parts of an array as one text, immutable, for generated columns."""

from django.db import migrations

JOINED = """
CREATE OR REPLACE FUNCTION solar_joined(parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_string(parts, ' ');
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_functions")]
    operations = [migrations.RunSQL(JOINED, "DROP FUNCTION solar_joined(text[])")]
