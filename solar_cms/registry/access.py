"""Who may see and keep the registry."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

FIELD = (R.INSPECTOR, R.SUPERVISOR, R.HEAD, R.ENROLMENT_OFFICER, R.TRAINER)

declare("people.view", *FIELD, R.LEGAL_OFFICER, R.MONITORING_OFFICER, R.AUDITOR)
declare("people.keep", R.HEAD, R.ENROLMENT_OFFICER, R.TRAINER)
declare("groups.view", *FIELD, R.LEGAL_OFFICER, R.MONITORING_OFFICER, R.AUDITOR, R.PARTNER)
declare("groups.keep", R.HEAD, R.ENROLMENT_OFFICER, R.TRAINER)
declare("employers.view", *FIELD, R.LEGAL_OFFICER, R.MONITORING_OFFICER, R.AUDITOR)
declare("employers.keep", R.HEAD, R.INSPECTOR, R.SUPERVISOR)
declare("people.export", R.HEAD, R.ENROLMENT_OFFICER)
declare("people.sensitive", R.HEAD, R.ENROLMENT_OFFICER)
declare("people.merge", R.HEAD, R.ENROLMENT_OFFICER)
declare("people.subject_access", R.HEAD, R.ENROLMENT_OFFICER)
declare("people.erase", R.HEAD)
declare("retention.view", R.HEAD, R.AUDITOR)
