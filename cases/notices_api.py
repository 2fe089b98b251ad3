"""Notices in the API: what was written, every attempt to serve it, and the acts of its service."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework import serializers

from cases import operations as do
from cases.forms import AttemptForm, ReissueForm, ServeForm, UnreadableForm
from cases.models import Notice
from solar_cms.documents.models import Service
from solar_cms.exchange.acting import ActViewSet, acting


class AttemptSerializer(serializers.ModelSerializer):
    """An attempt to serve a letter; proof is the id of a file."""

    class Meta:
        model = Service
        fields = ["id", "method", "outcome", "served_on", "recipient", "note", "proof"]


class NoticeServiceSerializer(serializers.ModelSerializer):
    attempts = AttemptSerializer(many=True, read_only=True, source="letter.services", default=[])

    class Meta:
        model = Notice
        fields = [
            "id", "version", "case", "kind", "number", "issued_on", "length", "unit", "served_on",
            "method", "received_by", "due_on", "unreadable_on", "voided_on", "void_reason", "replaces",
            "attempts",
        ]  # fmt: skip


class NoticeFilter(django_filters.FilterSet):
    is_served = django_filters.BooleanFilter(
        field_name="served_on", lookup_expr="isnull", exclude=True
    )
    is_void = django_filters.BooleanFilter(
        field_name="voided_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Notice
        fields = ["case", "kind", "case__district"]


def _serve(user: Any, notice: Notice, data: Any) -> ServeForm:
    return ServeForm(data)


class NoticeViewSet(ActViewSet):
    """Notices of the cases of the reader's districts, newest first."""

    model_queryset = Notice.objects.select_related("case", "letter").prefetch_related(
        "letter__services"
    )
    serializer_class = NoticeServiceSerializer
    filterset_class = NoticeFilter
    ordering = ["-issued_on", "-id"]
    rights = {
        "list": "cases.view", "retrieve": "cases.view", "serve": "cases.serve",
        "try_service": "cases.serve", "report_unreadable": "cases.serve", "reissue": "cases.notice",
    }  # fmt: skip

    def district_of(self, record: Any) -> str:
        return str(record.case.district_id)

    serve = acting(
        "serve", _serve,
        lambda one, by, form: do.serve_notice(one, by=by, **form.cleaned_data),
        fields=["served_on", "method", "received_by", "note"],
        about="The notice reached the employer; its period runs from that day.",
    )  # fmt: skip
    try_service = acting(
        "try_service",
        lambda user, one, data: AttemptForm(data),
        lambda one, by, form: do.try_service(one, by=by, **form.cleaned_data),
        fields=["tried_on", "method", "outcome", "met", "note"],
        about="An attempt to serve it in vain: refused, absent or returned.",
    )  # fmt: skip
    report_unreadable = acting(
        "report_unreadable",
        lambda user, one, data: UnreadableForm(data),
        lambda one, by, form: do.report_unreadable(one, by=by, **form.cleaned_data),
        fields=["on", "note"],
        about="The copy that was served cannot be read; serving a new one cures it.",
    )  # fmt: skip
    reissue = acting(
        "reissue",
        lambda user, one, data: ReissueForm(data, notice=one),
        lambda one, by, form: do.reissue_notice(one, by=by, **_period(form.cleaned_data)),
        fields=["reason", "issued_on", "length", "unit"],
        about="Void a notice that is wrong and write it anew under a new number.",
    )  # fmt: skip


def _period(data: dict[str, Any]) -> dict[str, Any]:
    """Days are said with a number of them only."""
    return data if data.get("length") else {**data, "length": None, "unit": ""}
