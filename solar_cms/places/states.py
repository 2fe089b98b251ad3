"""Enums of places. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoadState(models.TextChoices):
    """How a village can be reached in a month of the year."""

    ALL = "all", _("Any vehicle")
    FOUR_WHEEL = "four_wheel", _("Four-wheel drive")
    MOTORBIKE = "motorbike", _("Motorbike only")
    CLOSED = "closed", _("Cannot be reached")


class Uxo(models.TextChoices):
    """What is known about unexploded ordnance at a village."""

    UNKNOWN = "unknown", _("not known")
    NONE = "none", _("none known")
    PRESENT = "present", _("present: ask before going off the paths")
    CLEARED = "cleared", _("cleared")
