"""What stands in the way of an act on a case. Pure questions, answered with problems."""

from cases.rules import money_blocks  # noqa: F401  (registers its rules)
from cases.rules.acts import (
    kinds_in,
    problems_with_act,
    problems_with_role,
    problems_with_step,
    right_of,
)
from cases.rules.cases import (
    problems_with_closing,
    problems_with_complaint,
    problems_with_lead,
    problems_with_opening,
    problems_with_revealing,
)
from cases.rules.days import problems_with_day

__all__ = [
    "kinds_in",
    "problems_with_act",
    "problems_with_closing",
    "problems_with_complaint",
    "problems_with_day",
    "problems_with_lead",
    "problems_with_opening",
    "problems_with_revealing",
    "problems_with_role",
    "problems_with_step",
    "right_of",
]
