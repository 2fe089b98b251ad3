"""Enums of questionnaires. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    CHECK = "check", _("Yes, no, not applicable")
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")


class Check(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_APPLICABLE = "na", _("Does not apply")
