"""A Latin spelling for a Lao name, as names are written in Laos; and Thai letters read as Lao.

A proposal for the eye of whoever knows the person: families choose their spelling. The letters and
where they come from: docs/transliteration.md. To compare names use the database's solar_sound.
"""

from __future__ import annotations

import re
import unicodedata

from django.db import connection

INITIALS = {
    "ກ": "k", "ຂ": "kh", "ຄ": "kh", "ງ": "ng", "ຈ": "ch", "ສ": "s", "ຊ": "x", "ຍ": "y", "ດ": "d",
    "ຕ": "t", "ຖ": "th", "ທ": "th", "ນ": "n", "ບ": "b", "ປ": "p", "ຜ": "ph", "ຝ": "f", "ພ": "ph",
    "ຟ": "f", "ມ": "m", "ຢ": "y", "ຣ": "r", "ລ": "l", "ວ": "v", "ຫ": "h", "ອ": "", "ຮ": "h",
}  # fmt: skip
FINALS = {
    "ກ": "k", "ງ": "ng", "ຍ": "y", "ດ": "t", "ນ": "n", "ບ": "p", "ມ": "m", "ວ": "o", "ຣ": "n", "ລ": "n",
}  # fmt: skip
# The vowel around the consonant (-), and after a comma as it is spelt before a final consonant.
VOWELS = {
    "-ະ": "a", "-ັ": "a", "-າ": "a", "-ິ": "i", "-ີ": "i", "-ຶ": "eu", "-ື": "eu", "-ືອ": "eu",
    "-ຸ": "ou", "-ູ": "ou", "-ົ": "o", "-ໍ": "o", "-ອ": "o", "-ຽ": "ia,ie", "-ວ": "oua", "-ົວ": "oua",
    "-ົວະ": "oua", "-ັວ": "oua", "-ຳ": "am", "ເ-": "e", "ເ-ັ": "e", "ເ-ະ": "e", "ແ-": "e", "ແ-ັ": "e",
    "ແ-ະ": "e", "ໂ-": "o", "ໂ-ະ": "o", "ໄ-": "ay", "ໃ-": "ay", "ເ-ົາ": "ao", "ເ-າະ": "o", "ເ-ີ": "eu",
    "ເ-ິ": "eu", "ເ-ຍ": "ia,ie", "ເ-ັຍ": "ia,ie", "ເ-ືອ": "eua", "ເ-ຶອ": "eua",
}  # fmt: skip
OPEN_ONLY = {"ໄ-", "ໃ-", "-ຳ", "ເ-ົາ", "-ະ"}  # no consonant closes these
MARK = "[ະັາຳິີຶືຸູົໍຽ]"


def _syllable() -> re.Pattern[str]:
    """One syllable: the vowel's parts around a consonant, and a final that begins no other."""
    consonant = f"(?P<first>ຫ[ງຍນມລຣວ](?={MARK}|[ອວ][ກ-ຮ])|[ກ-ຮ])"
    consonant_before = "(?P<first>ຫ[ງຍນມລຣວ]|[ກ-ຮ])"
    final = f"(?P<last>[{''.join(FINALS)}](?!{MARK}|[ອວ](?!{MARK}|ອ)))?"
    shapes = []
    for at, vowel in enumerate(sorted(VOWELS, key=len, reverse=True)):
        before, after = vowel.split("-")
        first = (consonant_before if before else consonant).replace("first", f"first{at}")
        last = "" if vowel in OPEN_ONLY else final.replace("last", f"last{at}")
        shapes.append(f"(?P<v{at}>{before}{first}{after}(?!{MARK}){last})")
    return re.compile("|".join(shapes))


SYLLABLE = _syllable()
ORDERED = sorted(VOWELS, key=len, reverse=True)
TONES = re.compile("[\u0ec8-\u0ecc\u200b-\u200f]")


def romanised(name: str) -> str:
    """A Latin spelling for a name in Lao: ສົມພອນ → "Somphone". What is not Lao stays as it is."""
    return " ".join(_word(word) for word in unicodedata.normalize("NFC", name).split())


def _word(word: str) -> str:
    text = TONES.sub("", word).replace("ໍາ", "ຳ")
    for joined, parts in (("ໜ", "ຫນ"), ("ໝ", "ຫມ"), ("ຼ", "ລ")):
        text = text.replace(joined, parts)
    said, at = "", 0
    while at < len(text):
        found = SYLLABLE.match(text, at)
        if found is None:
            more, at = INITIALS.get(text[at], text[at]), at + 1
        else:
            more, at = _spelt(found, is_end=found.end() == len(text)), found.end()
        said += more[1:] if said.endswith("y") and more.startswith("y") else more
    return said[:1].upper() + said[1:]


def _spelt(found: re.Match[str], *, is_end: bool) -> str:
    """One syllable in Latin letters. is_end: the name ends with it."""
    shape = int((found.lastgroup or "v0")[1:])  # the outermost group closes last
    groups = found.groupdict()
    first, last = groups[f"first{shape}"], groups.get(f"last{shape}") or ""
    vowel = VOWELS[ORDERED[shape]].split(",")
    letters = vowel[-1] if last else vowel[0]
    end = FINALS.get(last, "")
    if is_end and last == "ນ" and letters == "o":
        end = "ne"  # Phone, Sone: else a Frenchman says it through the nose
    if is_end and last == "ດ" and letters in ("a", "o", "ou"):
        end = "th"
    return INITIALS[first[-1]] + letters + end


def sounds_of(texts: list[str]) -> dict[str, str]:
    """Text → how it sounds (solar_sound), in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, solar_sound(text) FROM unnest(%s::text[]) AS text",
            [sorted(set(texts))],
        )
        return dict(cursor.fetchall())


# --- Thai letters among Lao ones -----------------------------------------------------------------

# The two blocks of Unicode are built alike: a Lao letter stands 0x80 after the Thai one of its sound.
# Letters that only Thai has become the Lao letter they are said with.
ONLY_THAI = {
    "ฃ": "ຂ", "ฅ": "ຄ", "ฆ": "ຄ", "ฉ": "ສ", "ช": "ຊ", "ซ": "ຊ", "ฌ": "ຊ", "ญ": "ຍ", "ฎ": "ດ", "ฏ": "ຕ",
    "ฐ": "ຖ", "ฑ": "ທ", "ฒ": "ທ", "ณ": "ນ", "ธ": "ທ", "ภ": "ພ", "ศ": "ສ", "ษ": "ສ", "ฬ": "ລ", "ฤ": "ລຶ",
    "ฦ": "ລຶ", "ฺ": "", "ๅ": "າ", "็": "ັ", "์": "", "ํ": "ໍ", "๎": "", "฿": "", "ฯ": "ຯ", "๏": "", "๚": "", "๛": "",
}  # fmt: skip
THAI = re.compile("[\u0e01-\u0e3a\u0e3f-\u0e5b]")


def _lao_letter(letter: str) -> str:
    return ONLY_THAI[letter] if letter in ONLY_THAI else chr(ord(letter) + 0x80)


def thai_letters(text: str) -> list[tuple[str, str]]:
    """The Thai letters of a text, each once, with the Lao letter to write: [("ส", "ສ")]."""
    return [(letter, _lao_letter(letter)) for letter in dict.fromkeys(THAI.findall(text))]


def with_lao_letters(text: str) -> str:
    """The text with Lao letters in the place of Thai ones. ย that closes a syllable is ຍ, else ຢ."""
    text = re.sub("ย(?![\u0e30-\u0e39\u0eb0-\u0ebd])(?<=[^\\s]ย)", "ຍ", text)
    return THAI.sub(lambda found: _lao_letter(found.group()), text)
