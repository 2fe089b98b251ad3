"""Sanctions, appeals and the ledger in the API: read, and their acts by the forms of the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework import serializers

from cases import operations as do
from cases.facts import Facts
from cases.models import Appeal, LedgerEntry, Sanction
from cases.propose_form import ProposeForm
from cases.sanction_forms import (
    AppealForm,
    DecideForm,
    FinalForm,
    InterestForm,
    JudgeForm,
    OrderWagesForm,
    PaymentForm,
    PlanForm,
    ReductionForm,
    RespondentForm,
    TakeBackForm,
    WagesForm,
    WriteOffForm,
)
from solar_cms.base.forms import Form
from solar_cms.exchange.acting import ActViewSet, acting

READ = {"list": "cases.view", "retrieve": "cases.view"}


class SanctionSerializer(serializers.ModelSerializer):
    """Amounts in minor units. `lines`: how the calculator came to the proposal."""

    respondent_name = serializers.CharField(source="respondent.name", read_only=True)

    class Meta:
        model = Sanction
        fields = [
            "id", "version", "case", "district", "number", "kind", "state", "respondent_name",
            "proposed_on", "proposed_by", "proposed_amount", "proposed_days", "lines", "basis",
            "reasons", "decided_on", "decided_by", "amount", "days", "decision", "final_on",
            "annulled_on",
        ]  # fmt: skip
        read_only_fields = fields


class AppealSerializer(serializers.ModelSerializer):
    class Meta:
        model = Appeal
        fields = [
            "id", "version", "case", "district", "sanction", "notice", "level", "filed_on",
            "filed_by", "grounds", "bond", "is_admitted", "decided_on", "decided_by", "outcome",
            "amount_after", "decision",
        ]  # fmt: skip
        read_only_fields = fields


class LedgerEntrySerializer(serializers.ModelSerializer):
    """What is owed is positive, what takes away from it negative; minor units."""

    class Meta:
        model = LedgerEntry
        fields = [
            "id", "version", "case", "district", "sanction", "kind", "beneficiary", "worker",
            "amount", "on", "receipt", "note", "authority", "reverses",
        ]  # fmt: skip
        read_only_fields = fields


class SanctionFilter(django_filters.FilterSet):
    decided_on = django_filters.DateFromToRangeFilter()
    proposed_on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Sanction
        fields = ["case", "district", "kind", "state"]


class AppealFilter(django_filters.FilterSet):
    is_open = django_filters.BooleanFilter(field_name="decided_on", lookup_expr="isnull")

    class Meta:
        model = Appeal
        fields = ["case", "district", "sanction", "notice", "level", "outcome"]


class LedgerFilter(django_filters.FilterSet):
    on = django_filters.DateFromToRangeFilter()

    class Meta:
        model = LedgerEntry
        fields = ["case", "district", "sanction", "kind", "beneficiary"]


def _data(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


class CaseMoneyActs:
    """The acts on a case that begin with no sanction: mixed into the cases of the API."""

    money_rights = {
        "propose_sanction": "cases.propose_sanction", "order_wages": "cases.order_wages",
        "record_wages": "cases.collect_wages", "add_respondent": "cases.propose_sanction",
    }  # fmt: skip

    propose_sanction = acting(
        "propose_sanction",
        lambda user, case, data: ProposeForm(data, facts=Facts(case)),
        lambda case, by, form: do.propose_sanction(case, by=by, **form.values()),
        fields=["kind", "findings", "reasons", "on", "amount", "basis", "days", "size",
                "is_organisation", "staff", "income", "respondent"],
        about="Propose a sanction for findings (their marks); what the rules ask of a finding is sent "
        "as F1_days, F1_debt, F1_chosen, F1_asked, F1_same_act. Refused with what the sum lacks.",
    )  # fmt: skip
    add_respondent = acting(
        "add_respondent",
        lambda user, case, data: RespondentForm(data),
        lambda case, by, form: do.add_respondent(case, by=by, **_data(form)),
        fields=["named", "liability"],
        about="Somebody else who answers for the breaches (liability: joint or contractor).",
    )
    order_wages = acting(
        "order_wages",
        lambda user, case, data: OrderWagesForm(data),
        lambda case, by, form: do.order_wages(
            case, by=by, rows=form.wage_rows(), on=form.cleaned_data["on"]
        ),
        fields=["rows", "note", "on"],
        about="Order wages to be paid: a line for each worker, name; amount.",
    )
    record_wages = acting(
        "record_wages",
        lambda user, case, data: WagesForm(data, facts=Facts(case)),
        lambda case, by, form: do.record_wages(case, by=by, **_data(form)),
        fields=["worker", "amount", "on", "receipt", "note"],
        about="Wages that a worker received.",
    )


class SanctionViewSet(ActViewSet):
    """Sanctions of the reader's districts, latest first."""

    model_queryset = Sanction.objects.select_related(
        "case", "respondent__employer", "respondent__workplace"
    )
    serializer_class = SanctionSerializer
    filterset_class = SanctionFilter
    ordering = ["-proposed_on", "-id"]
    rights = READ | {
        "decide": "cases.decide_sanction", "finalise": "cases.decide_sanction",
        "annul": "cases.decide_sanction", "appeal": "cases.appeal", "pay": "cases.collect",
        "agree_instalments": "cases.collect", "write_off": "cases.write_off",
        "add_interest": "cases.collect", "reduce": "cases.collect",
    }  # fmt: skip

    decide = acting(
        "decide",
        lambda user, one, data: DecideForm(data, sanction=one),
        lambda one, by, form: do.decide_sanction(one, by=by, **_data(form)),
        fields=["imposes", "amount", "days", "decision", "on"],
        about="Impose the sanction (imposes: yes) or not (no); never by who proposed it.",
    )
    finalise = acting(
        "finalise",
        lambda user, one, data: FinalForm(data),
        lambda one, by, form: do.finalise_sanction(one, by=by, **_data(form)),
        fields=["on", "note"],
        about="Nothing can be filed against it any more.",
    )
    annul = acting(
        "annul",
        lambda user, one, data: TakeBackForm(data),
        lambda one, by, form: do.annul_sanction(one, by=by, **_data(form)),
        fields=["reason", "on"],
        about="Take it back; what it charged is taken back too.",
    )
    appeal = acting(
        "appeal",
        lambda user, one, data: AppealForm(data, facts=Facts(one.case)),
        lambda one, by, form: do.file_appeal(one, by=by, **_data(form)),
        fields=["filed_by", "on", "grounds", "is_admitted", "level", "bond", "bond_receipt"],
        about="Record an appeal against it.",
    )
    pay = acting(
        "pay",
        lambda user, one, data: PaymentForm(data),
        lambda one, by, form: do.record_payment(one, by=by, **_data(form)),
        fields=["amount", "on", "receipt", "beneficiary", "note"],
        about="A payment with the number of its receipt.",
    )
    agree_instalments = acting(
        "agree_instalments",
        lambda user, one, data: PlanForm(data),
        lambda one, by, form: do.agree_instalments(one, by=by, **_data(form)),
        fields=["parts", "on"],
        about="A plan: a line for each part, day; amount.",
    )
    add_interest = acting(
        "add_interest",
        lambda user, one, data: InterestForm(data, facts=Facts(one.case)),
        lambda one, by, form: do.add_interest(one, by=by, **_data(form)),
        fields=["rule", "since", "until"],
        about="Interest or a surcharge by a rule of the pack, for whole days, months or years.",
    )
    reduce = acting(
        "reduce",
        lambda user, one, data: ReductionForm(data, facts=Facts(one.case)),
        lambda one, by, form: do.apply_reduction(one, by=by, **_data(form)),
        fields=["rule", "reason", "on"],
        about="A reduction by a rule of the pack, for who paid or cured in its time.",
    )
    write_off = acting(
        "write_off",
        lambda user, one, data: WriteOffForm(data),
        lambda one, by, form: do.write_off(one, by=by, **_data(form)),
        fields=["amount", "authority", "reason", "on"],
        about="Write off what cannot be collected.",
    )


class AppealViewSet(ActViewSet):
    """Appeals of the reader's districts, latest first."""

    model_queryset = Appeal.objects.select_related("case")
    serializer_class = AppealSerializer
    filterset_class = AppealFilter
    ordering = ["-filed_on", "-id"]
    rights = READ | {"decide": "cases.decide_appeal"}

    decide = acting(
        "decide",
        lambda user, one, data: JudgeForm(data),
        lambda one, by, form: do.decide_appeal(one, by=by, **_data(form)),
        fields=["outcome", "amount", "decision", "on"],
        about="Decide on it; neither by who proposed nor by who decided.",
    )


class LedgerViewSet(ActViewSet):
    """Rows of the ledger of cases in the reader's districts, latest first."""

    model_queryset = LedgerEntry.objects.select_related("case")
    serializer_class = LedgerEntrySerializer
    filterset_class = LedgerFilter
    ordering = ["-on", "-id"]
    rights = READ | {"reverse": "cases.collect"}

    reverse = acting(
        "reverse",
        lambda user, one, data: TakeBackForm(data),
        lambda one, by, form: do.reverse_entry(one, by=by, **_data(form)),
        fields=["reason", "on"],
        about="Take a wrong row back by one of the opposite amount; both stay.",
    )
