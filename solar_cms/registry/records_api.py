"""Households and employers in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework import serializers

from solar_cms.exchange.acting import ActViewSet, acting
from solar_cms.exchange.api import ReadViewSet
from solar_cms.registry import operations
from solar_cms.registry.group_forms import CloseForm, ReopenForm
from solar_cms.registry.models import Employer, Household, HouseholdMember, Workplace


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
        fields = [
            "id", "version", "name_local", "name_latin", "registration_number", "closed_on", "closed_why",
        ]  # fmt: skip


class EmployerFilter(django_filters.FilterSet):
    is_closed = django_filters.BooleanFilter(
        field_name="closed_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Employer
        fields = ["registration_number"]


class EmployerViewSet(ActViewSet):
    """Employers that have a workplace in the reader's districts."""

    model_queryset = Employer.objects.all()
    serializer_class = EmployerSerializer
    filterset_class = EmployerFilter
    ordering = ["name_local", "id"]
    rights = {
        "list": "employers.view", "retrieve": "employers.view", "close": "employers.keep",
        "reopen": "employers.keep",
    }  # fmt: skip

    def may_act(self, record: Any, right: str) -> bool:
        """Where the caller keeps one of its workplaces."""
        user: Any = self.request.user
        return Workplace.objects.visible_to(user, right).filter(employer=record).exists()

    close = acting(
        "close",
        lambda user, one, data: CloseForm(data),
        lambda one, by, form: operations.close_employer(one, by=by, **form.cleaned_data),
        fields=["on", "reason"], about="The employer has ended, after all of its workplaces.",
    )  # fmt: skip
    reopen = acting(
        "reopen",
        lambda user, one, data: ReopenForm(data),
        lambda one, by, form: operations.reopen_employer(one, by=by, **form.cleaned_data),
        fields=["reason"], about="An employer that was closed goes on.",
    )  # fmt: skip
