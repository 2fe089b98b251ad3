"""The verbs of cases."""

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
from cases.operations.notices import issue_improvement_notice
from cases.operations.remediation import accept_proof, refuse_proof, submit_proof
from cases.operations.service import (
    reissue_notice,
    report_unreadable,
    serve_notice,
    try_service,
)
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
    "reissue_notice",
    "reopen_case",
    "report_unreadable",
    "resume_case",
    "reveal_complainant",
    "serve_notice",
    "submit_proof",
    "suspend_case",
    "try_service",
]
