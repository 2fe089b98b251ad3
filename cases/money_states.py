"""Enums of sanctions, appeals and money. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SanctionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DECIDED = "decided", _("Decided")
    FINAL = "final", _("Final")
    ANNULLED = "annulled", _("Annulled")


class Liability(models.TextChoices):
    PRINCIPAL = "principal", _("Principal")
    JOINT = "joint", _("Jointly liable")
    CONTRACTOR = "contractor", _("Contractor")


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", _("Decision upheld")
    CHANGED = "changed", _("Decision changed")
    ANNULLED = "annulled", _("Decision annulled")
    REMITTED = "remitted", _("Sent back for a new decision")
    SILENCE = "won_by_silence", _("Won, because nobody decided in time")


class Beneficiary(models.TextChoices):
    """To whom money is owed. Never one sum."""

    TREASURY = "treasury", _("State treasury")
    WORKER = "worker", _("Worker")
    FUND = "fund", _("Fund")


class EntryKind(models.TextChoices):
    """What a row of the ledger is. What is owed is positive, what takes away from it negative."""

    FINE = "fine", _("Fine")
    CHANGE = "change", _("Changed on appeal")
    REDUCTION = "reduction", _("Reduction")
    INTEREST = "interest", _("Interest")
    SURCHARGE = "surcharge", _("Surcharge")
    RECEIPT = "receipt", _("Receipt")
    WRITE_OFF = "write_off", _("Written off")
    WAGES_ORDERED = "wages_ordered", _("Wages ordered")
    WAGES_RECEIVED = "wages_received", _("Wages received")
    REVERSAL = "reversal", _("Reversal")


OWED = (EntryKind.FINE, EntryKind.INTEREST, EntryKind.SURCHARGE, EntryKind.WAGES_ORDERED)
TAKEN_AWAY = (
    EntryKind.RECEIPT,
    EntryKind.WRITE_OFF,
    EntryKind.WAGES_RECEIVED,
    EntryKind.REDUCTION,
)
PAID = (EntryKind.RECEIPT, EntryKind.WAGES_RECEIVED)
