"""Addresses of work: jobs, the inbox, mail and SMS."""

from django.urls import path

from solar_cms.work import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", views.job_cancel, name="job_cancel"),
    path("inbox/", views.inbox, name="inbox"),
    path("settings/", views.settings_page, name="work_settings"),
    path("settings/again/<uuid:pk>/", views.message_again, name="message_again"),
]
