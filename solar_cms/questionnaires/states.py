"""Enums of questionnaires. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    NOTE = "note", _("Note without an answer")
    TEXT = "text", _("Text")
    NUMBER = "number", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One choice")
    CHOICES = "choices", _("Several choices")
    RATING = "rating", _("Rating")
    CHECK = "check", _("Yes, no, not applicable")
    PLACE = "place", _("Place")
    PERSON = "person", _("Person")
    GEOPOINT = "geopoint", _("Position on the map")
    PHOTO = "photo", _("Photo")
    FILE = "file", _("File")
    SIGNATURE = "signature", _("Signature")
    REPEAT = "repeat", _("Group that is repeated")
    GROUP = "group", _("Group of questions")
    CALCULATION = "calculation", _("Calculation")


CONTAINERS = frozenset({QuestionKind.GROUP, QuestionKind.REPEAT})
# What nobody fills in: shown or computed.
UNANSWERED = frozenset({QuestionKind.NOTE, QuestionKind.CALCULATION, *CONTAINERS})
LISTED = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})
FILES = frozenset({QuestionKind.PHOTO, QuestionKind.FILE, QuestionKind.SIGNATURE})

# Kind before → kinds it may become under the same name, because all answers of before are answers
# of the new kind too. Anything else is another question and takes another name.
WIDER: dict[str, frozenset[str]] = {
    QuestionKind.NUMBER: frozenset({QuestionKind.DECIMAL}),
    QuestionKind.RATING: frozenset({QuestionKind.NUMBER, QuestionKind.DECIMAL}),
    QuestionKind.CHOICE: frozenset({QuestionKind.CHOICES}),
    QuestionKind.PHOTO: frozenset({QuestionKind.FILE}),
}


class Check(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_APPLICABLE = "na", _("Does not apply")


class Purpose(models.TextChoices):
    CHECKLIST = "checklist", _("Checklist")
    TEST = "test", _("Test")
    SURVEY = "survey", _("Survey")


class Sensitivity(models.TextChoices):
    PERSONAL = "personal", _("Personal")
    SENSITIVE = "sensitive", _("Sensitive")


class Change(models.TextChoices):
    """What may differ in a question between two versions of a form."""

    ADDED = "added", _("New question")
    REMOVED = "removed", _("No longer asked")
    REWORDED = "reworded", _("Worded anew")
    RETYPED = "retyped", _("Another kind of answer")
    CHOICES = "choices", _("Other choices")
    MOVED = "moved", _("In another place")
    RULE = "rule", _("Another rule")
