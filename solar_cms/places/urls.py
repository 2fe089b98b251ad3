"""Addresses of places."""

from django.urls import path

from solar_cms.places import views

urlpatterns = [path("find/", views.find, name="places_find")]
