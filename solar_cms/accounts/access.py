"""Who may see and keep users."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare("users.view", R.HEAD, R.AUDITOR, R.ADMINISTRATOR)
declare("users.keep", R.HEAD, R.ADMINISTRATOR)
declare("offices.keep", R.HEAD, R.ADMINISTRATOR)
declare("organisations.keep", R.ADMINISTRATOR, R.MONITORING_OFFICER)
declare("roles.keep", R.ADMINISTRATOR)
