"""Rights that belong to no single app."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare("admin.open", R.HEAD, R.ADMINISTRATOR, R.MONITORING_OFFICER, R.ENROLMENT_OFFICER)
