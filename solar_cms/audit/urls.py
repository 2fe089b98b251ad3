"""Addresses of the audit."""

from django.urls import path

from solar_cms.audit import views

urlpatterns = [path("<slug:table>/<str:pk>/", views.history, name="history")]
