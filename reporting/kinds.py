"""What differs between the kinds of report: the data they freeze and how it is laid out."""

from __future__ import annotations

from typing import Any

from reporting import annual, layout, report_data
from reporting.blocks import Layout
from reporting.models import Report
from reporting.states import YEARLY


def collect(report: Report) -> dict[str, Any]:
    """The frozen data of a report. Refused when any figure cannot be computed."""
    return (annual if report.kind in YEARLY else report_data).collect(report)


def lay_out(data: dict[str, Any], language: str, *, digest: str = "") -> Layout:
    """The whole report in one language."""
    return (annual if data["kind"] in YEARLY else layout).lay_out(data, language, digest=digest)
