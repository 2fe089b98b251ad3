"""What the pages of reporting share."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting import quarters
from reporting.figures import WHOLE
from reporting.models import Objective, Period
from reporting.overview import year_of
from solar_cms.places.models import District, Province

PARTS = (
    ("reporting", "figures.view"),
    ("key_figures", "figures.view"),
    ("reports", "reports.view"),
    ("periods", "figures.view"),
    ("reported_figures", "figures.view"),
    ("surveys", "surveys.view"),
)


def parts(
    user: Any, current: str, tables: dict[str, bool] | None = None
) -> list[tuple[str, str, bool]]:
    """The tabs of reporting that this user has. tables: what tables_here() said, where it is known."""
    words = {
        "reporting": _("Figures"),
        "key_figures": _("Key figures"),
        "reports": _("Reports"),
        "periods": _("Quarters"),
        "reported_figures": _("Reported figures"),
        "surveys": _("Surveys"),
    }
    shown = tables_here() if tables is None else tables
    return [
        (words[name], reverse(name), name == current)
        for name, right in PARTS
        if user.may(right) and shown.get(name, True)
    ]


def tables_here() -> dict[str, bool]:
    """Which of the two tables of figures this site has; a site that has none keeps the first."""
    known = set(Objective.objects.values_list("in_reports", flat=True).distinct())
    return {"reporting": True in known or not known, "key_figures": False in known}


def period_or_404(code: str) -> Period:
    """A quarter, or a year of the quarters there are (never saved)."""
    if quarters.is_year(code) and Period.objects.filter(code__startswith=f"{code}Q").exists():
        return year_of(code)
    return get_object_or_404(Period, code=code)


class Place:
    """A place of the address: the country ("all"), a province or a district."""

    def __init__(self, code: str) -> None:
        self.record: Any = None
        self.province = self.district = ""
        if code == WHOLE:
            return
        self.record = Province.objects.filter(code=code).first()
        if self.record is not None:
            self.province = code
            return
        self.record = District.objects.select_related("province").filter(code=code).first()
        if self.record is None:
            raise Http404(code)
        self.province, self.district = self.record.province_id, code

    @property
    def code(self) -> str:
        return self.district or self.province

    @property
    def name(self) -> str:
        return str(self.record) if self.record is not None else _("Whole country")

    @property
    def address(self) -> str:
        return self.code or WHOLE
