"""Extensions and the SQL functions every floor uses: ids, folding of names."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

UUID7 = """
CREATE OR REPLACE FUNCTION solar_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(set_bit(set_bit(overlay(
      uuid_send(gen_random_uuid())
      placing substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
      FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;
"""

# Names and queries are folded alike, so that what looks or sounds the same is the same:
# Lao: tone marks and zero-width characters go, ໍ+າ becomes ຳ, ໜ ໝ ຫຼ are spelt out, ຣ is read ລ.
# Latin as written in Laos: x/s, ph/f, w/v, r/l, ou/oo/u, silent h, double letters.
FOLD = r"""
CREATE OR REPLACE FUNCTION solar_fold(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      regexp_replace(
        regexp_replace(normalize(lower(t), NFD), '[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad\u0ec8-\u0ecc]', '', 'g'),
        '\u0ecd\u0eb2', E'\u0eb3', 'g'),
      E'\u0edc', E'\u0eab\u0e99'), E'\u0edd', E'\u0eab\u0ea1'), E'\u0ebc', E'\u0ea5'),
      E'\u0ea3', E'\u0ea5'),
      'ph', 'f'), 'x', 's'), 'w', 'v'), 'r', 'l'), 'ou', 'u'), 'oo', 'u'), 'ee', 'i'),
    '([bcdgkt])h', '\1', 'g'),
    '([a-z])\1+', '\1', 'g'),
    '[[:punct:]]+', ' ', 'g'),
    '\s+', ' ', 'g'),
    '^ | $', '', 'g'))
$$;
"""

# RETURN, not a quoted body: the inner function is bound now. A restore works with an empty
# search_path, under which a quoted body would not find it.
KEY = """
CREATE OR REPLACE FUNCTION solar_search_key(VARIADIC parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN solar_fold(array_to_string(parts, ' '));
"""


# What lists of people sort by: the name in the local script, else in Latin letters.
SORT_NAME = """
CREATE OR REPLACE FUNCTION solar_sort_name(given text, family text, given_latin text, family_latin text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN given <> '' THEN btrim(given || ' ' || family)
              ELSE btrim(given_latin || ' ' || family_latin) END
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(UUID7, "DROP FUNCTION solar_uuid7()"),
        migrations.RunSQL(FOLD, "DROP FUNCTION solar_fold(text)"),
        migrations.RunSQL(KEY, "DROP FUNCTION solar_search_key(text[])"),
        migrations.RunSQL(SORT_NAME, "DROP FUNCTION solar_sort_name(text, text, text, text)"),
    ]
