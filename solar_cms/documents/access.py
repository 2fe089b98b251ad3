"""Who may void letters. Files and letters follow their record's policy."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare("letterheads.keep", R.HEAD, R.ADMINISTRATOR)
declare("letters.void", R.HEAD, R.SUPERVISOR, R.LEGAL_OFFICER)
