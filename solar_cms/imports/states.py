"""States of a batch and outcomes of its rows. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    READING = "reading", _("being read")
    MATCHING = "matching", _("columns to be named")
    CHECKING = "checking", _("being checked")
    READY = "ready", _("checked, nothing written yet")
    WAITING = "waiting", _("waits for a second person")
    IMPORTING = "importing", _("being imported")
    IMPORTED = "imported", _("imported")
    UNDONE = "undone", _("undone")
    DROPPED = "dropped", _("given up")


# From a state to the states that may follow.
TRANSITIONS: dict[str, frozenset[str]] = {
    BatchState.READING: frozenset({BatchState.MATCHING, BatchState.READY, BatchState.DROPPED}),
    BatchState.MATCHING: frozenset({BatchState.CHECKING, BatchState.READY, BatchState.DROPPED}),
    BatchState.CHECKING: frozenset({BatchState.READY, BatchState.IMPORTED, BatchState.DROPPED}),
    BatchState.READY: frozenset(
        {
            BatchState.CHECKING, BatchState.WAITING, BatchState.IMPORTING, BatchState.IMPORTED,
            BatchState.DROPPED,
        }
    ),
    BatchState.WAITING: frozenset(
        {BatchState.READY, BatchState.IMPORTING, BatchState.IMPORTED, BatchState.DROPPED}
    ),
    BatchState.IMPORTING: frozenset({BatchState.READY, BatchState.IMPORTED}),
    BatchState.IMPORTED: frozenset(
        {
            BatchState.CHECKING, BatchState.WAITING, BatchState.IMPORTING, BatchState.IMPORTED,
            BatchState.UNDONE,
        }
    ),
    BatchState.UNDONE: frozenset({BatchState.CHECKING}),
    BatchState.DROPPED: frozenset(),
}  # fmt: skip

# In these states rows can be mended, decided, left out and imported.
OPEN = frozenset({BatchState.READY, BatchState.IMPORTED})
# In these states the same file need not be read again.
ALIVE = frozenset(BatchState) - {BatchState.UNDONE, BatchState.DROPPED}
# In these states a job works on the rows.
AT_WORK = frozenset({BatchState.READING, BatchState.CHECKING, BatchState.IMPORTING})


class Outcome(models.TextChoices):
    UNCHECKED = "unchecked", _("Not checked yet")
    READY = "ready", _("Ready")
    MEND = "mend", _("To mend")
    SAME = "same", _("Same person?")
    HERE = "here", _("Already here")
    LEFT_OUT = "left_out", _("Left out")
    CREATED = "created", _("Newly registered")
    UPDATED = "updated", _("Changed")
    LINKED = "linked", _("Linked")


# What an imported row with this effect has become.
DONE = {"create": Outcome.CREATED, "update": Outcome.UPDATED, "link": Outcome.LINKED}


class RequestState(models.TextChoices):
    """What the office that keeps a person says to another that met them."""

    ASKED = "asked", _("no answer yet")
    AGREED = "agreed", _("the same person; may be linked")
    OTHER = "other", _("another person")
    REFUSED = "refused", _("may not be linked")
