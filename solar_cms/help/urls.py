"""Addresses of help: writing the texts, taking the tour."""

from django.urls import path

from solar_cms.help import views

urlpatterns = [
    path("", views.help_texts, name="help_texts"),
    path("tour/", views.tour_move, name="tour_move"),
    path("<slug:page>/", views.help_edit, name="help_edit"),
]
