"""The long work of questionnaires."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import JobKind, job_kinds
from solar_cms.questionnaires.paper import KIND, run

# What a form asks is no secret from those who answer it.
job_kinds.add(KIND, JobKind(KIND, _("A form on paper"), "work.inbox", run))
