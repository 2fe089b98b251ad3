"""Who sees imports. Importing itself needs the right that the kind of file names."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare(
    "imports.view",
    R.HEAD, R.ENROLMENT_OFFICER, R.TRAINER, R.SUPERVISOR, R.INSPECTOR, R.MONITORING_OFFICER,
    R.ADMINISTRATOR, R.AUDITOR,
)  # fmt: skip
declare("villages.import", R.ADMINISTRATOR, R.MONITORING_OFFICER)
