"""The form of an extension, and what the list of clocks is filtered by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import procedure
from cases.clocks.definition import Extension
from cases.forms import long_text
from cases.models import Assignment, Case, ClockRun
from cases.said import period_words
from cases.states import ClockUnit, TeamRole
from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.places.fields import PlaceField


class ExtendForm(Form):
    length = forms.IntegerField(label=_("By how much"), min_value=1)
    unit = forms.ChoiceField(label=_("Counted in"), choices=ClockUnit.choices)
    reason = long_text(_("Reason"))
    on = DateField(label=_("Day of the decision"), not_future=True, initial=today)

    def __init__(self, *args: Any, extension: Extension | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        length: Any = self.fields["length"]
        if extension is not None and extension.length:
            length.required, length.initial = False, extension.length
            length.help_text = _("At most %(most)s.") % {
                "most": period_words(extension.length, extension.unit)
            }
            del self.fields["unit"]
        elif extension is not None and extension.unit:
            del self.fields["unit"]


def week_end(day: date) -> date:
    """The last day of the week that a day lies in (Monday is the first)."""
    return day + timedelta(days=7 - day.isoweekday())


class ClockFilter(django_filters.FilterSet):
    """q: number or workplace of the case. owner: "me", or the id of who leads the case."""

    q = django_filters.CharFilter(method="by_words", label=_("Search"))
    kind = django_filters.ChoiceFilter(label=_("Clock"), choices=[], empty_label=_("Any"))
    owner = django_filters.ChoiceFilter(
        method="by_owner", label=_("Inspector"), choices=[], empty_label=_("Any")
    )
    district = django_filters.Filter(label=_("District"))

    class Meta:
        model = ClockRun
        fields: list[str] = []
        form = Form

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        fields = self.form.fields
        fields["q"].widget = forms.TextInput({"type": "search"})
        fields["q"].help_text = _("Number, or name in local or Latin letters")
        fields["district"] = PlaceField(
            level="district", label=_("District"), required=False, user=user, right="cases.view",
            empty_label=_("Any"),
        )  # fmt: skip
        clocks = procedure.current_or_empty().clocks.values()
        fields["kind"].choices = [("", _("Any")), *((c.key, c.name) for c in clocks)]
        fields["owner"].choices = [("", _("Any")), ("me", _("My cases")), *owners(user)]

    def by_words(self, runs: Any, name: str, words: str) -> QuerySet:
        return runs.filter(case__in=Case.objects.searched(words))

    def by_owner(self, runs: Any, name: str, owner: str) -> QuerySet:
        if owner == "me":
            return runs.filter(case__in=Case.objects.of(self.user))
        leading = Assignment.objects.filter(
            user_id=UUID(owner), role=TeamRole.LEAD, ended_on__isnull=True
        )
        return runs.filter(case__in=leading.values("case"))


def owners(user: User) -> list[tuple[str, str]]:
    """Those who may lead cases where the reader looks, by name: asked of postings, which are few."""
    reach = user.scope.reach("cases.view")
    people = User.objects.filter(postings__role__kind__in=["inspector", "supervisor"])
    if not reach.whole_country:
        here = Q(postings__districts__in=sorted(reach.districts))
        people = people.filter(here | Q(postings__whole_country=True))
    return [(str(one.pk), one.name) for one in people.distinct().order_by("name_local", "id")[:200]]
