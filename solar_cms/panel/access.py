"""Who may open the administration. What is in it needs the right to the records as well."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare(
    "panel.use",
    R.HEAD,
    R.ADMINISTRATOR,
    R.ENROLMENT_OFFICER,  # the provincial offices of social security
    R.MONITORING_OFFICER,
    R.AUDITOR,  # holds no right that changes anything
)
