"""What the lists are filtered by; the choices stand in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enrollment.models import Channel, Contribution
from enrollment.rules.terms import add_months, last_of_month
from enrollment.states import ApplicationState
from solar_cms.accounts.models import User
from solar_cms.base.forms import Form
from solar_cms.base.models import today
from solar_cms.places.fields import PlaceField
from solar_cms.registry.models import Person

ANY = [("", _("Any"))]


class _Filter(Form):
    q = forms.CharField(label=_("Name or number"), required=False, max_length=80)
    district = PlaceField(
        level="district", label=_("District"), required=False, empty_label=_("Any")
    )

    def __init__(
        self, *args: Any, user: User, right: str = "enrollment.view", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        district: Any = self.fields["district"]
        district.reaching(user, right)

    def chosen(self, name: str) -> Any:
        """A filter that was given and understood."""
        return self.cleaned_data.get(name) if self.is_valid() or self.is_bound else None


class MembershipFilter(_Filter):
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), required=False, empty_label=_("Any")
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[
            *ANY,
            ("active", _("Members today")),
            ("unpaid", _("Last month not paid")),
            ("ended", _("Ended")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel: Any = self.fields["channel"]
        channel.queryset = Channel.objects.order_by("order", "key")

    def apply(self, rows: QuerySet) -> QuerySet:
        if words := self.chosen("q"):
            people = Person.objects.named(words).values("pk")
            rows = rows.filter(Q(person__in=people) | Q(member_number__startswith=words.strip()))
        if district := self.chosen("district"):
            rows = rows.filter(district=district)
        if channel := self.chosen("channel"):
            rows = rows.filter(channel=channel)
        return by_standing(rows, self.chosen("standing"), today())


def by_standing(rows: Any, standing: str | None, day: date) -> Any:
    if standing == "active":
        return rows.on(day)
    if standing == "ended":
        return rows.filter(valid_to__lt=day)
    if standing == "unpaid":
        return unpaid_in(rows, add_months(day, -1))
    return rows


def unpaid_in(rows: Any, month: date) -> Any:
    """Memberships of a whole month for which no contribution is recorded."""
    paid = Contribution.objects.filter(membership=OuterRef("pk"), month=month)
    last = last_of_month(month)
    return rows.on(last).filter(~Exists(paid), valid_from__lte=last)


class ApplicationFilter(_Filter):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[*ANY, *ApplicationState.choices]
    )

    def apply(self, rows: QuerySet) -> QuerySet:
        if words := self.chosen("q"):
            people = Person.objects.named(words).values("pk")
            rows = rows.filter(Q(person__in=people) | Q(number__startswith=words.strip()))
        if district := self.chosen("district"):
            rows = rows.filter(district=district)
        if state := self.chosen("state"):
            rows = rows.filter(state=state)
        return rows


class PromoterFilter(_Filter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, right="promoters.view", **kwargs)

    def apply(self, rows: QuerySet) -> QuerySet:
        if words := self.chosen("q"):
            rows = rows.filter(person__in=Person.objects.named(words).values("pk"))
        if district := self.chosen("district"):
            rows = rows.filter(district=district)
        return rows
