"""The long work of cases."""

from django.utils.translation import gettext_lazy as _

from cases import printing
from solar_cms.base.hooks import JobKind, job_kinds

job_kinds.add(printing.KIND, JobKind(printing.KIND, _("Case file"), "cases.view", printing.run))
