"""Enums of reporting. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndicatorKind(models.TextChoices):
    COMPUTED = "computed", _("counted from records")
    REPORTED = "reported", _("reported with a document")


class Accumulation(models.TextChoices):
    """Which rows a period takes in, by the date that the definition names."""

    PERIOD = "period", _("in the period")
    CUMULATIVE = "cumulative", _("from the start to the end of the period")
    STANDING = "standing", _("standing on the last day of the period")


class Unit(models.TextChoices):
    PEOPLE = "people", _("people")
    GROUPS = "groups", _("groups")
    CASES = "cases", _("cases")
    SESSIONS = "sessions", _("sessions")
    VISITS = "visits", _("visits")
    NUMBER = "number", _("number")
    PERCENT = "percent", _("per cent")
    MONEY = "money", _("money")
    DAYS = "days", _("days")
    WORKPLACES = "workplaces", _("workplaces")
    VIOLATIONS = "violations", _("violations")
    RATIO = "ratio", _("ratio")


class ReportKind(models.TextChoices):
    PWG = "pwg", _("Provincial Working Group")
    PAC = "pac", _("Project Advisory Committee")
    C81 = "c81", _("Annual report on labour inspection (C81, Article 21)")


YEARLY = frozenset({ReportKind.C81})  # covers the year of its quarter
OF_COUNTRY = frozenset({ReportKind.PAC, ReportKind.C81})


class ReportState(models.TextChoices):
    BUILDING = "building", _("being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class FileFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"


REPORT_TRANSITIONS: dict[str, frozenset[str]] = {
    ReportState.BUILDING: frozenset({ReportState.READY, ReportState.FAILED}),
    ReportState.FAILED: frozenset({ReportState.BUILDING, ReportState.READY}),
    ReportState.READY: frozenset(),
}
