"""Figures as the API gives them."""

from __future__ import annotations

from rest_framework import serializers


class ReportedSerializer(serializers.Serializer):
    """What stands beside a figure that was reported with a document."""

    source = serializers.CharField()  # type: ignore[assignment]
    source_date = serializers.DateField()
    verified_on = serializers.DateField(allow_null=True)


class FigureSerializer(serializers.Serializer):
    """An indicator for a quarter and place. A figure that cannot be counted has `error`, no value."""

    indicator = serializers.SlugField(source="indicator.key")
    code = serializers.CharField(source="indicator.number")
    names = serializers.DictField(source="indicator.names", child=serializers.CharField())
    objective = serializers.CharField(source="indicator.objective.key")
    definition = serializers.IntegerField(source="definition.number")
    unit = serializers.CharField(source="definition.unit")
    kind = serializers.CharField(source="definition.kind")
    period = serializers.CharField(source="period.code")
    province = serializers.CharField(source="place", help_text="Empty: the whole country.")
    value = serializers.DecimalField(
        source="number", max_digits=18, decimal_places=2, allow_null=True
    )
    breakdown = serializers.JSONField(help_text="Dimension → value → number.")
    frozen = serializers.SerializerMethodField()
    hash = serializers.SerializerMethodField()
    reported = ReportedSerializer(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    page = serializers.CharField(source="url", help_text="Definition, breakdown and records.")

    def get_frozen(self, shown: object) -> bool:
        return getattr(shown, "frozen", None) is not None

    def get_hash(self, shown: object) -> str:
        frozen = getattr(shown, "frozen", None)
        return frozen.hash if frozen is not None else ""
