"""Who may keep the settings of work. Jobs and tasks are one's own: signed in is enough."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare("work.inbox", *R)
declare("work.settings", R.ADMINISTRATOR)
declare("holidays.keep", R.HEAD, R.ADMINISTRATOR)
