"""Who may read figures and build reports."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

EVERYBODY = tuple(R)

declare("figures.view", *EVERYBODY)
declare("targets.set", R.HEAD, R.MONITORING_OFFICER)
declare("figures.report", R.HEAD, R.ENROLMENT_OFFICER, R.MONITORING_OFFICER)
declare("figures.verify", R.HEAD, R.SUPERVISOR, R.MONITORING_OFFICER)
declare("periods.lock", R.MONITORING_OFFICER)
declare("reports.view", *EVERYBODY)
declare("reports.build", R.HEAD, R.MONITORING_OFFICER)
declare("reports.sign", R.HEAD)

ASKS = (
    R.TRAINER, R.ENROLMENT_OFFICER, R.INSPECTOR, R.SUPERVISOR, R.HEAD, R.MONITORING_OFFICER,
)  # fmt: skip
declare("surveys.answer", *ASKS)
declare("surveys.view", *ASKS, R.AUDITOR)
