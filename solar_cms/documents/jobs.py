"""The long work of documents."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import JobKind, job_kinds
from solar_cms.documents.lists import KIND, run

# Whoever may see the list may have it; `run` asks again.
job_kinds.add(KIND, JobKind(KIND, _("A list as a workbook"), "work.inbox", run))
