"""The long work of the registry."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import JobKind, job_kinds
from solar_cms.registry.duplicates import imported
from solar_cms.registry.privacy import file

job_kinds.add(file.KIND, JobKind(file.KIND, _("What is held about a person"), file.RIGHT, file.run))
job_kinds.add(
    imported.KIND,
    JobKind(imported.KIND, _("Look for people registered twice"), "people.keep", imported.run),
)
