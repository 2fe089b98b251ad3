"""What is asked about founding, savings, supply, bargaining and agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form, MoneyField
from solar_cms.base.models import today
from solar_cms.registry.models import BargainingRound, ProducerGroup, SavingsCount
from solar_cms.registry.party_field import PartyField
from solar_cms.registry.states import RoundOutcome, SavingsKind, SupplyKind, Unit
from solar_cms.registry.terms import terms

NO_UNIT = ("", "–")


class StepForm(Form):
    """A founding step: cleaned_data are arguments of operations.record_founding_step."""

    step = forms.ChoiceField(label=_("Step"))
    done_on = DateField(label=_("Done on"), not_future=True)
    reference = forms.CharField(
        label=_("Number or place of the paper"), max_length=120, required=False
    )

    def __init__(self, *args: Any, group: ProducerGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step: Any = self.fields["step"]
        step.choices = [
            (term.code, str(term)) for term in terms("founding_steps", parent=group.kind)
        ]
        self.initial.setdefault("done_on", today())


class SavingsForm(Form):
    """cleaned_data are arguments of operations.record_savings."""

    fund = forms.ChoiceField(label=_("Fund"), choices=SavingsKind.choices)
    counted_on = DateField(label=_("Counted on"), not_future=True)
    savers_women = forms.IntegerField(label=_("Women who save"), min_value=0, max_value=100_000)
    savers_men = forms.IntegerField(label=_("Men who save"), min_value=0, max_value=100_000)
    balance = MoneyField(label=_("Amount saved"), min_value=0)
    lent = MoneyField(label=_("Lent out"), min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("counted_on", today())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["lent"] = data.get("lent") or 0
        return data


class CorrectSavingsForm(SavingsForm):
    """The numbers of a count and why they change: arguments of operations.correct_savings."""

    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)

    def __init__(self, *args: Any, count: SavingsCount, **kwargs: Any) -> None:
        names = ("savers_women", "savers_men", "balance", "lent")
        kwargs.setdefault("initial", {name: getattr(count, name) for name in names})
        super().__init__(*args, **kwargs)
        del self.fields["fund"], self.fields["counted_on"]


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("What was wrong, and how you know")
    )


class SupplyForm(Form):
    """A tie of a party: `side` says whether the other one supplies or buys."""

    SIDES = [("buyer", _("Buyer of ours")), ("supplier", _("Supplier of ours"))]

    side = forms.ChoiceField(label=_("The other one is"), choices=SIDES, widget=forms.RadioSelect)
    party = PartyField(label=_("Employer or group"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=SupplyKind.choices, help_text=_("What the supplier does")
    )
    goods = forms.CharField(label=_("What"), max_length=200, required=False)
    valid_from = DateField(label=_("Since"), not_future=True)
    valid_to = DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        party: Any = self.fields["party"]
        party.reaching(user)
        self.initial.setdefault("valid_from", today())
        self.initial.setdefault("side", "buyer")

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in ("kind", "goods", "valid_from", "valid_to")}


class RoundForm(Form):
    """cleaned_data are arguments of operations.open_round."""

    buyer = PartyField(label=_("Buyer"), kinds=("employer",))
    topic = forms.CharField(label=_("About"), max_length=200)
    opened_on = DateField(label=_("Opened on"), not_future=True)
    unit = forms.ChoiceField(label=_("Price per"), choices=[NO_UNIT, *Unit.choices], required=False)
    asked = MoneyField(label=_("Price asked"), min_value=0, required=False)
    offered = MoneyField(label=_("Price offered"), min_value=0, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        buyer: Any = self.fields["buyer"]
        buyer.reaching(user)
        self.initial.setdefault("opened_on", today())


class CloseRoundForm(Form):
    on = DateField(label=_("Closed on"), not_future=True)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=RoundOutcome.choices, widget=forms.RadioSelect
    )
    offered = MoneyField(label=_("Last price offered"), min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())


class AgreementForm(Form):
    """cleaned_data are arguments of operations.record_agreement."""

    buyer = PartyField(label=_("Buyer"), kinds=("employer",))
    product = forms.CharField(label=_("Product"), max_length=120)
    signed_on = DateField(label=_("Signed on"), not_future=True)
    valid_from = DateField(label=_("Valid from"))
    valid_to = DateField(label=_("Valid to"), required=False)
    unit = forms.ChoiceField(label=_("Price per"), choices=Unit.choices)
    price = MoneyField(label=_("Price"), min_value=1, required=False)
    price_floor = MoneyField(label=_("Lowest price"), min_value=1, required=False)
    quantity_kg = forms.IntegerField(
        label=_("Quantity in kilograms"), min_value=1, max_value=100_000_000, required=False
    )
    terms = forms.CharField(
        label=_("Terms"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    round = forms.ModelChoiceField(
        label=_("From the bargaining round"),
        queryset=BargainingRound.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, user: User, group: ProducerGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        buyer: Any = self.fields["buyer"]
        buyer.reaching(user)
        rounds: Any = self.fields["round"]
        rounds.queryset = BargainingRound.objects.filter(group=group).order_by("-opened_on", "-id")
        self.initial.setdefault("signed_on", today())
        self.initial.setdefault("valid_from", today())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        bargaining, buyer = data.get("round"), data.get("buyer")
        if bargaining and buyer and bargaining.buyer_id != buyer.pk:
            problem = _("That round was with another buyer.")
            self.add_error("round", ValidationError(problem, code="agreement.round"))
        return data
