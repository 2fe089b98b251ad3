"""Schemes with their dated values, applications, memberships, contributions, promoters."""

from enrollment.models.applications import Application, ApplicationDocument
from enrollment.models.contributions import Basis, Contribution, Remittance
from enrollment.models.memberships import InsuredEarnings, Membership
from enrollment.models.promoters import Promoter
from enrollment.models.schemes import Channel, DocumentKind, Scheme, SchemeParameter

__all__ = [
    "Application",
    "ApplicationDocument",
    "Basis",
    "Channel",
    "Contribution",
    "DocumentKind",
    "InsuredEarnings",
    "Membership",
    "Promoter",
    "Remittance",
    "Scheme",
    "SchemeParameter",
]
