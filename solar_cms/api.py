"""The REST API's addresses: /api/v1/, /api/schema/, /api/docs/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
