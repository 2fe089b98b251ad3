"""Who may see, plan and hold trainings."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare(
    "trainings.view",
    R.TRAINER,
    R.HEAD,
    R.ENROLMENT_OFFICER,
    R.SUPERVISOR,
    R.INSPECTOR,
    R.MONITORING_OFFICER,
    R.AUDITOR,
    R.PARTNER,
)
declare("trainings.plan", R.TRAINER, R.HEAD)
declare("trainings.hold", R.TRAINER, R.HEAD)
declare("trainings.trainers", R.TRAINER, R.HEAD, R.MONITORING_OFFICER)
