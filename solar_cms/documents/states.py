"""Enums of documents. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    PREPARING = "preparing", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be prepared")


class ServiceMethod(models.TextChoices):
    HAND = "hand", _("Handed over")
    POST = "post", _("By post")
    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("By SMS")
    ACCOUNT = "account", _("In the employer's account")
    SHOWN = "shown", _("Posted up at the place")


class ServiceOutcome(models.TextChoices):
    """What became of an attempt to serve a letter; only the first serves it."""

    REACHED = "reached", _("Reached")
    REFUSED = "refused", _("Receipt refused")
    ABSENT = "absent", _("Nobody there")
    RETURNED = "returned", _("Came back")
    UNREADABLE = "unreadable", _("Copy could not be read")
    SENT = "sent", _("Sent, receipt is awaited")
