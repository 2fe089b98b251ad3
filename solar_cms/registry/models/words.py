"""The words of people's names, each once or nearly so, and how they sound: what a search and the
finding of duplicates look through first."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from solar_cms.registry.models.people import Person


class NameWord(models.Model):
    """A folded word of some name. A trigger on people writes new ones; two writers at once may both
    write a word, which does no harm and keeps them from waiting for each other."""

    word = models.TextField(db_collation="C")
    sound = models.GeneratedField(
        expression=Func(F("word"), function="solar_sound", output_field=models.TextField()),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("Word of a name")
        verbose_name_plural = _("Words of names")
        indexes = [
            models.Index(fields=["word"], name="name_word"),
            models.Index(Func(F("word"), function="reverse"), name="name_word_backwards"),
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="name_word_like"),
            models.Index(fields=["sound"], name="name_word_sound"),
            models.Index(Func(F("sound"), function="reverse"), name="name_word_sound_backwards"),
        ]

    def __str__(self) -> str:
        return self.word


class PersonSound(models.Model):
    """How a person's names sound, written by triggers when names change and gone with the person.

    key, key_latin: the sounds of the full name in either script, in the order of the alphabet;
    empty where the name is one word. is_compared: looked at for duplicates since the facts changed.
    """

    person = models.OneToOneField(
        Person, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="sound"
    )
    given = models.TextField(db_collation="C")
    family = models.TextField(db_collation="C")
    given_latin = models.TextField(db_collation="C")
    family_latin = models.TextField(db_collation="C")
    key = models.TextField(db_collation="C")
    key_latin = models.TextField(db_collation="C")
    is_compared = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Sound of a name")
        verbose_name_plural = _("Sounds of names")
        indexes = [
            models.Index(fields=["key"], name="person_sound_key", condition=~Q(key="")),
            models.Index(
                fields=["key_latin"], name="person_sound_key_latin", condition=~Q(key_latin="")
            ),
            models.Index(
                fields=["person"], name="person_not_compared", condition=Q(is_compared=False)
            ),
        ]

    def __str__(self) -> str:
        return self.key or self.key_latin or self.given or self.given_latin
