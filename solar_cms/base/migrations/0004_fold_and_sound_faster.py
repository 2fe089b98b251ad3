"""solar_fold, solar_search_key and solar_sound say what they said, in a third of the time.

Three things cost most. A pattern with a back reference ("a letter twice") is matched by trying, not
by an automaton: 26 of 70 µs a name; one pattern a letter is not. Steps for Latin letters ran over Lao
names. And a function in SQL is only written into the statement that calls it (inlined) if all it
calls is immutable; array_to_string is not, so every call of solar_search_key was a query of its own.

The bodies in plpgsql call nothing of ours: a restore runs with an empty search_path.
"""

import importlib

from django.db import migrations

functions = importlib.import_module("solar_cms.base.migrations.0001_functions")
joined = importlib.import_module("solar_cms.base.migrations.0002_joined")
sound = importlib.import_module("solar_cms.base.migrations.0003_sound")


def singly(text: str, letters: str) -> str:
    """The expression `text` with each run of one of the letters made one letter."""
    for at in range(0, len(letters), 9):
        some = letters[at : at + 9]
        pattern = "|".join(f"({letter}){letter}+" for letter in some)
        by = "".join(rf"\{number}" for number in range(1, len(some) + 1))
        text = f"regexp_replace({text}, '{pattern}', '{by}', 'g')"
    return text


LATIN = "abcdefghijklmnopqrstuvwxyz"

FOLD = rf"""
CREATE OR REPLACE FUNCTION solar_fold(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
  t := regexp_replace(normalize(lower(t), NFD),
    '[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad\u0ec8-\u0ecc]', '', 'g');
  t := replace(replace(replace(replace(replace(t, E'\u0ecd\u0eb2', E'\u0eb3'),
    E'\u0edc', E'\u0eab\u0e99'), E'\u0edd', E'\u0eab\u0ea1'), E'\u0ebc', E'\u0ea5'), E'\u0ea3', E'\u0ea5');
  IF t ~ '[a-z]' THEN
    t := replace(replace(replace(replace(replace(replace(replace(t,
      'ph', 'f'), 'x', 's'), 'w', 'v'), 'r', 'l'), 'ou', 'u'), 'oo', 'u'), 'ee', 'i');
    t := regexp_replace(t, '([bcdgkt])h', '\1', 'g');
    t := {singly("t", LATIN)};
  END IF;
  IF t ~ '[^0-9a-z\u0e81-\u0eae\u0eb0-\u0ebd\u0ec0-\u0ec6 ]|  |^ | $' THEN
    t := btrim(regexp_replace(regexp_replace(regexp_replace(t,
      '[[:punct:]]+', ' ', 'g'), '\s+', ' ', 'g'), '^ | $', '', 'g'));
  END IF;
  RETURN t;
END $$;
"""

JOINED = """
CREATE OR REPLACE FUNCTION solar_joined(parts text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN array_to_string(parts, ' ');
END $$;
"""

KEY = """
CREATE OR REPLACE FUNCTION solar_search_key(VARIADIC parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN solar_fold(solar_joined(parts));
"""


def nested(steps: list[tuple[str, str, str]]) -> str:
    """The steps as one expression over t, each around the one before."""
    return sound.expression(steps).replace("solar_fold(t)", "t", 1)


def in_three(steps: list[tuple[str, str, str]]) -> tuple[list, list, list]:
    """Steps for Latin letters, for Lao ones, and for what both have become."""
    at = next(n for n, step in enumerate(steps) if step[1].startswith("([ເ"))
    end = next(n for n, step in enumerate(steps) if step[0] == "letters") + 1
    return steps[:at], steps[at:end], steps[end:]


FIRST, LAO, BOTH = in_three(sound.STEPS)
*CLOSING, TWICE, LAST = BOTH

HEARD = rf"""
CREATE OR REPLACE FUNCTION solar_heard(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
  IF t ~ '[a-z]' THEN
    t := {nested(FIRST)};
  END IF;
  IF t ~ '[\u0e81-\u0ecd]' THEN
    t := {nested(LAO)};
  END IF;
  t := {nested(CLOSING)};
  t := {singly("t", LATIN + "ŋ")};
  RETURN {nested([LAST])};
END $$;
"""

SOUND = """
CREATE OR REPLACE FUNCTION solar_sound(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN solar_heard(solar_fold(t));
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0003_sound")]
    operations = [
        migrations.RunSQL(FOLD, functions.FOLD),
        migrations.RunSQL(JOINED, joined.JOINED),
        migrations.RunSQL(KEY, functions.KEY),
        migrations.RunSQL(HEARD, "DROP FUNCTION solar_heard(text)"),
        migrations.RunSQL(SOUND, sound.SOUND),
    ]
