"""Addresses of reporting."""

from django.urls import path

from reporting.views import figures, quarters, reported, reports, surveys

urlpatterns = [
    path("", figures.overview, name="reporting"),
    path("key-figures/", figures.key_figures, name="key_figures"),
    path("indicators/<slug:key>/", figures.indicator, name="indicator"),
    path("indicators/<slug:key>/baseline/", quarters.baseline, name="baseline"),
    path("figures/<slug:key>/", figures.figure_short, name="figure_now"),
    path("figures/<slug:key>/<str:period>/<str:place>/", figures.figure, name="figure"),
    path(
        "figures/<slug:key>/<str:period>/<str:place>/records.csv",
        figures.figure_csv,
        name="figure_csv",
    ),
    path("quarters/", quarters.periods, name="periods"),
    path("quarters/<str:code>/lock/", quarters.period_lock, name="period_lock"),
    path("quarters/<str:code>/targets/<str:place>/", quarters.targets, name="targets"),
    path("reported/", reported.reported_figures, name="reported_figures"),
    path("reported/new/", reported.reported_new, name="reported_new"),
    path("reported/<uuid:pk>/", reported.reported_figure, name="reported_figure"),
    path("reported/<uuid:pk>/correct/", reported.reported_correct, name="reported_correct"),
    path("reported/<uuid:pk>/verify/", reported.reported_verify, name="reported_verify"),
    path("reports/", reports.reports, name="reports"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/sign/", reports.report_sign, name="report_sign"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/returns/<uuid:pk>/", surveys.survey_return, name="survey_return"),
    path("surveys/<slug:key>/", surveys.survey, name="survey"),
    path("surveys/<slug:key>/answer/", surveys.survey_answer, name="survey_answer"),
    path("surveys/<slug:key>/counts.csv", surveys.survey_csv, name="survey_csv"),
    path("surveys/<slug:key>/answers.csv", surveys.survey_returns_csv, name="survey_returns_csv"),
]
