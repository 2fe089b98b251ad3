"""Inspection cases and what belongs to them."""

from cases.models.case import Assignment, Case, CaseLink, CaseTrack, Order, Procedure, Step
from cases.models.clock import ClockChange, ClockRing, ClockRun
from cases.models.complaint import Complainant, Complaint, ComplaintDecision
from cases.models.duty import Duty
from cases.models.finding import Finding, Proof
from cases.models.money import Instalment, LedgerEntry
from cases.models.notice import Notice
from cases.models.open_case import OpenCase
from cases.models.sanction import Appeal, Respondent, Sanction
from cases.models.visit import Visit

__all__ = [
    "Appeal",
    "Assignment",
    "Case",
    "CaseLink",
    "CaseTrack",
    "ClockChange",
    "ClockRing",
    "ClockRun",
    "Complainant",
    "Complaint",
    "ComplaintDecision",
    "Duty",
    "Finding",
    "Instalment",
    "LedgerEntry",
    "Notice",
    "OpenCase",
    "Order",
    "Procedure",
    "Proof",
    "Respondent",
    "Sanction",
    "Step",
    "Visit",
]
