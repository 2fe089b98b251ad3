"""Who may do what with cases. A pack's transitions narrow this further, never widen it."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

FIELD = (R.INSPECTOR, R.SUPERVISOR)
LEADS = (R.SUPERVISOR, R.HEAD)

declare("cases.view", *FIELD, R.HEAD, R.LEGAL_OFFICER, R.MONITORING_OFFICER, R.AUDITOR)
declare("cases.view_restricted", *LEADS, R.LEGAL_OFFICER)
declare("complaints.record", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("complaints.view", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("complaints.reveal", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("complaints.triage", *LEADS, R.LEGAL_OFFICER)
declare("cases.open", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.order", *LEADS)
declare("cases.assign", *LEADS)
declare("cases.visit", *FIELD)
declare("cases.find", *FIELD)
declare("cases.notice", *FIELD)
declare("cases.serve", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.prove", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.verify", *FIELD)
# Steps that only the pack knows; it names their roles.
declare("cases.step", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.suspend", *LEADS, R.LEGAL_OFFICER)
declare("cases.reopen", *LEADS)
declare("cases.link", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.move_version", *LEADS, R.LEGAL_OFFICER)
declare("cases.propose_sanction", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.decide_sanction", *LEADS, R.LEGAL_OFFICER)
declare("cases.appeal", *LEADS, R.LEGAL_OFFICER)
declare("cases.decide_appeal", *LEADS, R.LEGAL_OFFICER)
declare("cases.collect", *LEADS, R.LEGAL_OFFICER)
declare("cases.write_off", R.HEAD)
declare("cases.order_wages", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.collect_wages", *FIELD, R.HEAD, R.LEGAL_OFFICER)
# The pack names who extends which clock.
declare("cases.extend", *FIELD, R.HEAD, R.LEGAL_OFFICER)
declare("cases.close", *LEADS)
