"""Names alike: by trigrams, and with one letter wrong in a word, which trigrams miss in short names.

Patterns of LIKE are used, not regular expressions: the trigram index takes only the former in Lao.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, TextField, Value, When

from solar_cms.base.folding import Folder

SHORTEST, LONGEST = 3, 16  # letters of a single name that is looked at letter by letter


class LikeAny(Func):
    """text LIKE ANY (patterns)"""

    template = "%(expressions)s)"
    arg_joiner = " LIKE ANY ("
    output_field = BooleanField()


def near(word: str) -> list[str]:
    """LIKE patterns of the whole word with at most one letter other, missing or too many.

    A folded word holds letters and digits only, so nothing in it needs escaping.
    """
    size = len(word)
    found = {word[:at] + "_" + word[at + 1 :] for at in range(size)}
    found |= {word[:at] + word[at + 1 :] for at in range(size)}
    found |= {word[:at] + "_" + word[at:] for at in range(1, size)}
    return [
        f"{before}{one}{after}"
        for one in sorted(found)
        for before in ("", "% ")
        for after in ("", " %")
    ]


def like(words: str, field: str = "search_key") -> tuple[Q, Any]:
    """(condition, likeness) of rows whose folded names are like the words.

    likeness: word similarity from 0 to 1; plus 1 where a single name is there but for one letter
    (of two names, trigrams find enough). Costs one query to fold the words.
    """
    folded = Folder().fold(words)
    condition = Q(**{f"{field}__trigram_word_similar": Value(folded)})
    likeness: Any = Func(
        Value(folded), F(field), function="word_similarity", output_field=FloatField()
    )
    if " " in folded or not SHORTEST <= len(folded) <= LONGEST:
        return condition, likeness
    patterns = Value(near(folded), output_field=ArrayField(TextField()))
    found = Q(LikeAny(F(field), patterns))
    extra = Case(When(found, then=Value(1.0)), default=Value(0.0), output_field=FloatField())
    return condition | found, likeness + extra
