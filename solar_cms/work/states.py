"""Enums of work. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_JOB = (JobState.QUEUED, JobState.RUNNING)
ENDED_JOB = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
