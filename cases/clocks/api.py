"""Clocks in the API: what runs and ran, read only; the extension of one as an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from rest_framework import serializers

from cases.clocks.forms import ExtendForm
from cases.clocks.lengths import extension_for
from cases.facts import Facts
from cases.models import ClockChange, ClockRun
from cases.operations.clocks import extend_clock
from cases.procedure import procedure_of
from solar_cms.exchange.acting import ActViewSet, acting


class ClockChangeSerializer(serializers.ModelSerializer):
    class Meta:
        model = ClockChange
        fields = [
            "id", "event", "on", "at", "length", "unit", "from_on", "to_on", "from_at", "to_at",
            "reason",
        ]  # fmt: skip
        read_only_fields = fields


class ClockSerializer(serializers.ModelSerializer):
    """`kind` is the key of the clock in the case's procedure. `due_on` of a paused clock is the day
    it would have been; a clock of unknown length has none."""

    case_number = serializers.CharField(source="case.number", read_only=True)
    name = serializers.SerializerMethodField()
    changes = ClockChangeSerializer(many=True, read_only=True)

    class Meta:
        model = ClockRun
        fields = [
            "id", "version", "case", "case_number", "district", "kind", "name", "subject_kind",
            "subject_id", "basis", "status", "source", "length", "unit", "started_on", "started_at",
            "due_on", "due_at", "paused_on", "expired_on", "ended_on", "changes",
        ]  # fmt: skip
        read_only_fields = fields

    def get_name(self, run: ClockRun) -> str:
        """In the reader's language."""
        clock = procedure_of(run.case).clocks.get(run.kind)
        return clock.name if clock else run.kind


class ClockFilter(django_filters.FilterSet):
    is_running = django_filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull")
    has_run_out = django_filters.BooleanFilter(
        field_name="expired_on", lookup_expr="isnull", exclude=True
    )
    due_on = django_filters.DateFromToRangeFilter()
    started_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = ClockRun
        fields = ["case", "district", "kind", "subject_kind", "subject_id", "basis"]


def _form(user: Any, run: ClockRun, data: Mapping[str, Any]) -> ExtendForm:
    return ExtendForm(data, extension=extension_for(run, Facts(run.case)))


class ClockViewSet(ActViewSet):
    """Legal clocks of cases, the last started first, with all that moved their end."""

    model_queryset = ClockRun.objects.select_related("case").prefetch_related("changes")
    serializer_class = ClockSerializer
    filterset_class = ClockFilter
    ordering = ["-started_on", "-id"]
    rights = {"list": "cases.view", "retrieve": "cases.view", "extend": "cases.extend"}

    extend = acting(
        "extend",
        _form,
        lambda run, by, form: extend_clock(run, by=by, **form.cleaned_data),
        fields=["length", "unit", "reason", "on"],
        about="Give a running clock a later end, as its procedure lets the caller.",
    )  # fmt: skip
