"""Households and employers in the API, to be read."""

from __future__ import annotations

import django_filters
from rest_framework import serializers

from solar_cms.exchange.api import ReadViewSet
from solar_cms.registry.models import Employer, Household, HouseholdMember


class HouseholdMemberSerializer(serializers.ModelSerializer):
    class Meta:
        model = HouseholdMember
        fields = ["person", "role", "valid_from", "valid_to"]


class HouseholdSerializer(serializers.ModelSerializer):
    members = HouseholdMemberSerializer(many=True, read_only=True)

    class Meta:
        model = Household
        fields = ["id", "version", "district", "village", "house_number", "members"]


class HouseholdFilter(django_filters.FilterSet):
    class Meta:
        model = Household
        fields = ["district", "village"]


class HouseholdViewSet(ReadViewSet):
    """Households of the reader's districts with who lived in them, oldest record first."""

    model_queryset = Household.objects.prefetch_related("members")
    serializer_class = HouseholdSerializer
    filterset_class = HouseholdFilter
    ordering = ["id"]
    rights = {"list": "people.view", "retrieve": "people.view"}


class EmployerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Employer
        fields = ["id", "version", "name_local", "name_latin", "registration_number"]


class EmployerViewSet(ReadViewSet):
    """Employers that have a workplace in the reader's districts."""

    model_queryset = Employer.objects.all()
    serializer_class = EmployerSerializer
    ordering = ["name_local", "id"]
    rights = {"list": "employers.view", "retrieve": "employers.view"}
