"""The verbs of enrolment."""

from enrollment.operations.contributing import (
    collect_contribution,
    confirm_remittance,
    remit_contributions,
)
from enrollment.operations.enrolling import (
    apply_and_enrol,
    apply_for_membership,
    end_membership,
    enrol_member,
    enrol_members,
    hand_over_applications,
    return_application,
    set_insured_earnings,
    submit_application,
)
from enrollment.operations.promoting import appoint_promoter, end_promoter

__all__ = [
    "apply_and_enrol",
    "apply_for_membership",
    "appoint_promoter",
    "collect_contribution",
    "confirm_remittance",
    "end_membership",
    "end_promoter",
    "enrol_member",
    "enrol_members",
    "hand_over_applications",
    "remit_contributions",
    "return_application",
    "set_insured_earnings",
    "submit_application",
]
