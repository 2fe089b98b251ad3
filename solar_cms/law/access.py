"""Who may load and read the law."""

from solar_cms.base.policy import ALL_STAFF, declare
from solar_cms.base.policy import RoleKind as R

declare("law.view", *ALL_STAFF)
declare("law.load", R.ADMINISTRATOR)
