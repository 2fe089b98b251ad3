"""Folding of names outside a query, by the database's own function, so that both always agree."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

MOST_WORDS = 100_000  # then they are learned anew: a million rows take no more memory


class Folder:
    """Folds texts word by word and remembers the words: names repeat theirs all the time.

    fold("ບ້ານ ໜອງຫຼວງ") gives what solar_fold gives. `learn` first with many texts costs one query.
    """

    def __init__(self) -> None:
        self._words: dict[str, str] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Fold all words not known yet, in one query."""
        texts = list(texts)
        if len(self._words) > MOST_WORDS:
            self._words.clear()
        new = sorted({w for text in texts for w in text.split()} - self._words.keys())
        if not new:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT word, solar_fold(word) FROM unnest(%s::text[]) AS word", [new])
            self._words.update(cursor.fetchall())

    def fold(self, text: str) -> str:
        words = text.split()
        if any(w not in self._words for w in words):
            self.learn([text])
        return " ".join(folded for w in words if (folded := self._words[w]))
