"""Addresses of cases, by noun."""

from django.urls import path

from cases.views import acts, findings, intake, lists, record, service, steps, versions, visits

urlpatterns = [
    path("", lists.cases, name="cases"),
    path("export.csv", lists.export, name="cases_export"),
    path("new/", intake.new, name="case_new"),
    path("complaints/", lists.complaints, name="complaints"),
    path("complaints/new/", intake.complaint_new, name="complaint_new"),
    path("complaints/<uuid:pk>/", intake.complaint, name="complaint"),
    path("complaints/<uuid:pk>/reveal/", intake.reveal, name="complaint_reveal"),
    path("versions/", versions.versions, name="case_versions"),
    path("<uuid:pk>/", record.case, name="case"),
    path("<uuid:pk>/order/", acts.order, name="case_order"),
    path("<uuid:pk>/assign/", acts.assign, name="case_assign"),
    path("<uuid:pk>/reassign/", acts.reassign, name="case_reassign"),
    path("<uuid:pk>/visit/", visits.visit, name="case_visit"),
    path("<uuid:pk>/visit/<slug:key>/", visits.visit, name="case_visit_with"),
    path("<uuid:pk>/notice/", acts.notice, name="case_notice"),
    path("<uuid:pk>/close/", acts.close, name="case_close"),
    path("<uuid:pk>/step/<slug:key>/", steps.step, name="case_step"),
    path("<uuid:pk>/findings/new/", findings.add, name="finding_add"),
    path("findings/<uuid:pk>/", findings.finding, name="finding"),
    path("findings/<uuid:pk>/confirm/", findings.confirm, name="finding_confirm"),
    path("findings/<uuid:pk>/drop/", findings.drop, name="finding_drop"),
    path("findings/<uuid:pk>/evidence/", findings.proof_add, name="proof_add"),
    path("evidence/<uuid:pk>/", findings.proof_check, name="proof_check"),
    path("visits/<uuid:pk>/", visits.visit_read, name="visit"),
    path("notices/<uuid:pk>/", service.record, name="notice_service"),
    path("notices/<uuid:pk>/serve/", service.serve, name="notice_serve"),
    path("notices/<uuid:pk>/try/", service.tried, name="notice_try"),
    path("notices/<uuid:pk>/unreadable/", service.unreadable, name="notice_unreadable"),
    path("notices/<uuid:pk>/reissue/", service.reissue, name="notice_reissue"),
]
