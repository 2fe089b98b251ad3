"""States and kinds of trainings. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = frozenset({SessionState.PLANNED, SessionState.HELD})

# From each state, the acts that are open.
ACTS: dict[str, frozenset[str]] = {
    SessionState.PLANNED: frozenset({"change", "expect", "attend", "cancel", "test"}),
    SessionState.HELD: frozenset({"expect", "attend", "score", "close", "test"}),
    SessionState.CLOSED: frozenset(),
    SessionState.CANCELLED: frozenset(),
}


class Topic(models.TextChoices):
    OSH = "osh", _("Occupational safety and health")
    SOCIAL_SECURITY = "social_security", _("Social security")
    BARGAINING = "bargaining", _("Collective bargaining")
    GENDER = "gender", _("Gender equality and women's leadership")
    LABOUR_RIGHTS = "labour_rights", _("Labour rights")
    TRAINERS = "trainers", _("Training of trainers")


class Presence(models.TextChoices):
    EXPECTED = "expected", _("Expected")
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")


class TrainerLevel(models.TextChoices):
    MASTER = "master", _("Master trainer")
    CORE = "core", _("Core trainer")
    VILLAGE = "village", _("Village trainer")


class TestPhase(models.TextChoices):
    PRE = "pre", _("Pre-test")
    POST = "post", _("Post-test")
