"""solar_sound: how a word sounds, the same for a Lao name and its Latin spelling in Laos.

What each step is and where it comes from: docs/transliteration.md.
"""

from django.db import migrations

CONSONANT = "[ກ-ຮ]"
VOWEL = "[ະ-ູົຽເ-ໄໍ]"

# Each step works on what the one before left: (kind, what, by what). On folded text (solar_fold has
# taken away tone marks and made ph f, x s, w v, r l, ou u, kh k, th t, ch c; doubled letters are one).
STEPS = [
    # Latin: letters of one sound.
    ("swap", "j", "c"),
    ("swap", "z", "s"),
    ("swap", "q", "k"),
    ("swap", "sh", "s"),
    ("swap", "ng", "ŋ"),
    ("swap", "gn", "y"),
    ("swap", "g", "k"),
    ("match", r"(\m|[cklmpstŋn])nh(?=[aeiou])", r"\1y"),
    # The French mute e: Phone, Sone, Phonesavanh.
    ("match", r"(o[nm])e(?=[bcdfklmnpstv][aeiouy])|([aiou][nm])e\M", r"\1\2"),
    # Lao: the vowel that is written first is spoken after its consonant.
    ("match", f"([ເແໂໄໃ])(ຫ[ງຍນມລວ]|{CONSONANT})", r"\2\1"),
    ("match", f"ຫ(?=[ງຍນມລ]|ວ{VOWEL})", ""),
    ("swap", "ເືອ", "u"),
    ("swap", "ເຶອ", "u"),
    ("swap", "ເົາ", "ao"),
    ("swap", "ເາະ", "o"),
    ("swap", "ເີ", "u"),
    ("swap", "ເິ", "u"),
    ("swap", "ືອ", "u"),
    ("swap", "ົວ", "u"),
    ("swap", "ັວ", "u"),
    ("match", "ເັ?ຍ(?![ະ-ູົຽ])", "i"),
    ("match", f"({CONSONANT})ອ(?!{VOWEL})", r"\1o"),
    ("match", f"({CONSONANT})ວ(?!{VOWEL}|[aeiou])", r"\1u"),
    ("swap", "ເັ", "e"),
    ("swap", "ແັ", "e"),
    ("swap", "ເະ", "e"),
    ("swap", "ແະ", "e"),
    ("swap", "ໂະ", "o"),
    ("swap", "ໄ", "ai"),
    ("swap", "ໃ", "ai"),
    ("swap", "ຳ", "am"),
    (
        "letters",
        "ເແໂະັາິີຶືຸູົໍຽກຂຄງຈສຊຍຢດຕຖທນບປຜພຝຟມລວຫຮອ",
        "eeoaaaiiuuuuooikkkŋcssyydtttnbpffffmlvhh",
    ),
    # Both: vowels of several letters.
    ("swap", "au", "ao"),
    ("match", "e?u[ae]?|oe", "u"),
    ("match", "i[ea]", "i"),
    ("swap", "ae", "e"),
    ("swap", "ea", "e"),
    ("match", "y(?![aeiou])|(?<=[bcdfhklmpstv])y", "i"),
    ("swap", "ei", "ai"),
    ("swap", "iy", "y"),
    ("swap", "ny", "y"),
    # What closes a syllable: t for d, p for b, k for c, no r, no h.
    ("match", "([bcdfhlv])(?![aeiouy])", r"\1#"),
    ("swap", "b#", "p"),
    ("swap", "f#", "p"),
    ("swap", "d#", "t"),
    ("swap", "c#", "k"),
    ("swap", "v#", "o"),
    ("swap", "h#", ""),
    ("swap", "el#", "u"),
    ("swap", "l#", ""),
    ("swap", "fl", "f"),
    ("swap", "sl", "s"),
    ("match", r"\mkva", "ku"),
    ("match", r"([a-zŋ])\1+", r"\1"),
    ("swap", "ŋ", "g"),
]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def expression(steps: list[tuple[str, str, str]]) -> str:
    """The steps as one SQL expression, each around the one before."""
    made = "solar_fold(t)"
    for kind, what, by in steps:
        made = {
            "swap": "replace({0}, {1}, {2})",
            "letters": "translate({0}, {1}, {2})",
            "match": "regexp_replace({0}, {1}, {2}, 'g')",
        }[kind].format(made, quoted(what), quoted(by))
    return made


# RETURN, not a quoted body: what is called is bound now (see 0001).
SOUND = f"""
CREATE OR REPLACE FUNCTION solar_sound(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN {expression(STEPS)};
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0002_joined")]
    operations = [migrations.RunSQL(SOUND, "DROP FUNCTION solar_sound(text)")]
