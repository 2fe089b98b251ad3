"""Visits, findings, their evidence and the steps of cases in the API.

A restricted finding is on no general list: its readers ask for restricted ones by name, and they and
the team of its case reach it by its id.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import serializers

from cases import operations as do
from cases.acts_api import data_of
from cases.forms import CheckForm, FindingForm, ProofForm, ReasonForm
from cases.models import Case, Finding, Proof, Step, Visit
from cases.procedure import procedure_of
from cases.serializers import FindingSerializer
from solar_cms.exchange.acting import ActViewSet, acting
from solar_cms.exchange.api import ReadViewSet

READ = {"list": "cases.view", "retrieve": "cases.view"}


class VisitSerializer(serializers.ModelSerializer):
    """`response` is the id of the answers to the checklist."""

    class Meta:
        model = Visit
        fields = [
            "id", "version", "case", "district", "visited_on", "outcome", "women_interviewed",
            "men_interviewed", "papers_seen", "remarks", "response", "recorded_by",
        ]  # fmt: skip
        read_only_fields = fields


class FindingRecordSerializer(FindingSerializer):
    class Meta(FindingSerializer.Meta):
        fields = [
            *FindingSerializer.Meta.fields, "version", "case", "district", "visit", "is_restricted",
        ]  # fmt: skip
        read_only_fields = fields


class EvidenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Proof
        fields = [
            "id", "version", "finding", "submitted_on", "submitted_by", "description", "outcome",
            "decided_on", "decided_by", "reason",
        ]  # fmt: skip
        read_only_fields = fields


class CaseStepSerializer(serializers.ModelSerializer):
    """`key` is the step's in the procedure; `said` holds what its fields say, by their keys."""

    name = serializers.SerializerMethodField()

    class Meta:
        model = Step
        fields = [
            "id", "version", "case", "key", "name", "act", "track", "stage", "reached_on",
            "happened_at", "said", "note", "recorded_by",
        ]  # fmt: skip
        read_only_fields = fields

    def get_name(self, step: Step) -> str:
        """In the reader's language."""
        found = procedure_of(step.case).step(step.key)
        return found.name if found else step.key


class VisitFilter(django_filters.FilterSet):
    visited_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Visit
        fields = ["case", "district", "outcome"]


class FindingFilter(django_filters.FilterSet):
    confirmed_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Finding
        fields = [
            "case", "visit", "district", "violation", "severity", "state", "remediation", "is_restricted",
        ]  # fmt: skip


class EvidenceFilter(django_filters.FilterSet):
    case = django_filters.UUIDFilter(field_name="finding__case")

    class Meta:
        model = Proof
        fields = ["finding", "outcome"]


class CaseStepFilter(django_filters.FilterSet):
    class Meta:
        model = Step
        fields = ["case", "key", "act", "track", "stage"]


class VisitViewSet(ReadViewSet):
    """Visits of the reader's districts, latest first. They are recorded by an act on the case."""

    model_queryset = Visit.objects.all()
    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    ordering = ["-visited_on", "-id"]
    rights = READ


def findings_for(user: Any) -> QuerySet[Finding]:
    """Findings that a person reaches by id: a restricted one by its readers and the case's team."""
    reach = user.scope.reach("cases.view_restricted")
    found = Finding.objects.live().filter(case__in=Case.objects.visible_to(user))
    if reach.whole_country:
        return found
    own = Q(district__in=sorted(reach.districts)) | Q(case__in=Case.objects.of(user))
    return found.filter(Q(is_restricted=False) | own)


class FindingViewSet(ActViewSet):
    """Findings of the reader's districts, the last written first; dropped ones are left out.
    Restricted ones only where asked for (is_restricted=true), by who may read them."""

    model_queryset = Finding.objects.select_related("article", "case", "visit")
    serializer_class = FindingRecordSerializer
    filterset_class = FindingFilter
    ordering = ["-id"]
    rights = READ | {
        "confirm": "cases.find", "drop": "cases.find", "submit_proof": "cases.prove",
    }  # fmt: skip

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model_queryset.none()
        found = self.model_queryset.filter(pk__in=findings_for(self.request.user).values("pk"))
        asked = self.request.query_params.get("is_restricted", "").lower() == "true"
        return found if asked or self.action != "list" else found.filter(is_restricted=False)

    confirm = acting(
        "confirm",
        lambda user, one, data: FindingForm(data, rules=procedure_of(one.case), finding=one),
        lambda one, by, form: do.confirm_finding(one, by=by, **data_of(form)),
        fields=["fact", "severity", "workers_affected", "confirmed_on"],
        about="Confirm a draft.",
    )
    drop = acting(
        "drop",
        lambda user, one, data: ReasonForm(data),
        lambda one, by, form: do.drop_finding(one, by=by, **data_of(form)),
        fields=["reason"],
        about="Drop a draft; its number is not given again.",
    )
    submit_proof = acting(
        "submit_proof",
        lambda user, one, data: ProofForm(data),
        lambda one, by, form: _submit(one, by, **data_of(form)),
        fields=["description", "submitted_by", "submitted_on"],
        about="Evidence that it is remedied; a photo or paper as the file `file`.",
    )


def _submit(finding: Finding, by: Any, *, file: Any = None, **data: Any) -> Proof:
    return do.submit_proof(finding, files=[file] if file else [], by=by, **data)


class EvidenceViewSet(ActViewSet):
    """Evidence that findings are remedied, the last written first; of restricted findings for their
    readers."""

    model_queryset = Proof.objects.select_related("finding__case")
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    ordering = ["-id"]
    rights = READ | {"check": "cases.verify"}

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model_queryset.none()
        return self.model_queryset.filter(finding__in=findings_for(self.request.user))

    def district_of(self, record: Any) -> str:
        return str(record.finding.district_id)

    check = acting(
        "check",
        lambda user, one, data: CheckForm(data),
        lambda one, by, form: _check(one, by, **data_of(form)),
        fields=["decision", "decided_on", "reason"],
        about="Accept (decision: accept) or refuse it, with the reason.",
    )


def _check(proof: Proof, by: Any, *, decision: str, reason: str, **data: Any) -> Proof:
    if decision == "accept":
        return do.accept_proof(proof, by=by, **data)
    return do.refuse_proof(proof, reason=reason, by=by, **data)


class CaseStepViewSet(ReadViewSet):
    """Every step taken in the cases of the reader's districts, the last written first."""

    model_queryset = Step.objects.select_related("case")
    serializer_class = CaseStepSerializer
    filterset_class = CaseStepFilter
    ordering = ["-id"]
    rights = READ

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model_queryset.none()
        user: Any = self.request.user
        return self.model_queryset.filter(case__in=Case.objects.visible_to(user))
