"""Addresses around answering a form."""

from django.urls import path

from solar_cms.questionnaires import views_paper

urlpatterns = [path("paper/<uuid:pk>/", views_paper.paper, name="paper")]
