"""Forms of enrolment. They validate by the rules the verbs use; the verbs save.

Each form keeps the rules' warnings in `warnings`, for the page to say after the act.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.models import (
    Application,
    Channel,
    DocumentKind,
    Membership,
    Promoter,
    Scheme,
)
from enrollment.operations.enrolling import enrolment_of, sees_of
from enrollment.rules import contributing, enrolling, terms
from enrollment.states import ApplicationState, Payer, PromoterRole
from solar_cms.accounts.models import Organisation, User
from solar_cms.base.forms import DateField, Form, MoneyField, MonthField
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.places.fields import PlaceField
from solar_cms.registry.models import Person, ProducerGroup


class RuledForm(Form):
    """A form that asks the verb's own rules, once its fields are readable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: list[Problem] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            self._judge(self.problems(data))
        return data

    def _judge(self, problems: Iterable[Problem]) -> None:
        found = list(problems)
        self.warnings = [p for p in found if p.severity == "warning"]
        self.take(p for p in found if p.severity == "error")

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        raise NotImplementedError


def promoters_for(user: User) -> Any:
    return (
        Promoter.objects.on(today())
        .visible_to(user)  # type: ignore[attr-defined]
        .select_related("person")
        .order_by("person__sort_name", "id")
    )


class ApplyForm(RuledForm):
    """A person applies; with the number of the LSSO they are enrolled at once."""

    scheme = forms.ModelChoiceField(Scheme.objects.none(), label=_("Scheme"))
    group = forms.ModelChoiceField(
        ProducerGroup.objects.none(), label=_("Producer group"), required=False
    )
    insured_earnings = MoneyField(
        label=_("Insured earnings a month"),
        help_text=_("What the person wishes to insure; the contribution is a share of it"),
    )
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"))
    promoter = forms.ModelChoiceField(Promoter.objects.none(), label=_("Promoter"), required=False)
    received_on = DateField(label=_("Received on"))
    documents = forms.ModelMultipleChoiceField(
        DocumentKind.objects.none(),
        label=_("Documents shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    member_number = forms.CharField(
        label=_("Social security number"),
        required=False,
        max_length=40,
        help_text=_("If the LSSO has given it already, the person is enrolled at once"),
    )

    fieldsets = [
        (_("What and how much"), ["scheme", "insured_earnings"]),
        (_("By which way"), ["group", "channel", "promoter", "received_on"]),
        (_("Documents and answer"), ["documents", "member_number"]),
    ]

    def __init__(self, *args: Any, user: User, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.person = user, person
        fields: dict[str, Any] = self.fields
        fields["scheme"].queryset = Scheme.objects.filter(takes_applications=True).order_by("key")
        fields["scheme"].initial = fields["scheme"].queryset.first()
        fields["scheme"].empty_label = None
        fields["group"].queryset = ProducerGroup.objects.filter(
            memberships__in=person.group_memberships.on(today())
        ).order_by("name_local")
        fields["channel"].queryset = Channel.objects.filter(is_used=True).order_by("order")
        fields["promoter"].queryset = promoters_for(user)
        fields["documents"].queryset = DocumentKind.objects.filter(is_used=True).order_by("order")
        fields["received_on"].initial = today()
        floor = self._floor(fields["scheme"].initial)
        if floor is not None:
            fields["insured_earnings"].initial = floor

    def _floor(self, scheme: Scheme | None) -> int | None:
        number = terms.terms_on(scheme, today()).number(terms.Key.FLOOR) if scheme else None
        return int(number) if number is not None else None

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        found = enrolling.problems_with_application(
            self.person, data["scheme"], data["received_on"], data["insured_earnings"], today()
        )
        found += enrolling.problems_with_documents({kind.pk for kind in data["documents"]})
        if data["member_number"].strip() and not any(p.severity == "error" for p in found):
            found += self._enrolment_problems(data)
        return found

    def application_values(self) -> dict[str, Any]:
        """The cleaned values as apply_and_enrol takes them."""
        values = dict(self.cleaned_data)
        values["earnings"] = values.pop("insured_earnings")
        return values

    def _enrolment_problems(self, data: dict[str, Any]) -> list[Problem]:
        row = enrolling.Enrolment(
            person=self.person,
            scheme=data["scheme"],
            member_number=data["member_number"].strip(),
            accepted_on=data["received_on"],
            started_on=data["received_on"],
            earnings=data["insured_earnings"],
            channel=data["channel"],
        )
        found = enrolling.problems_with_enrolments([row], today(), sees_of(self.user)).get(0, [])
        return [p for p in found if p.field == "member_number"]


class SubmitForm(RuledForm):
    """A draft or a returned application is mended and sent."""

    insured_earnings = MoneyField(label=_("Insured earnings a month"))
    documents = forms.ModelMultipleChoiceField(
        DocumentKind.objects.none(),
        label=_("Documents shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        fields: dict[str, Any] = self.fields
        fields["documents"].queryset = DocumentKind.objects.filter(is_used=True).order_by("order")
        fields["documents"].initial = list(application.shown.values_list("kind_id", flat=True))
        fields["insured_earnings"].initial = application.earnings

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        found = enrolling.problems_with_step(self.application, ApplicationState.SUBMITTED)
        on_day = terms.terms_on(self.application.scheme, self.application.received_on)
        found += terms.problems_with_earnings(data["insured_earnings"], on_day)
        return found + enrolling.problems_with_documents({kind.pk for kind in data["documents"]})


class EnrolForm(RuledForm):
    """The LSSO's answer: number, day, earnings."""

    member_number = forms.CharField(
        label=_("Social security number"),
        max_length=40,
        required=False,
        help_text=_("As it stands on the card or in the LSSO's list"),
    )
    accepted_on = DateField(label=_("Accepted on"))
    started_on = DateField(
        label=_("Member from"), required=False, help_text=_("Empty: the day of acceptance")
    )
    insured_earnings = MoneyField(label=_("Insured earnings a month"))

    def __init__(self, *args: Any, application: Application, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.user = application, user
        self.fields["accepted_on"].initial = today()
        self.fields["insured_earnings"].initial = application.earnings

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        found = enrolling.problems_with_step(self.application, ApplicationState.ACCEPTED)
        row = enrolment_of(
            self.application,
            data["member_number"].strip(),
            data["accepted_on"],
            data["started_on"],
            data["insured_earnings"],
        )
        judged = enrolling.problems_with_enrolments([row], today(), sees_of(self.user))
        return found + judged.get(0, [])


class ReturnForm(RuledForm):
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        help_text=_("What must be mended, as the LSSO said it"),
    )
    returned_on = DateField(label=_("Returned on"))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["returned_on"].initial = today()

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        found = enrolling.problems_with_step(self.application, ApplicationState.RETURNED)
        return found + enrolling.problems_with_return(
            self.application, data["reasons"].strip(), data["returned_on"], today()
        )


class CollectForm(RuledForm):
    """One month's money. The amount is reckoned; another may be given where the rate is unsure."""

    month = MonthField(label=_("Month"))
    collected_on = DateField(label=_("Received on"))
    payer = forms.ChoiceField(label=_("Paid by"), choices=Payer.choices)
    amount = MoneyField(
        label=_("Amount"),
        required=False,
        help_text=_("Empty: reckoned from rate and insured earnings"),
    )
    promoter = forms.ModelChoiceField(
        Promoter.objects.none(), label=_("Collected by the promoter"), required=False
    )

    def __init__(self, *args: Any, membership: Membership, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        promoter: Any = self.fields["promoter"]
        promoter.queryset = promoters_for(user)
        self.fields["collected_on"].initial = today()

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        reckoning = contributing.reckon(self.membership, data["month"], data["collected_on"])
        return contributing.problems_with_contribution(
            self.membership,
            month=data["month"],
            collected_on=data["collected_on"],
            amount=data["amount"],
            reckoning=reckoning,
            today=today(),
        )


class EarningsForm(RuledForm):
    insured_earnings = MoneyField(label=_("Insured earnings a month"))
    valid_from = DateField(label=_("From"))

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        self.fields["valid_from"].initial = terms.add_months(today(), 1)

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        return enrolling.problems_with_new_earnings(
            self.membership, data["insured_earnings"], data["valid_from"], self.membership.scheme
        )


class EndMembershipForm(RuledForm):
    ended_on = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def problems(self, data: dict[str, Any]) -> list[Problem]:
        return enrolling.problems_with_ending(
            self.membership, data["ended_on"], data["reason"].strip()
        )


class RemitDistrictForm(Form):
    """Whose collected money is handed over."""

    district = PlaceField(level="district", label=_("District"))

    def __init__(self, asked: str, *, user: User) -> None:
        scope, right = user.scope, "enrollment.remit"
        own = scope.district if scope.may_in(right, scope.district) else ""
        super().__init__(
            {"district": asked or own or min(scope.reach(right).districts, default="")}
        )
        field: Any = self.fields["district"]
        field.reaching(user, right)


class RemitForm(Form):
    remitted_on = DateField(label=_("Remitted on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remitted_on"].initial = today()


class ConfirmForm(Form):
    receipt_number = forms.CharField(
        label=_("Receipt number of the LSSO"), max_length=60, required=False
    )
    confirmed_on = DateField(label=_("Confirmed on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed_on"].initial = today()


class PromoterForm(Form):
    role = forms.ChoiceField(label=_("Role"), choices=PromoterRole.choices)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Partner organisation"), required=False
    )
    valid_from = DateField(label=_("Promoter since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.on(today()).order_by("id")
        self.fields["valid_from"].initial = today()


class EndPromoterForm(Form):
    ended_on = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
