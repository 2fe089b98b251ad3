"""The public page that a letter's QR code leads to."""

from django.urls import path

from solar_cms.documents import views

urlpatterns = [path("<str:code>/", views.verify, name="verify")]
