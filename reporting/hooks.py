"""What reporting gives the floors below: menu line, home cards, who may read its documents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting import home, questions, records, surveys  # noqa: F401
from reporting.models import Report, ReportedFigure, SurveyReturn
from reporting.models.figures import REPORTED_FIGURE
from reporting.models.reports import REPORT
from reporting.scope import reaches
from solar_cms.base.exports import ListExport, list_exports
from solar_cms.base.hooks import (
    FilePolicy,
    HomeCard,
    NavItem,
    act_words,
    file_policies,
    home_cards,
    nav_items,
)
from solar_cms.base.models import uuid_or_none

list_exports.add(
    "figure", ListExport(_("Records of a figure"), "figures.view", "records", records.export)
)
list_exports.add(
    "survey",
    ListExport(_("Answers to a survey, counted"), "surveys.view", "survey", surveys.export),
)
list_exports.add(
    "survey_returns",
    ListExport(_("Answers to a survey"), "surveys.view", "answers", surveys.export_returns),
)
nav_items.add("reporting", NavItem(_("Reports"), "reporting", "figures.view", order=50))


def may_read_report(user: Any, owner_id: Any) -> bool:
    """A report's documents are for those who see the report."""
    return Report.objects.visible_to(user).filter(pk=uuid_or_none(owner_id)).exists()


def may_read_reported(user: Any, owner_id: Any) -> bool:
    """The document of a reported figure: by its province; a country's for all readers of figures."""
    row = ReportedFigure.objects.visible_to(user).filter(pk=uuid_or_none(owner_id)).first()
    return row is not None and (
        row.province_id is None or reaches(user, "figures.view", row.province_id)
    )


def may_read_survey(user: Any, owner_id: Any) -> bool:
    """The files of answers: by the district they are from."""
    return SurveyReturn.objects.visible_to(user).filter(pk=uuid_or_none(owner_id)).exists()


file_policies.add(surveys.SURVEY, FilePolicy(may_read_survey))
file_policies.add(REPORT, FilePolicy(may_read_report))
file_policies.add(REPORTED_FIGURE, FilePolicy(may_read_reported))

LEADS = ("head", "monitoring_officer")
READS = ("partner", "auditor")
for name, right, context, order, kinds, wide in (
    ("figures", "targets.set", home.figures_card, 12, LEADS, False),
    ("reports", "reports.view", home.reports_card, 14, (*LEADS, "auditor"), False),
    ("chart", "figures.view", home.chart_card, 50, (*LEADS, "partner", "auditor"), False),
    ("brief", "figures.view", home.brief_card, 60, READS, False),
    ("map", "figures.view", home.map_card, 70, (*LEADS, "partner"), True),
):
    home_cards.add(
        f"reporting.{name}",
        HomeCard(f"reporting/cards/{name}.html", right, context, order, kinds, wide),
    )

for _act, _words in {
    "baseline.set": _("Baseline set"),
    "targets.set": _("Targets set"),
    "figure.reported": _("Figure reported with a document"),
    "figure.report_corrected": _("Reported figure corrected"),
    "figure.report_verified": _("Reported figure verified"),
    "figures.restated": _("Later changes behind frozen figures noted"),
    "period.opened": _("Quarter opened"),
    "period.locked": _("Quarter locked"),
    "survey.answered": _("Survey answered"),
    "report.asked": _("Report asked for"),
    "report.frozen": _("Figures of a report frozen"),
    "report.ready": _("Report ready"),
    "report.failed": _("Report could not be built"),
    "report.signed": _("Report signed"),
}.items():
    act_words.add(_act, _words)
