"""Who sees imports. Importing itself needs the right that the kind of file names."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare(
    "imports.view",
    R.HEAD, R.ENROLMENT_OFFICER, R.TRAINER, R.SUPERVISOR, R.INSPECTOR, R.MONITORING_OFFICER,
    R.ADMINISTRATOR, R.AUDITOR,
)  # fmt: skip
declare("villages.import", R.ADMINISTRATOR, R.MONITORING_OFFICER)
# Another office met somebody whom this one keeps; this one says whether it may be linked.
declare("imports.answer", R.HEAD, R.ENROLMENT_OFFICER)
# From how many rows on an import needs two persons.
declare("imports.set_limit", R.HEAD, R.ADMINISTRATOR)
