"""Forms of sanctions, appeals and money. Of a proposal: see propose_form.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.facts import Facts
from cases.fines.rules import Reduction
from cases.forms import day_field, long_text
from cases.models import Sanction
from cases.money_states import AppealOutcome, Beneficiary, Liability
from cases.operations.money import WageRow
from cases.propose_form import YES_NO, number_field
from cases.rules.money import last_day_of
from cases.sanctioning import levels_of, rules_of
from solar_cms.base import reading
from solar_cms.base.forms import Form, MoneyField
from solar_cms.base.said import home_currency, minor_digits, say_day


class RespondentForm(Form):
    """Somebody else who answers for the breaches."""

    named = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    liability = forms.ChoiceField(
        label=gettext_lazy("Liability"),
        choices=[one for one in Liability.choices if one[0] != Liability.PRINCIPAL],
        widget=forms.RadioSelect,
    )


class DecideForm(Form):
    imposes = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("yes", gettext_lazy("The sanction is imposed")),
            ("no", gettext_lazy("No sanction is imposed")),
        ],
        widget=forms.RadioSelect,
    )
    decision = long_text(
        gettext_lazy("Reasons of the decision"),
        required=False,
        help_text=gettext_lazy("Needed when it is otherwise than proposed."),
    )
    on = day_field(gettext_lazy("Decided on"))

    def __init__(self, *args: Any, sanction: Sanction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sanction.proposed_amount is not None:
            self.fields["amount"] = MoneyField(
                label=_("Amount"), required=False, initial=sanction.proposed_amount
            )
        elif sanction.proposed_days is not None:
            self.fields["days"] = number_field(_("Length in days"), initial=sanction.proposed_days)
        self.order_fields(["imposes", "amount", "days", "decision", "on"])

    def clean_imposes(self) -> bool:
        return bool(self.cleaned_data["imposes"] == "yes")


class FinalForm(Form):
    on = day_field(gettext_lazy("Final since"))
    note = long_text(gettext_lazy("Note"), required=False)


class TakeBackForm(Form):
    reason = long_text(gettext_lazy("Reason"))
    on = day_field(gettext_lazy("Day"))


class AppealForm(Form):
    filed_by = forms.CharField(label=gettext_lazy("Filed by"), max_length=160)
    on = day_field(gettext_lazy("Filed on"))
    grounds = long_text(gettext_lazy("Grounds"))
    is_admitted = forms.ChoiceField(
        label=gettext_lazy("Is it admitted?"), choices=YES_NO[1:], widget=forms.RadioSelect,
        initial="yes",
    )  # fmt: skip

    def __init__(self, *args: Any, facts: Facts, key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instances = levels_of(facts, key)
        if len(instances) > 1:  # one only: the step says it
            self.fields["level"] = forms.ChoiceField(
                label=_("Who decides on it"),
                choices=[(i.key, i.name) for i in instances.values()],
                widget=forms.RadioSelect,
            )
        if any(i.bond is not None for i in instances.values()):
            self.fields["bond"] = MoneyField(label=_("Bond"), required=False, min_value=1)
            self.fields["bond_receipt"] = forms.CharField(
                label=_("Receipt of the bond"), max_length=60, required=False
            )

    def clean_is_admitted(self) -> bool:
        return bool(self.cleaned_data["is_admitted"] == "yes")


class JudgeForm(Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=AppealOutcome.choices, widget=forms.RadioSelect
    )
    amount = MoneyField(
        label=gettext_lazy("Amount afterwards"),
        required=False,
        help_text=gettext_lazy("When the decision is changed."),
    )
    decision = long_text(gettext_lazy("Reasons of the decision"))
    on = day_field(gettext_lazy("Decided on"))


class PaymentForm(Form):
    amount = MoneyField(label=gettext_lazy("Amount"), min_value=1)
    on = day_field(gettext_lazy("Paid on"))
    receipt = forms.CharField(label=gettext_lazy("Receipt number"), max_length=60)
    beneficiary = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[(b.value, b.label) for b in (Beneficiary.TREASURY, Beneficiary.FUND)],
        initial=Beneficiary.TREASURY,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


def _money(text: str) -> int:
    return reading.read_money(text, minor_digits(home_currency()), (home_currency(), "ກີບ", "₭"))


class LinesField(forms.CharField):
    """One thing a line, two parts each: "first; amount". Pasting two columns of a sheet works too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 6}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (value or "").splitlines() if line.strip()]
        found = []
        for number, line in enumerate(lines, 1):
            first, _mark, amount = line.replace("\t", ";").rpartition(";")
            try:
                found.append((self.read(first.strip()), _money(amount.strip())))
            except reading.Unreadable as error:
                message = _("Line %(n)s: %(why)s") % {"n": number, "why": error.message}
                raise ValidationError(message, code=error.code) from None
        return found

    def read(self, text: str) -> Any:
        if not text:
            raise reading.Unreadable("lines.form", _("Write both parts with a semicolon between."))
        return text

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class DaysField(LinesField):
    def read(self, text: str) -> date:
        return reading.read_date(text).date


class PlanForm(Form):
    parts = DaysField(
        label=gettext_lazy("Parts"),
        help_text=gettext_lazy("A line for each: day; amount. For example 15.1.2027; 100000"),
    )
    on = day_field(gettext_lazy("Agreed on"))


class OrderWagesForm(Form):
    rows = LinesField(
        label=gettext_lazy("Workers and what they are owed"),
        help_text=gettext_lazy("A line for each worker: name; amount."),
    )
    note = forms.CharField(
        label=gettext_lazy("For which time, counted how"), max_length=300, required=False
    )
    on = day_field(gettext_lazy("Ordered on"))

    def wage_rows(self) -> list[WageRow]:
        note = self.cleaned_data.get("note") or ""
        return [WageRow(name, amount, note) for name, amount in self.cleaned_data["rows"]]


class WagesForm(Form):
    worker = forms.ChoiceField(label=gettext_lazy("Worker"))
    amount = MoneyField(label=gettext_lazy("Amount"), min_value=1)
    on = day_field(gettext_lazy("Received on"))
    receipt = forms.CharField(label=gettext_lazy("Receipt number"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted({e.worker for e in facts.entries if e.worker})
        worker: Any = self.fields["worker"]
        worker.choices = [("", _("Choose")), *((name, name) for name in names)]


class WriteOffForm(Form):
    amount = MoneyField(label=gettext_lazy("Amount"), min_value=1)
    authority = forms.CharField(
        label=gettext_lazy("By whose authority"),
        max_length=200,
        help_text=gettext_lazy("Number and date of the decision."),
    )
    reason = long_text(gettext_lazy("Reason"))
    on = day_field(gettext_lazy("Day"))


class InterestForm(Form):
    rule = forms.ChoiceField(label=gettext_lazy("Rule"), widget=forms.RadioSelect)
    since = day_field(gettext_lazy("Late since"))
    until = day_field(gettext_lazy("Counted up to"))

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule: Any = self.fields["rule"]
        rule.choices = [
            (i.key, f"{i.name} ({i.percent}%)") for i in rules_of(facts).interests.values()
        ]


class ReductionForm(Form):
    rule = forms.ChoiceField(label=gettext_lazy("Rule"), widget=forms.RadioSelect)
    reason = long_text(gettext_lazy("Why it applies"))
    on = day_field(gettext_lazy("Paid or cured on"))

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule: Any = self.fields["rule"]
        rule.choices = [
            (r.key, _reduced(r, last_day_of(facts, r))) for r in rules_of(facts).reductions
        ]


def _reduced(rule: Reduction, last: date | None) -> str:
    said = _("%(name)s: pays %(percent)s%%") % {"name": rule.name, "percent": rule.to_percent}
    if last is None:
        return said
    return _("%(rule)s (until %(day)s)") % {"rule": said, "day": say_day(last)}
