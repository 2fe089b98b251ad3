"""People by name among a million: the words of all names stand in a small table of their own.

Names repeat theirs: a million people share some ten thousand words. A query's words are first
looked for among those (whole, begun, with a letter wrong, joined or split otherwise, and as they
sound in the other script); the people are then found by whole words, which an index of words gives at
once. Trigrams over all people took half a second and missed short names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from solar_cms.base.folding import Folder
from solar_cms.base.romanising import sounds_of, with_lao_letters

# How well a word of a name answers a word of the query: is it, lacks its last letter, has one wrong,
# begins with it, is like it. A word of the other script that sounds the same is the word where the query
# is some name as written; else it comes before those a letter apart, unless the query's own script has
# a word of that sound: then the query is either that name spelt otherwise or one with a letter wrong, and
# nobody knows which, so both are worth the same. What sounds nearly the same comes last.
WHOLE, SHORT, NEAR, BEGUN, FAR = 100, 95, 85, 80, 50
OTHER_SCRIPT, SAME_SOUND, NEAR_SOUND = 90, NEAR, 70
ALTERED = 5  # less where words are joined or split otherwise than in the query
MOST_WORDS, MOST_BEGUN, MOST_FAR = 6, 2000, 12
ENOUGH = 200  # people who answer well; then nobody looks for those who answer worse
LONG = 8  # letters from which two may be wrong

# Of two words that differ in one place, the first halves or the last halves are the same: two
# narrow ranges of an index instead of the whole table.
LIKE_WORDS = """
SELECT q.word, k.word, levenshtein(k.word, q.word), starts_with(k.word, q.word)
FROM unnest(%(words)s::text[]) AS q(word)
CROSS JOIN LATERAL (
  SELECT word FROM registry_nameword
    WHERE word >= left(q.word, (length(q.word) + 1) / 2)
      AND word < left(q.word, (length(q.word) + 1) / 2) || U&'\\+10FFFF'
  UNION
  SELECT word FROM registry_nameword
    WHERE length(q.word) > 2
      AND reverse(word) >= left(reverse(q.word), length(q.word) / 2)
      AND reverse(word) < left(reverse(q.word), length(q.word) / 2) || U&'\\+10FFFF'
) k
WHERE starts_with(k.word, q.word)
   OR levenshtein_less_equal(k.word, q.word, 2)
      <= CASE WHEN length(q.word) < 3 THEN 0 WHEN length(q.word) < %(long)s THEN 1 ELSE 2 END
"""
# The same by sound (solar_sound): a Lao word for a Latin one, and one spelling for another.
SOUND_ALIKE = """
WITH q AS MATERIALIZED (
  SELECT word, sound, word ~ '[a-z]' AS latin
  FROM unnest(%(words)s::text[], %(sounds)s::text[]) AS w(word, sound)
)
SELECT q.word, k.word, levenshtein(k.sound, q.sound), starts_with(k.sound, q.sound),
  (k.word ~ '[a-z]') = q.latin
FROM q CROSS JOIN LATERAL (
  SELECT word, sound FROM registry_nameword
    WHERE sound >= left(q.sound, (length(q.sound) + 1) / 2)
      AND sound < left(q.sound, (length(q.sound) + 1) / 2) || U&'\\+10FFFF'
  UNION
  SELECT word, sound FROM registry_nameword
    WHERE length(q.sound) > 3
      AND reverse(sound) >= left(reverse(q.sound), length(q.sound) / 2)
      AND reverse(sound) < left(reverse(q.sound), length(q.sound) / 2) || U&'\\+10FFFF'
) k
WHERE q.sound <> '' AND (k.sound = q.sound OR ((k.word ~ '[a-z]') <> q.latin
  AND (starts_with(k.sound, q.sound) OR (length(q.sound) > 3
    AND levenshtein_less_equal(k.sound, q.sound, 1) = 1))))
"""
# Two words written as one: as they are spelt, or in the other script as they sound.
SPLIT = """
WITH q AS MATERIALIZED (
  SELECT word, sound, word ~ '[a-z]' AS latin
  FROM unnest(%(words)s::text[], %(sounds)s::text[]) AS w(word, sound)
)
SELECT q.word, ARRAY[left(q.word, at)], ARRAY[substr(q.word, at + 1)]
FROM q CROSS JOIN generate_series(2, length(q.word) - 2) AS at
WHERE EXISTS (SELECT 1 FROM registry_nameword WHERE word = left(q.word, at))
  AND EXISTS (SELECT 1 FROM registry_nameword WHERE word = substr(q.word, at + 1))
UNION ALL
SELECT q.word, l.words, r.words FROM q CROSS JOIN generate_series(2, length(q.sound) - 2) AS at
CROSS JOIN LATERAL (SELECT array_agg(DISTINCT word) AS words FROM registry_nameword
  WHERE sound = left(q.sound, at) AND (word ~ '[a-z]') <> q.latin) l
CROSS JOIN LATERAL (SELECT array_agg(DISTINCT word) AS words FROM registry_nameword
  WHERE sound = substr(q.sound, at + 1) AND (word ~ '[a-z]') <> q.latin) r
WHERE l.words IS NOT NULL AND r.words IS NOT NULL
"""
FARTHER = """
SELECT q.word, k.word FROM unnest(%(words)s::text[]) AS q(word) CROSS JOIN LATERAL (
  SELECT word FROM registry_nameword WHERE word %% q.word
  ORDER BY similarity(word, q.word) DESC, word LIMIT %(most)s) k
"""


@dataclass
class Slot:
    """What answers one word of the query: words of names by how well they do."""

    words: dict[int, set[str]] = field(default_factory=dict)

    def add(self, worth: int, word: str) -> None:
        self.words.setdefault(worth, set()).add(word)

    def all(self) -> list[str]:
        return sorted(set().union(*self.words.values())) if self.words else []

    def condition(self) -> Q:
        return Q(name_words__overlap=self.all())

    def worth(self, less: int) -> Any:
        """Of a row that answers, how well."""
        steps = [
            When(name_words__overlap=sorted(self.words[worth]), then=worth - less)
            for worth in sorted(self.words, reverse=True)
        ]
        return Case(*steps, default=0, output_field=IntegerField())


@dataclass
class Reading:
    """One way to read the query: a slot for each of its words. All must be answered."""

    slots: list[Slot]
    less: int = 0

    def condition(self) -> Q:
        return reduce(and_, (slot.condition() for slot in self.slots))

    def worth(self, of: int) -> Any:
        """In thousandths; `of`: how many words should have been answered."""
        total = reduce(lambda a, b: a + b, (slot.worth(self.less) for slot in self.slots))
        return total * Value(10) / Value(of, output_field=IntegerField())


def people_named(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """The rows (of people) whose names or other names are like the words, with `rank`: likeness in
    thousandths, 1000 where each word is there as written. Where hundreds answer one word well, they
    all are the answer; else the newest of those who answer it worse follow. A few small queries."""
    tokens = Folder().fold(with_lao_letters(words)).split()[:MOST_WORDS]
    nobody = rows.annotate(rank=Value(0, output_field=IntegerField())).none()
    slots, readings = _readings(tokens)
    if not slots and not readings:
        return nobody
    if len(tokens) > 1 and readings:
        found = rows.filter(reduce(or_, (reading.condition() for reading in readings)))
        if found.exists():
            worths = [reading.worth(max(len(tokens), len(reading.slots))) for reading in readings]
            return found.annotate(rank=Greatest(*worths) if len(worths) > 1 else worths[0])
    some = _by_worth(rows, _tiers(slots, readings), len(tokens))
    return nobody if some is None else some


def _tiers(slots: list[Slot], readings: list[Reading]) -> dict[int, Q]:
    """Worth → people of whom one word of the query is answered so well, or another way to read it."""
    tiers: dict[int, Q] = {}
    for slot in slots:
        for worth, words in slot.words.items():
            tiers[worth] = tiers.get(worth, Q()) | Q(name_words__overlap=sorted(words))
    for reading in readings:
        if reading.less:
            worth = WHOLE - reading.less
            tiers[worth] = tiers.get(worth, Q()) | reading.condition()
    return tiers


def _by_worth(rows: QuerySet[Any], tiers: dict[int, Q], of: int) -> QuerySet[Any] | None:
    """The best tier whole where it is large; else ENOUGH people of the tiers down to some worth.

    A large tier is given as a condition, not ids: with one rank for all, a page of it is read off an
    index without looking at the rest.
    """
    ranks: dict[int, list[Any]] = {}
    known: set[Any] = set()
    for worth in sorted(tiers, reverse=True):
        rank = worth * 10 // of
        tier = list(rows.filter(tiers[worth]).values_list("pk", flat=True)[:ENOUGH])
        if len(tier) == ENOUGH and not known:
            return rows.filter(tiers[worth]).annotate(rank=Value(rank, output_field=IntegerField()))
        ranks[rank] = [pk for pk in tier if pk not in known]
        known.update(tier)
        if len(known) >= ENOUGH:
            break
    if not known:
        return None
    steps = [When(pk__in=some, then=rank) for rank, some in ranks.items() if some]
    return rows.filter(pk__in=known).annotate(
        rank=Case(*steps, default=0, output_field=IntegerField())
    )


def _readings(tokens: list[str]) -> tuple[list[Slot], list[Reading]]:
    """(what answers each word, the readings): as written, with two neighbours joined, with one word
    split; only what some name answers."""
    joined = [a + b for a, b in pairwise(tokens)]
    sounds = sounds_of([*tokens, *joined])
    slots = _slots(sounds)
    unknown = [token for token in tokens if token not in slots]
    slots |= _far(unknown)
    readings = []
    plain = [slots[token] for token in tokens if token in slots]
    if plain and len(plain) == len(tokens):
        readings.append(Reading(plain))
    for at, word in enumerate(joined):
        around = [*tokens[:at], word, *tokens[at + 2 :]]
        if word in slots and all(token in slots for token in around):
            readings.append(Reading([slots[token] for token in around], ALTERED))
    for token, parts in _splits(
        {t: sounds[t] for t in tokens if WHOLE not in slots.get(t, Slot()).words}
    ):
        at = tokens.index(token)
        others = [slots[t] for t in [*tokens[:at], *tokens[at + 1 :]] if t in slots]
        readings.append(Reading([*map(_whole, parts), *others], ALTERED))
    return plain, readings


def _whole(words: list[str]) -> Slot:
    return Slot({WHOLE: set(words)})


def _ask(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _slots(sounds: dict[str, str]) -> dict[str, Slot]:
    """Word → what answers it: itself, what begins with it, what differs by a letter (two in long
    words), what sounds like it."""
    values = {"words": list(sounds), "sounds": list(sounds.values()), "long": LONG}
    found: dict[str, Slot] = {}
    begun: dict[str, int] = {}
    for word, known, distance, begins in _ask(LIKE_WORDS, values):
        slot = found.setdefault(word, Slot())
        if distance == 0:
            slot.add(WHOLE, known)
        elif distance == 1:
            slot.add(SHORT if begins else NEAR, known)
        elif begins and begun.get(word, 0) < MOST_BEGUN:
            slot.add(BEGUN, known)
            begun[word] = begun.get(word, 0) + 1
        elif not begins:
            slot.add(FAR, known)
    _add_sounds(found, values)
    return {word: slot for word, slot in found.items() if slot.words}


def _add_sounds(found: dict[str, Slot], values: dict[str, Any]) -> None:
    """What sounds like the words, where it does not answer them better as it is written."""
    names = {word for word, slot in found.items() if WHOLE in slot.words}
    rows = _ask(SOUND_ALIKE, values)
    spelt = {word for word, _known, distance, _begins, same in rows if distance == 0 and same}
    for word, known, distance, begins, same_script in rows:
        slot = found.setdefault(word, Slot())
        if distance == 0:
            other = WHOLE if word in names else SAME_SOUND if word in spelt else OTHER_SCRIPT
            worth = SAME_SOUND if same_script else other
        else:
            worth = NEAR_SOUND if distance == 1 and not begins else NEAR_SOUND - 5
        if not any(known in some for level, some in slot.words.items() if level >= worth):
            slot.add(worth, known)


def _far(words: list[str]) -> dict[str, Slot]:
    """For words nothing answers: those most like them by trigrams."""
    found: dict[str, Slot] = {}
    if words:
        for word, known in _ask(FARTHER, {"words": words, "most": MOST_FAR}):
            found.setdefault(word, Slot()).add(FAR, known)
    return found


def _splits(sounds: dict[str, str]) -> list[tuple[str, tuple[list[str], list[str]]]]:
    long = {word: sound for word, sound in sounds.items() if len(word) > 3}
    values = {"words": list(long), "sounds": list(long.values())}
    rows = _ask(SPLIT, values) if long else []
    return [(word, (left, right)) for word, left, right in rows]
