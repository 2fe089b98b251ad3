"""Names alike: by trigrams, and with one letter wrong in a word, which trigrams miss in short names."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Case, F, FloatField, Func, Q, Value, When

from solar_cms.base.folding import Folder

# Words of a query that are looked at letter by letter, and how long they may be: a pattern grows
# with the square of the word.
MOST_WORDS, SHORTEST, LONGEST = 4, 3, 16


def near(word: str) -> str:
    """A pattern (Postgres) for the word with at most one letter other, missing or too many."""
    letters = [re.escape(letter) for letter in word]
    size = len(letters)
    found = ["".join([*letters[:at], ".?", *letters[at + 1 :]]) for at in range(size)]
    found += ["".join([*letters[:at], ".", *letters[at:]]) for at in range(1, size)]
    return rf"\m({'|'.join(found)})\M"


def like(words: str, field: str = "search_key") -> tuple[Q, Any]:
    """(condition, likeness) of rows whose folded names are like the words.

    likeness: word similarity from 0 to 1, plus 1 for each word that is there but for one letter.
    Costs one query to fold the words.
    """
    folded = Folder().fold(words)
    short = [word for word in folded.split() if SHORTEST <= len(word) <= LONGEST]
    patterns = [near(word) for word in short[:MOST_WORDS]]
    condition = Q(**{f"{field}__trigram_word_similar": Value(folded)})
    likeness: Any = Func(
        Value(folded), F(field), function="word_similarity", output_field=FloatField()
    )
    if not patterns:
        return condition, likeness
    all_near = Q()
    for pattern in patterns:
        found = Q(**{f"{field}__regex": pattern})
        all_near &= found
        likeness = likeness + Case(
            When(found, then=Value(1.0)), default=Value(0.0), output_field=FloatField()
        )
    return condition | all_near, likeness
