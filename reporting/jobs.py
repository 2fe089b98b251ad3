"""The job that builds a report: figures frozen, documents rendered, filed once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from reporting import operations
from reporting.kinds import collect, lay_out
from reporting.models import Report
from reporting.report_data import hash_of
from solar_cms.base.hooks import JobKind, job_kinds
from solar_cms.base.problems import Refused
from solar_cms.documents.render import CannotRender


def languages() -> list[str]:
    return list(settings.PACK["languages"]["content"])


def run(job: Any) -> dict[str, Any]:
    """Build the report that the job names. A second worker goes on from the figures the first
    froze; the documents are filed in the act that ends the job, so once."""
    # Word and Excel are written by workers only: the web process does not carry their libraries.
    from reporting.rendering import render

    report = Report.objects.select_related("period", "province").get(pk=job.params["report"])
    wanted = [(f, code) for code in languages() for f in report.formats]
    total = len(wanted) + 1
    with override(getattr(job.created_by, "language", "") or settings.LANGUAGE_CODE):
        try:
            job.progress(0, total, _("Counting the figures"))
            data = report.data
            if data is None:
                data = operations.freeze_report(report, collect(report), by=job.by)
            made = {}
            for number, (file_format, language) in enumerate(wanted, 1):
                job.progress(number, total, f"{file_format.upper()} {language}")
                layout = lay_out(data, language, digest=hash_of(data))
                made[file_format, language] = render(layout, file_format)
        except (Refused, CannotRender) as error:
            operations.fail_report(report, str(error), by=job.by)
            raise
    job.at_end(lambda: operations.finish_report(report, made, by=job.by))
    return {"url": reverse("report", args=[report.pk])}


job_kinds.add(
    "reporting.build_report",
    JobKind("reporting.build_report", gettext_lazy("Report"), "reports.build", run),
)
