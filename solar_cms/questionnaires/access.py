"""Who reads forms, writes their next version, publishes it. Answers go by the record that asked."""

from solar_cms.base.policy import ALL_STAFF, declare
from solar_cms.base.policy import RoleKind as R

declare("forms.view", *ALL_STAFF)
declare("forms.edit", R.HEAD, R.ADMINISTRATOR)
declare("forms.publish", R.HEAD, R.ADMINISTRATOR)
