"""What is counted, for when and where, and the reports made of it."""

from reporting.models.figures import Figure, FrozenRecords, ReportedFigure, Restatement
from reporting.models.logframe import Indicator, IndicatorVersion, Objective, Target
from reporting.models.periods import Period
from reporting.models.reports import Report, ReportFile
from reporting.models.surveys import SurveyReturn

__all__ = [
    "Figure",
    "FrozenRecords",
    "Indicator",
    "IndicatorVersion",
    "Objective",
    "Period",
    "Report",
    "ReportFile",
    "ReportedFigure",
    "Restatement",
    "SurveyReturn",
    "Target",
]
