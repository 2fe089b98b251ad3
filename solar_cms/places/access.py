"""Places are reference data: everybody signed in sees them."""

from solar_cms.base.policy import RoleKind, declare

declare("places.view", *RoleKind)
declare("places.keep", RoleKind.HEAD, RoleKind.ADMINISTRATOR, RoleKind.MONITORING_OFFICER)
