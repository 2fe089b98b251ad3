"""Households, groups, employers, workplaces and agreements in the API, to be read."""

from __future__ import annotations

import django_filters
from rest_framework import serializers

from solar_cms.exchange.api import ReadViewSet
from solar_cms.registry.models import (
    Employer,
    Household,
    HouseholdMember,
    ProducerGroup,
    TradeAgreement,
    WorkforceCount,
    Workplace,
    WorkplaceHazard,
)


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


class GroupSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProducerGroup
        fields = [
            "id", "version", "kind", "name_local", "name_latin", "district", "village", "crops",
            "founded_on", "ended_on", "supported_by",
        ]  # fmt: skip


class GroupFilter(django_filters.FilterSet):
    class Meta:
        model = ProducerGroup
        fields = ["district", "village", "kind"]


class GroupViewSet(ReadViewSet):
    """Producer groups, associations and cooperatives, in the order of the Lao alphabet."""

    model_queryset = ProducerGroup.objects.all()
    serializer_class = GroupSerializer
    filterset_class = GroupFilter
    ordering = ["name_local", "id"]
    rights = {"list": "groups.view", "retrieve": "groups.view"}


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


class WorkforceSerializer(serializers.ModelSerializer):
    class Meta:
        model = WorkforceCount
        fields = ["counted_on", "type", "women", "men"]


class HazardSerializer(serializers.ModelSerializer):
    class Meta:
        model = WorkplaceHazard
        fields = ["hazard", "note", "valid_from", "valid_to"]


class WorkplaceSerializer(serializers.ModelSerializer):
    counts = WorkforceSerializer(many=True, read_only=True)
    hazards = HazardSerializer(many=True, read_only=True)

    class Meta:
        model = Workplace
        fields = [
            "id", "version", "kind", "name_local", "name_latin", "employer", "group", "household",
            "district", "village", "isic", "workers_women", "workers_men", "counts", "hazards",
        ]  # fmt: skip


class WorkplaceFilter(django_filters.FilterSet):
    class Meta:
        model = Workplace
        fields = ["district", "village", "kind", "employer", "group", "isic"]


class WorkplaceViewSet(ReadViewSet):
    """Workplaces with their counts of workers and hazards."""

    model_queryset = Workplace.objects.prefetch_related("counts", "hazards")
    serializer_class = WorkplaceSerializer
    filterset_class = WorkplaceFilter
    ordering = ["name_local", "id"]
    rights = {"list": "employers.view", "retrieve": "employers.view"}


class AgreementSerializer(serializers.ModelSerializer):
    class Meta:
        model = TradeAgreement
        fields = [
            "id", "version", "group", "buyer", "round", "signed_on", "valid_from", "valid_to", "product",
            "unit", "price", "price_floor", "quantity_kg", "terms",
        ]  # fmt: skip


class AgreementFilter(django_filters.FilterSet):
    class Meta:
        model = TradeAgreement
        fields = ["group", "buyer"]


class AgreementViewSet(ReadViewSet):
    """Agreements of groups with buyers; prices in minor units of the country's currency."""

    model_queryset = TradeAgreement.objects.all()
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter
    ordering = ["-valid_from", "-id"]
    rights = {"list": "groups.view", "retrieve": "groups.view"}
