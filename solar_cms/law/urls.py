"""Addresses of the country's pack."""

from django.urls import path

from solar_cms.law import views

urlpatterns = [
    path("packs/new/", views.new, name="pack_new"),
    path("packs/new/<str:sha256>/", views.preview, name="pack_preview"),
    path("packs/<uuid:pk>/download/", views.download, name="pack_download"),
]
