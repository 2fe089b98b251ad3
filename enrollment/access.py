"""Who may see and do enrolment."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

WATCHES = (R.HEAD, R.MONITORING_OFFICER, R.AUDITOR)

declare("enrollment.view", R.ENROLMENT_OFFICER, *WATCHES)
declare("enrollment.enrol", R.ENROLMENT_OFFICER, R.HEAD)
declare("enrollment.collect", R.ENROLMENT_OFFICER)
declare("enrollment.remit", R.ENROLMENT_OFFICER)
declare("promoters.view", R.ENROLMENT_OFFICER, R.TRAINER, R.PARTNER, *WATCHES)
declare("promoters.keep", R.ENROLMENT_OFFICER, R.HEAD)
