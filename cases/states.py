"""Enums of cases, and the names of the acts that a procedure may use. Imports nothing of ours.

Which act is possible at which stage, for whom and under which conditions is data of the pack
(procedure.toml): see procedure.py. A step of a procedure is one of these acts under a key of its
own; what a country needs beyond them is the act `record`, with the fields that the pack names.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """The verbs a transition may name; each is a function of operations and a page."""

    ORDER = "order_inspection", _("Order the inspection")
    ASSIGN = "assign_case", _("Assign")
    REASSIGN = "reassign_case", _("Reassign")
    VISIT = "record_visit", _("Record a visit")
    ADD_FINDING = "add_finding", _("Add a finding")
    CONFIRM_FINDING = "confirm_finding", _("Confirm a finding")
    NOTICE = "issue_improvement_notice", _("Write the improvement notice")
    SERVE = "serve_notice", _("Serve the notice")
    SUBMIT_PROOF = "submit_proof", _("Add evidence")
    ACCEPT_PROOF = "accept_proof", _("Accept evidence")
    REFUSE_PROOF = "refuse_proof", _("Refuse evidence")
    RECORD = "record", _("Record a step")
    SUSPEND = "suspend_case", _("Suspend the case")
    RESUME = "resume_case", _("Go on with the case")
    REOPEN = "reopen_case", _("Reopen the case")
    LINK = "link_case", _("Link to another case")
    MERGE = "merge_case", _("Merge into another case")
    PROPOSE = "propose_sanction", _("Propose a sanction")
    DECIDE = "decide_sanction", _("Decide on the sanction")
    FINALISE = "finalise_sanction", _("Declare the sanction final")
    ANNUL = "annul_sanction", _("Take the sanction back")
    APPEAL = "file_appeal", _("Record an appeal")
    DECIDE_APPEAL = "decide_appeal", _("Decide on the appeal")
    PAYMENT = "record_payment", _("Record a payment")
    INSTALMENTS = "agree_instalments", _("Agree on instalments")
    WRITE_OFF = "write_off", _("Write off what is owed")
    ORDER_WAGES = "order_wages", _("Order wages to be paid")
    WAGES = "record_wages", _("Record wages paid")
    CLOSE = "close_case", _("Close the case")


class FieldKind(models.TextChoices):
    """What a field of a step holds; how it stands in Step.said."""

    TEXT = "text", _("Text")
    LONG_TEXT = "long_text", _("Long text")
    DAY = "day", _("Day")  # "2026-06-12"
    MOMENT = "moment", _("Day and time")  # ISO 8601 with zone
    NUMBER = "number", _("Number")  # integer
    MONEY = "money", _("Amount")  # integer minor units
    CHOICE = "choice", _("Choice")  # key of the choice
    YES_NO = "yes_no", _("Yes or no")  # "yes" | "no"


class LinkKind(models.TextChoices):
    """How another case stands to this one."""

    FOLLOWS = "follows", _("Follows from it")
    SAME_EMPLOYER = "same_employer", _("Same employer")
    CONTRACTOR = "contractor", _("Contractor or principal")
    DUPLICATE = "duplicate", _("The same matter")


class StageKind(models.TextChoices):
    FIRST = "first", _("First stage")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Channel(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    LETTER = "letter", _("By letter")
    VILLAGE = "village", _("Through the village authority")
    UNION = "union", _("Through the trade union")
    OTHER = "other", _("Otherwise")


class TeamRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Member")


class VisitOutcome(models.TextChoices):
    DONE = "done", _("Done")
    ACCESS_DENIED = "access_denied", _("Access denied")
    CLOSED = "closed", _("Premises closed")


class FindingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", _("Confirmed")
    DROPPED = "dropped", _("Dropped")


class Remediation(models.TextChoices):
    OPEN = "open", _("Not remedied")
    EVIDENCE = "evidence", _("Evidence sent")
    REMEDIED = "remedied", _("Remedied")


class ProofOutcome(models.TextChoices):
    WAITING = "waiting", _("To be checked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class DayUnit(models.TextChoices):
    WORKING = "working", _("Working days")
    CALENDAR = "calendar", _("Calendar days")


class ClockBasis(models.TextChoices):
    """Where a clock's length comes from; an unknown one has no due date and never rings."""

    LAW = "law", _("Set by the law")
    OFFICER = "officer", _("Set by the officer")
    UNKNOWN = "unknown", _("Not known")


class ClockUnit(models.TextChoices):
    """What a clock is counted in."""

    HOURS = "hours", _("Hours")
    WORKING = "working", _("Working days")
    CALENDAR = "calendar", _("Calendar days")
    MONTHS = "months", _("Months")
    YEARS = "years", _("Years")


class About(models.TextChoices):
    """What a run of a clock is about: one run for each."""

    CASE = "case", _("Case")
    NOTICE = "notice", _("Notice")
    FINDING = "finding", _("Finding")
    SANCTION = "sanction", _("Sanction")
    APPEAL = "appeal", _("Appeal")


class OnExpiry(models.TextChoices):
    """What follows when a clock runs out."""

    OVERDUE = "overdue", _("Counted as late")
    DEEMED_SERVED = "deemed_served", _("The notice counts as served")
    STEP = "step", _("The next step follows")
    LAPSES = "lapses", _("The power to act lapses")
    WON = "won", _("The appeal is won by silence")


class ClockEvent(models.TextChoices):
    """What changed the end of a clock after it was started."""

    EXTENDED = "extended", _("Extended")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Runs on")
    RESTARTED = "restarted", _("Began anew")
    RECOMPUTED = "recomputed", _("Computed anew")


# The way of a service that nobody made: by the law it counts as made.
DEEMED = ("deemed", _("Counts as served"))


class Ring(models.TextChoices):
    """What the calendar does for a clock, once for each end it has."""

    REMIND = "remind", _("Reminder")
    ESCALATE = "escalate", _("Told to who supervises")


# The rules a transition ("blocks") or a closure code ("demands") may name; each is a function of
# rules/blocks.py that says what is missing.
BLOCKS = frozenset(
    {
        "not_assigned",
        "assigned",
        "on_team",
        "visit_done",
        "visit_tried",
        "no_visit",
        "drafts_exist",
        "no_drafts",
        "findings_confirmed",
        "findings_exist",
        "no_findings",
        "finding_open",
        "all_remedied",
        "notice_to_serve",
        "proof_waiting",
        "note",
        "not_lapsed",
        "tracks_closed",
        "not_suspended",
        "suspended",
        "not_on_team",
        "all_served",
        "sanction_proposed",
        "no_sanction_waiting",
        "sanction_decided",
        "sanction_final",
        "not_proposer",
        "not_investigator",
        "appeal_open",
        "no_open_appeal",
        "balance_due",
        "paid_in_full",
        "wages_due",
        "wages_received",
    }
)
