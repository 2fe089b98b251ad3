"""The verbs of cases."""

from cases.operations.appeals import decide_appeal, file_appeal
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
from cases.operations.money import (
    WageRow,
    add_interest,
    agree_instalments,
    apply_reduction,
    order_wages,
    record_payment,
    record_wages,
    reverse_entry,
    write_off,
)
from cases.operations.notices import issue_improvement_notice
from cases.operations.remediation import accept_proof, refuse_proof, submit_proof
from cases.operations.roster import change_duty, draw_roster, put_on_duty, take_off_duty
from cases.operations.sanctions import (
    add_respondent,
    annul_sanction,
    decide_sanction,
    finalise_sanction,
    propose_sanction,
)
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
from cases.operations.triage import decide_complaint, merge_case, reconsider_complaint
from cases.operations.versions import move_to_version

__all__ = [
    "WageRow",
    "accept_proof",
    "add_finding",
    "add_interest",
    "add_respondent",
    "agree_instalments",
    "annul_sanction",
    "apply_reduction",
    "assign_case",
    "change_duty",
    "close_case",
    "confirm_finding",
    "decide_appeal",
    "decide_complaint",
    "decide_sanction",
    "draw_roster",
    "drop_finding",
    "extend_clock",
    "file_appeal",
    "finalise_sanction",
    "issue_improvement_notice",
    "link_case",
    "merge_case",
    "move_to_version",
    "open_case",
    "order_inspection",
    "order_wages",
    "propose_sanction",
    "put_on_duty",
    "reassign_case",
    "reassign_cases",
    "reconsider_complaint",
    "record_complaint",
    "record_payment",
    "record_step",
    "record_visit",
    "record_wages",
    "refuse_proof",
    "reissue_notice",
    "reopen_case",
    "report_unreadable",
    "resume_case",
    "reveal_complainant",
    "reverse_entry",
    "serve_notice",
    "submit_proof",
    "suspend_case",
    "take_off_duty",
    "try_service",
    "write_off",
]
