"""What reporting gives the floors below: menu line, home cards, who may read its documents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting import home
from reporting.models import Report, ReportedFigure
from reporting.models.figures import REPORTED_FIGURE
from reporting.models.reports import REPORT
from reporting.scope import reaches
from solar_cms.base.hooks import (
    FilePolicy,
    HomeCard,
    NavItem,
    file_policies,
    home_cards,
    nav_items,
)
from solar_cms.base.models import uuid_or_none

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


file_policies.add(REPORT, FilePolicy(may_read_report))
file_policies.add(REPORTED_FIGURE, FilePolicy(may_read_reported))

home_cards.add(
    "reporting.figures",
    HomeCard("reporting/cards/figures.html", "targets.set", home.figures_card, order=60),
)
home_cards.add(
    "reporting.reports",
    HomeCard("reporting/cards/reports.html", "reports.build", home.reports_card, order=70),
)
