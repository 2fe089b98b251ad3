"""Founding, savings, supply, bargaining and agreements of groups in the API, with their acts."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from solar_cms.exchange.acting import ActViewSet, acting
from solar_cms.exchange.api import ReadViewSet
from solar_cms.registry import operations, pages
from solar_cms.registry.forms import DayForm
from solar_cms.registry.models import (
    BargainingRound,
    FoundingStep,
    ProducerGroup,
    SavingsCount,
    SupplyLink,
    TradeAgreement,
)
from solar_cms.registry.trade_forms import (
    AgreementForm,
    CloseRoundForm,
    CorrectSavingsForm,
    RoundForm,
    SavingsForm,
    StepForm,
    SupplyForm,
    WithdrawForm,
)

READ = {"list": "groups.view", "retrieve": "groups.view"}
KEEP = "groups.keep"


class OfGroup(ActViewSet):
    """Of a group, seen with it."""

    def district_of(self, record: Any) -> str:
        return str(record.group.district_id)


def _day(user: Any, record: Any, data: Any) -> DayForm:
    return DayForm(data)


def _link(group: ProducerGroup, by: Any, form: Any) -> SupplyLink:
    other = form.cleaned_data["party"]
    pair = (group, other) if form.cleaned_data["side"] == "buyer" else (other, group)
    return operations.link_supply(*pair, by=by, on=group, **form.facts())


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


class GroupViewSet(ActViewSet):
    """Producer groups, associations and cooperatives, in the order of the Lao alphabet."""

    model_queryset = ProducerGroup.objects.all()
    serializer_class = GroupSerializer
    filterset_class = GroupFilter
    ordering = ["name_local", "id"]
    rights = READ | dict.fromkeys(
        ["record_step", "record_savings", "open_round", "record_agreement", "link_supply"], KEEP
    )

    record_step = acting(
        "record_step",
        lambda user, group, data: StepForm(data, group=group),
        lambda group, by, form: operations.record_founding_step(group, by=by, **form.cleaned_data),
        fields=["step", "done_on", "reference"], about="Record a founding step that was taken.",
    )  # fmt: skip
    record_savings = acting(
        "record_savings",
        lambda user, group, data: SavingsForm(data),
        lambda group, by, form: operations.record_savings(group, by=by, **form.cleaned_data),
        fields=["fund", "counted_on", "savers_women", "savers_men", "balance", "lent"],
        about="Record what a savings fund held on a day, in minor units.",
    )  # fmt: skip
    open_round = acting(
        "open_round",
        lambda user, group, data: RoundForm(data, user=user),
        lambda group, by, form: operations.open_round(group, by=by, **form.cleaned_data),
        fields=["buyer", "topic", "opened_on", "unit", "asked", "offered"],
        about="Open a bargaining round with a buyer (id or registration number).",
    )  # fmt: skip
    record_agreement = acting(
        "record_agreement",
        lambda user, group, data: AgreementForm(data, user=user, group=group),
        lambda group, by, form: operations.record_agreement(group, by=by, **form.cleaned_data),
        fields=["buyer", "product", "signed_on", "valid_from", "valid_to", "unit", "price",
                "price_floor", "quantity_kg", "terms", "round"],
        about="Record an agreement with a buyer.",
    )  # fmt: skip
    link_supply = acting(
        "link_supply",
        lambda user, group, data: SupplyForm(data, user=user),
        _link,
        fields=["side", "party", "kind", "goods", "valid_from", "valid_to"],
        about="Record a buyer or supplier of the group.",
    )


class StepSerializer(serializers.ModelSerializer):
    class Meta:
        model = FoundingStep
        fields = ["id", "version", "group", "step", "done_on", "reference"]


class StepFilter(django_filters.FilterSet):
    done_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = FoundingStep
        fields = ["group", "step", "group__district"]


class StepViewSet(ReadViewSet):
    """Founding steps that groups have taken, newest record first."""

    model_queryset = FoundingStep.objects.all()
    serializer_class = StepSerializer
    filterset_class = StepFilter
    ordering = ["-id"]
    rights = READ


class SavingsSerializer(serializers.ModelSerializer):
    class Meta:
        model = SavingsCount
        fields = [
            "id", "version", "group", "fund", "counted_on", "savers_women", "savers_men", "balance",
            "lent",
        ]  # fmt: skip


class SavingsFilter(django_filters.FilterSet):
    counted_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = SavingsCount
        fields = ["group", "fund", "group__district"]


class SavingsViewSet(OfGroup):
    """What savings funds held on a day; amounts in minor units. Newest record first."""

    model_queryset = SavingsCount.objects.select_related("group").order_by()
    serializer_class = SavingsSerializer
    filterset_class = SavingsFilter
    ordering = ["-id"]
    rights = READ | {"correct": KEEP}

    correct = acting(
        "correct",
        lambda user, count, data: CorrectSavingsForm(data, count=count),
        lambda count, by, form: operations.correct_savings(count, by=by, **form.cleaned_data),
        fields=["savers_women", "savers_men", "balance", "lent", "reason"],
        about="Correct a count; what stood there before stays in the history.",
    )


class SupplySerializer(serializers.ModelSerializer):
    class Meta:
        model = SupplyLink
        fields = [
            "id", "version", "kind", "supplier_employer", "supplier_group", "buyer_employer",
            "buyer_group", "goods", "valid_from", "valid_to",
        ]  # fmt: skip


class SupplyFilter(django_filters.FilterSet):
    party = django_filters.UUIDFilter(
        method="of_party", label="an employer or group on either side"
    )

    class Meta:
        model = SupplyLink
        fields = ["kind", "supplier_employer", "supplier_group", "buyer_employer", "buyer_group"]

    @extend_schema_field(OpenApiTypes.UUID)
    def of_party(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(Q(supplier=value) | Q(buyer=value))


class SupplyViewSet(ActViewSet):
    """Who sells to, works for or sends workers to whom, as far as the reader sees one of the two."""

    model_queryset = SupplyLink.objects.select_related(
        "supplier_employer", "supplier_group", "buyer_employer", "buyer_group"
    )
    serializer_class = SupplySerializer
    filterset_class = SupplyFilter
    ordering = ["-id"]
    rights = READ | {"end": "groups.view"}

    def may_act(self, record: Any, right: str) -> bool:
        user: Any = self.request.user
        return any(
            pages.keeps_party(user, one) for one in (record.supplier_party, record.buyer_party)
        )

    end = acting(
        "end", _day, lambda link, by, form: operations.end_supply(link, by=by, **form.cleaned_data),
        fields=["on"], about="The last day of a tie.",
    )  # fmt: skip


class RoundSerializer(serializers.ModelSerializer):
    class Meta:
        model = BargainingRound
        fields = [
            "id", "version", "group", "buyer", "topic", "opened_on", "unit", "asked", "offered",
            "closed_on", "outcome",
        ]  # fmt: skip


class RoundFilter(django_filters.FilterSet):
    is_open = django_filters.BooleanFilter(field_name="closed_on", lookup_expr="isnull")

    class Meta:
        model = BargainingRound
        fields = ["group", "buyer", "outcome", "group__district"]


class RoundViewSet(OfGroup):
    """Talks of groups with buyers; prices in minor units. Newest record first."""

    model_queryset = BargainingRound.objects.select_related("group")
    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    ordering = ["-id"]
    rights = READ | {"close": KEEP}

    close = acting(
        "close",
        lambda user, one, data: CloseRoundForm(data),
        lambda one, by, form: operations.close_round(one, by=by, **form.cleaned_data),
        fields=["on", "outcome", "offered"], about="Close a round with its outcome.",
    )  # fmt: skip


class AgreementSerializer(serializers.ModelSerializer):
    class Meta:
        model = TradeAgreement
        fields = [
            "id", "version", "group", "buyer", "round", "signed_on", "valid_from", "valid_to", "product",
            "unit", "price", "price_floor", "quantity_kg", "terms", "withdrawn_on", "withdrawn_why",
        ]  # fmt: skip


class AgreementFilter(django_filters.FilterSet):
    is_withdrawn = django_filters.BooleanFilter(
        field_name="withdrawn_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = TradeAgreement
        fields = ["group", "buyer", "group__district"]


class AgreementViewSet(OfGroup):
    """Agreements of groups with buyers; prices in minor units of the country's currency."""

    model_queryset = TradeAgreement.objects.select_related("group")
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter
    ordering = ["-valid_from", "-id"]
    rights = READ | {"end": KEEP, "withdraw": KEEP}

    end = acting(
        "end", _day, lambda one, by, form: operations.end_agreement(one, by=by, **form.cleaned_data),
        fields=["on"], about="The last day of an agreement.",
    )  # fmt: skip
    withdraw = acting(
        "withdraw",
        lambda user, one, data: WithdrawForm(data),
        lambda one, by, form: operations.withdraw_agreement(one, by=by, **form.cleaned_data),
        fields=["reason"], about="Withdraw an agreement that was recorded by mistake.",
    )  # fmt: skip
