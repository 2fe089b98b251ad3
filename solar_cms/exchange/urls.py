"""Pages of what was sent later and could not be applied."""

from django.urls import path

from solar_cms.exchange.sync import views

urlpatterns = [
    path("", views.conflicts, name="conflicts"),
    path("<uuid:pk>/", views.conflict, name="conflict"),
]
