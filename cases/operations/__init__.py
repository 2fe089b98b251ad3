"""The verbs of cases."""

from cases.operations.clocks import extend_clock
from cases.operations.findings import add_finding, confirm_finding, drop_finding
from cases.operations.intake import open_case, record_complaint, reveal_complainant
from cases.operations.lifecycle import (
    assign_case,
    close_case,
    order_inspection,
    reassign_case,
    reassign_cases,
    record_visit,
)
from cases.operations.notices import issue_improvement_notice, serve_notice
from cases.operations.remediation import accept_proof, refuse_proof, submit_proof
from cases.operations.steps import (
    link_case,
    record_step,
    reopen_case,
    resume_case,
    suspend_case,
)
from cases.operations.versions import move_to_version

__all__ = [
    "accept_proof",
    "add_finding",
    "assign_case",
    "close_case",
    "confirm_finding",
    "drop_finding",
    "extend_clock",
    "issue_improvement_notice",
    "link_case",
    "move_to_version",
    "open_case",
    "order_inspection",
    "reassign_case",
    "reassign_cases",
    "record_complaint",
    "record_step",
    "record_visit",
    "refuse_proof",
    "reopen_case",
    "resume_case",
    "reveal_complainant",
    "serve_notice",
    "submit_proof",
    "suspend_case",
]
