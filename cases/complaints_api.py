"""Complaints in the API: what was reported and what was decided on it. Never who complained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers

from cases import operations as do
from cases import procedure
from cases.acts_api import data_of
from cases.models import Complaint, ComplaintDecision
from cases.step_forms import ComplaintStepForm, WhyForm
from solar_cms.exchange.acting import ActViewSet, acting


class ComplaintDecisionSerializer(serializers.ModelSerializer):
    """`key` is the step's in the procedure; a decision that stands has no `undone_on`."""

    class Meta:
        model = ComplaintDecision
        fields = [
            "id", "key", "decided_on", "decided_by", "said", "note", "kept", "undone_on",
            "undo_reason",
        ]  # fmt: skip
        read_only_fields = fields


class ComplaintSerializer(serializers.ModelSerializer):
    """`case` is the case that was opened from it."""

    case: Any = serializers.PrimaryKeyRelatedField(read_only=True, default=None)
    decisions = ComplaintDecisionSerializer(many=True, read_only=True)

    class Meta:
        model = Complaint
        fields = [
            "id", "version", "number", "received_on", "channel", "district", "village", "workplace",
            "workplace_said", "facts", "case", "decisions",
        ]  # fmt: skip
        read_only_fields = fields


class ComplaintFilter(django_filters.FilterSet):
    received_on = django_filters.DateFromToRangeFilter()
    waits = django_filters.BooleanFilter(method="of_waiting", label="Waits for triage")

    class Meta:
        model = Complaint
        fields = ["district", "channel", "workplace"]

    def of_waiting(self, found: Any, name: str, value: bool) -> QuerySet:
        waiting = found.waiting()
        return waiting if value else found.exclude(pk__in=waiting.values("pk"))


def _form(user: Any, complaint: Complaint, data: Mapping[str, Any]) -> ComplaintStepForm:
    rules = procedure.current_or_empty()
    key = str(data.get("step", ""))
    step = next((one for one in rules.complaint_steps() if one.key == key), None)
    if step is None:
        raise Http404(key)
    return ComplaintStepForm(data, complaint=complaint, step=step, rules=rules, user=user)


class ComplaintViewSet(ActViewSet):
    """Complaints of the reader's districts, latest first. Who complained is sealed: not here."""

    model_queryset = Complaint.objects.select_related("case").prefetch_related("decisions")
    serializer_class = ComplaintSerializer
    filterset_class = ComplaintFilter
    ordering = ["-received_on", "-id"]
    rights = {
        "list": "complaints.view", "retrieve": "complaints.view", "decide": "complaints.triage",
        "reconsider": "complaints.triage",
    }  # fmt: skip

    decide = acting(
        "decide",
        _form,
        lambda one, by, form: do.decide_complaint(one, key=form.step.key, by=by, **form.values()),
        fields=["step", "on", "note", "kept"],
        about="Decide on it without opening a case: `step` is a step that the procedure offers for "
        "complaints, its fields are sent by theirs; kept: the number of the case that goes on.",
    )
    reconsider = acting(
        "reconsider",
        lambda user, one, data: WhyForm(data),
        lambda one, by, form: do.reconsider_complaint(one, by=by, **data_of(form)),
        fields=["reason", "on"],
        about="Take the decision back, with the reason.",
    )
