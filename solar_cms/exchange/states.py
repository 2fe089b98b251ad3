"""States of what could not be applied."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConflictState(models.TextChoices):
    OPEN = "open", _("Not applied")
    SENT = "sent", _("Sent again")
    ASIDE = "aside", _("Set aside")
