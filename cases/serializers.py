"""Cases as the API gives them: never who complained, never a restricted finding's content."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cases.models import Case, Finding, Notice
from cases.procedure import procedure_of


class FindingSerializer(serializers.ModelSerializer):
    article = serializers.CharField(source="article.key", default=None, read_only=True)

    class Meta:
        model = Finding
        fields = [
            "id", "number", "violation", "article", "fact", "severity", "workers_affected",
            "state", "remediation", "confirmed_on", "remedied_on",
        ]  # fmt: skip
        read_only_fields = fields


class NoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ["id", "kind", "number", "issued_on", "served_on", "method", "due_on"]
        read_only_fields = fields


class CaseSerializer(serializers.ModelSerializer):
    """`kind`, `source`, `stage` and `closure_code` are keys of the pack version named."""

    stage_name = serializers.SerializerMethodField()
    pack_version = serializers.CharField(source="pack_version.__str__", read_only=True)
    workplace_name = serializers.CharField(source="workplace.name", read_only=True)
    lead = serializers.UUIDField(source="lead_id", read_only=True, allow_null=True)
    next_due_on = serializers.DateField(source="next_due", read_only=True, allow_null=True)

    class Meta:
        model = Case
        fields = [
            "id", "version", "number", "kind", "source", "stage", "stage_name", "pack_version",
            "workplace", "workplace_name", "employer", "district", "office", "opened_on",
            "closed_on", "closure_code", "is_back_entered", "paper_number", "lead", "next_due_on",
        ]  # fmt: skip
        read_only_fields = fields

    def get_stage_name(self, case: Case) -> str:
        """In the reader's language."""
        stage = procedure_of(case).stages.get(case.stage)
        return stage.name if stage else case.stage


class CaseDetailSerializer(CaseSerializer):
    """With findings and notices; restricted findings only for their readers."""

    findings = serializers.SerializerMethodField()
    notices = NoticeSerializer(many=True, read_only=True)

    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "summary", "findings", "notices"]
        read_only_fields = fields

    def get_findings(self, case: Case) -> list[dict[str, Any]]:
        user = self.context["request"].user
        found = case.findings.live().visible_to(user).select_related("article").order_by("number")
        return FindingSerializer(found, many=True).data  # type: ignore[return-value]
