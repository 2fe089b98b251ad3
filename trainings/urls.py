"""Addresses of trainings."""

from django.urls import path

from trainings import views, views_tests

urlpatterns = [
    path("", views.sessions, name="trainings"),
    path("new/", views.plan, name="session_plan"),
    path("<uuid:pk>/", views.session, name="session"),
    path("<uuid:pk>/group/", views.expect, name="session_expect"),
    path("<uuid:pk>/attendance/", views.attendance, name="session_attendance"),
    path("<uuid:pk>/walk-in/", views.walk_in, name="session_walk_in"),
    path("<uuid:pk>/walk-in/new/", views.walk_in_new, name="session_walk_in_new"),
    path("<uuid:pk>/scores/<str:phase>/", views.scores, name="session_scores"),
    path("<uuid:pk>/test/", views_tests.test, name="session_test"),
    path(
        "<uuid:pk>/tests/<str:phase>/<uuid:attendance>/", views_tests.answer, name="session_answer"
    ),
    path("<uuid:pk>/close/", views.close, name="session_close"),
    path("<uuid:pk>/cancel/", views.cancel, name="session_cancel"),
    path("<uuid:pk>/register.csv", views.register_csv, name="session_csv"),
    path("trainers/", views.trainers, name="trainers"),
    path("trainers/new/<uuid:person_pk>/", views.trainer_new, name="trainer_new"),
    path("trainers/<uuid:pk>/end/", views.trainer_end, name="trainer_end"),
]
