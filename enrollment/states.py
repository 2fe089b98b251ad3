"""Enums and transitions of enrolment. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent to the LSSO")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned with reasons")


# A returned application is mended and sent again; an accepted one is a membership.
APPLICATION_STEPS: dict[str, frozenset[str]] = {
    ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED, ApplicationState.ACCEPTED}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.ACCEPTED, ApplicationState.RETURNED}),
    ApplicationState.RETURNED: frozenset({ApplicationState.SUBMITTED, ApplicationState.ACCEPTED}),
    ApplicationState.ACCEPTED: frozenset(),
}
OPEN_APPLICATION = frozenset(
    {ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED}
)


class ContributionState(models.TextChoices):
    COLLECTED = "collected", _("Collected")
    REMITTED = "remitted", _("Remitted")
    CONFIRMED = "confirmed", _("Confirmed by the LSSO")


class Payer(models.TextChoices):
    """Who gave the money: the member's own, or others for them."""

    SELF = "self", _("The member")
    HOUSEHOLD = "household", _("The household")
    GROUP = "group", _("The producer group")
    VILLAGE_FUND = "village_fund", _("The village savings fund")
    COOPERATIVE = "cooperative", _("The cooperative")
    PROJECT = "project", _("A project")


class PromoterRole(models.TextChoices):
    VILLAGE_CHIEF = "village_chief", _("Village chief")
    GROUP_LEADER = "group_leader", _("Leader of a producer group")
    VOLUNTEER = "volunteer", _("Volunteer")
    OFFICER = "officer", _("Officer")


class Rounding(models.TextChoices):
    HALF_UP = "half_up", _("to the nearest")
    UP = "up", _("up")
    DOWN = "down", _("down")


class Key(models.TextChoices):
    """Dated values of a scheme that acts compute with; a pack may hold more, for reading."""

    RATE = "contribution_rate", _("Contribution rate")
    FLOOR = "minimum_insured_earnings", _("Lowest insured earnings")
    CEILING = "maximum_insured_earnings", _("Highest insured earnings")
    LEAST = "minimum_contribution", _("Lowest contribution")
    MOST = "maximum_contribution", _("Highest contribution")
    ROUNDING_STEP = "rounding_step", _("Amounts are rounded to")
    PAYMENT_DAY = "payment_day", _("Day of the month by which to pay")
