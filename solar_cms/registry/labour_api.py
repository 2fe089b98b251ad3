"""Workplaces in the API with what is known about work there, and the acts that record it."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework import serializers

from solar_cms.exchange.acting import ActViewSet, acting
from solar_cms.exchange.api import ReadViewSet
from solar_cms.registry import operations
from solar_cms.registry.forms import DayForm
from solar_cms.registry.group_forms import CloseForm, ReopenForm
from solar_cms.registry.labour_forms import (
    CollectiveAgreementForm,
    HazardForm,
    UnionForm,
    WorkforceForm,
)
from solar_cms.registry.models import (
    CollectiveAgreement,
    WorkforceCount,
    Workplace,
    WorkplaceHazard,
    WorkplaceUnion,
)
from solar_cms.registry.states import WorkerType
from solar_cms.registry.trade_forms import WithdrawForm

READ = {"list": "employers.view", "retrieve": "employers.view"}
KEEP = "employers.keep"


class WorkforceSerializer(serializers.ModelSerializer):
    class Meta:
        model = WorkforceCount
        fields = ["id", "version", "workplace", "counted_on", "type", "women", "men"]


class HazardSerializer(serializers.ModelSerializer):
    class Meta:
        model = WorkplaceHazard
        fields = ["id", "version", "workplace", "hazard", "note", "valid_from", "valid_to"]


class UnionSerializer(serializers.ModelSerializer):
    class Meta:
        model = WorkplaceUnion
        fields = [
            "id", "version", "workplace", "name", "valid_from", "valid_to", "counted_on", "members_women",
            "members_men",
        ]  # fmt: skip


class CollectiveSerializer(serializers.ModelSerializer):
    class Meta:
        model = CollectiveAgreement
        fields = [
            "id", "version", "workplace", "union", "title", "signed_on", "valid_from", "valid_to",
            "registration_number", "covers_women", "covers_men", "withdrawn_on", "withdrawn_why",
        ]  # fmt: skip


class WorkplaceSerializer(serializers.ModelSerializer):
    counts = WorkforceSerializer(many=True, read_only=True)
    hazards = HazardSerializer(many=True, read_only=True)

    class Meta:
        model = Workplace
        fields = [
            "id", "version", "kind", "name_local", "name_latin", "employer", "group", "household",
            "district", "village", "isic", "workers_women", "workers_men", "counts", "hazards",
            "closed_on", "closed_why",
        ]  # fmt: skip


class WorkplaceFilter(django_filters.FilterSet):
    is_closed = django_filters.BooleanFilter(
        field_name="closed_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Workplace
        fields = ["district", "village", "kind", "employer", "group", "isic"]


def _count(workplace: Workplace, by: Any, form: Any) -> list[WorkforceCount]:
    day = form.cleaned_data["counted_on"]
    return operations.record_workforce(workplace, by=by, counted_on=day, counts=form.counts())


class WorkplaceViewSet(ActViewSet):
    """Workplaces with their counts of workers and hazards."""

    model_queryset = Workplace.objects.prefetch_related("counts", "hazards")
    serializer_class = WorkplaceSerializer
    filterset_class = WorkplaceFilter
    ordering = ["name_local", "id"]
    rights = READ | dict.fromkeys(
        [
            "count_workforce", "record_hazard", "record_union", "record_collective_agreement", "close",
            "reopen",
        ],
        KEEP,
    )  # fmt: skip

    count_workforce = acting(
        "count_workforce", lambda user, place, data: WorkforceForm(data), _count,
        fields=["counted_on", *(f"{kind}_{sex}" for kind in WorkerType for sex in ("women", "men"))],
        about="How many worked here on a day; a day counted again is replaced.",
    )  # fmt: skip
    record_hazard = acting(
        "record_hazard",
        lambda user, place, data: HazardForm(data),
        lambda place, by, form: operations.record_hazard(place, by=by, **form.cleaned_data),
        fields=["hazard", "note", "valid_from"], about="A hazard seen here since a day.",
    )  # fmt: skip
    record_union = acting(
        "record_union",
        lambda user, place, data: UnionForm(data),
        lambda place, by, form: operations.record_union(place, by=by, **form.cleaned_data),
        fields=["name", "valid_from", "members_women", "members_men", "counted_on"],
        about="A trade union here; of the same name it is brought up to date.",
    )  # fmt: skip
    record_collective_agreement = acting(
        "record_collective_agreement",
        lambda user, place, data: CollectiveAgreementForm(data, workplace=place),
        lambda place, by, form: operations.record_collective_agreement(place, by=by, **form.cleaned_data),
        fields=["title", "union", "signed_on", "valid_from", "valid_to", "registration_number",
                "covers_women", "covers_men"],
        about="A collective agreement in force here.",
    )  # fmt: skip
    close = acting(
        "close",
        lambda user, place, data: CloseForm(data),
        lambda place, by, form: operations.close_workplace(place, by=by, **form.cleaned_data),
        fields=["on", "reason"], about="Nobody works here any more since a day.",
    )  # fmt: skip
    reopen = acting(
        "reopen",
        lambda user, place, data: ReopenForm(data),
        lambda place, by, form: operations.reopen_workplace(place, by=by, **form.cleaned_data),
        fields=["reason"], about="Work goes on at a site that was closed.",
    )  # fmt: skip


class AtWorkplace(ActViewSet):
    """Of a workplace, seen with it; its last day is recorded."""

    ordering = ["-id"]
    rights = READ | {"end": KEEP}

    def district_of(self, record: Any) -> str:
        return str(record.workplace.district_id)

    end = acting(
        "end",
        lambda user, one, data: DayForm(data),
        lambda one, by, form: operations.end_at_workplace(one, by=by, **form.cleaned_data),
        fields=["on"], about="The last day.",
    )  # fmt: skip


class WorkforceFilter(django_filters.FilterSet):
    counted_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = WorkforceCount
        fields = ["workplace", "type", "workplace__district"]


class WorkforceViewSet(ReadViewSet):
    """Women and men of each type on the days they were counted, newest record first."""

    model_queryset = WorkforceCount.objects.all()
    serializer_class = WorkforceSerializer
    filterset_class = WorkforceFilter
    ordering = ["-id"]
    rights = READ


class HazardFilter(django_filters.FilterSet):
    class Meta:
        model = WorkplaceHazard
        fields = ["workplace", "hazard", "workplace__district"]


class HazardViewSet(AtWorkplace):
    """Hazards seen at workplaces."""

    model_queryset = WorkplaceHazard.objects.select_related("workplace")
    serializer_class = HazardSerializer
    filterset_class = HazardFilter


class UnionFilter(django_filters.FilterSet):
    class Meta:
        model = WorkplaceUnion
        fields = ["workplace", "workplace__district"]


class UnionViewSet(AtWorkplace):
    """Trade unions at workplaces."""

    model_queryset = WorkplaceUnion.objects.select_related("workplace")
    serializer_class = UnionSerializer
    filterset_class = UnionFilter


class CollectiveFilter(django_filters.FilterSet):
    is_withdrawn = django_filters.BooleanFilter(
        field_name="withdrawn_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = CollectiveAgreement
        fields = ["workplace", "union", "workplace__district"]


class CollectiveViewSet(AtWorkplace):
    """Collective agreements at workplaces."""

    model_queryset = CollectiveAgreement.objects.select_related("workplace")
    serializer_class = CollectiveSerializer
    filterset_class = CollectiveFilter
    rights = READ | {"end": KEEP, "withdraw": KEEP}

    withdraw = acting(
        "withdraw",
        lambda user, one, data: WithdrawForm(data),
        lambda one, by, form: operations.withdraw_collective_agreement(one, by=by, **form.cleaned_data),
        fields=["reason"], about="Withdraw an agreement that was recorded by mistake.",
    )  # fmt: skip
