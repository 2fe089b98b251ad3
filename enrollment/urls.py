"""Addresses of enrolment."""

from django.urls import path

from enrollment.views import applications, contributions, groups, memberships, promoters

urlpatterns = [
    path("", memberships.overview, name="enrollment"),
    path("schemes/", memberships.schemes, name="schemes"),
    path("groups/", groups.groups, name="enrol_groups"),
    path("groups/<uuid:pk>/", groups.group, name="enrol_group"),
    path("applications/", applications.applications, name="applications"),
    path("applications/new/<uuid:person_pk>/", applications.new, name="application_new"),
    path("applications/<uuid:pk>/", applications.application, name="application"),
    path("applications/<uuid:pk>/submit/", applications.submit, name="application_submit"),
    path("applications/<uuid:pk>/enrol/", applications.enrol, name="application_enrol"),
    path("applications/<uuid:pk>/return/", applications.send_back, name="application_return"),
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships.csv", memberships.memberships_csv, name="memberships_csv"),
    path("memberships/<uuid:pk>/", memberships.membership, name="membership"),
    path("memberships/<uuid:pk>/earnings/", memberships.earnings, name="membership_earnings"),
    path("memberships/<uuid:pk>/end/", memberships.end, name="membership_end"),
    path("memberships/<uuid:pk>/collect/", contributions.collect, name="contribution_new"),
    path("memberships/<uuid:pk>/contributions/", contributions.of_member, name="contributions"),
    path("remittances/", contributions.remittances, name="remittances"),
    path("remittances/new/", contributions.remit, name="remittance_new"),
    path("remittances/<uuid:pk>/", contributions.remittance, name="remittance"),
    path("remittances/<uuid:pk>/confirm/", contributions.confirm, name="remittance_confirm"),
    path("promoters/", promoters.promoters, name="promoters"),
    path("promoters/new/", promoters.choose, name="promoter_choose"),
    path("promoters/new/<uuid:person_pk>/", promoters.new, name="promoter_new"),
    path("promoters/<uuid:pk>/end/", promoters.end, name="promoter_end"),
]
