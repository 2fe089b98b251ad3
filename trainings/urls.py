"""Addresses of trainings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
