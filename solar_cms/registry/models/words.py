"""The words of people's names, each once or nearly so: what a search looks through first."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _


class NameWord(models.Model):
    """A folded word of some name. A trigger on people writes new ones; two writers at once may both
    write a word, which does no harm and keeps them from waiting for each other."""

    word = models.TextField(db_collation="C")

    class Meta:
        verbose_name = _("Word of a name")
        verbose_name_plural = _("Words of names")
        indexes = [
            models.Index(fields=["word"], name="name_word"),
            models.Index(Func(F("word"), function="reverse"), name="name_word_backwards"),
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="name_word_like"),
        ]

    def __str__(self) -> str:
        return self.word
