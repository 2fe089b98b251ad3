"""Addresses of questionnaires."""

from django.urls import include, path

urlpatterns = [
    path("", include("solar_cms.questionnaires.editor.urls")),
]
