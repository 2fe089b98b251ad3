"""Who writes help. Reading it, and taking a tour, is for everybody who is signed in."""

from solar_cms.base.policy import RoleKind as R
from solar_cms.base.policy import declare

declare("help.edit", R.HEAD, R.ADMINISTRATOR)
declare("help.tour", *R)
