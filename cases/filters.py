"""What the list of cases is filtered by; the choices stand in the address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import procedure
from cases.clocks.forms import owners, week_end
from cases.models import Assignment, Case, OpenCase
from cases.states import TeamRole
from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.places.fields import FEW, PlaceField

STAGES = {"open": _("All open"), "suspended": _("Suspended")}
ME, NOBODY = "me", "nobody"
LATE, WEEK = "late", "week"


def reaches_provinces(user: User) -> bool:
    """Does somebody look at more places than one list of districts names?"""
    reach = user.scope.reach("cases.view")
    return reach.whole_country or len(reach.districts) > FEW


class CaseFilter(django_filters.FilterSet):
    """q searches numbers and workplaces. Without `stage` open and closed cases are shown.

    owner: "me", "nobody" (open cases only), or the id of who leads the case. due: what its next clock
    is, "late" or "week" (it ends by Sunday and none is late). show: the list that is filtered
    (listing.py).
    """

    q = django_filters.CharFilter(method="by_words", label=_("Search"))
    district = django_filters.Filter(label=_("District"))
    stage = django_filters.ChoiceFilter(
        method="by_stage", label=_("Stage"), choices=[], empty_label=_("Any")
    )
    source = django_filters.ChoiceFilter(label=_("Source"), choices=[], empty_label=_("Any"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=[], empty_label=_("Any"))
    owner = django_filters.ChoiceFilter(
        method="by_owner", label=_("Inspector"), choices=[], empty_label=_("Any")
    )
    due = django_filters.ChoiceFilter(
        method="by_due",
        label=_("Deadline"),
        choices=[(LATE, _("Late")), (WEEK, _("Ends this week"))],
        empty_label=_("Any"),
    )
    province = django_filters.Filter(field_name="district__province", label=_("Province"))
    opened = django_filters.Filter(
        field_name="opened_on", lookup_expr="gte", label=_("Opened since")
    )

    class Meta:
        model = Case
        fields: list[str] = []
        form = Form

    def __init__(self, *args: Any, user: User, show: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        rules = procedure.current_or_empty()
        form = self.form
        form.fields["district"] = PlaceField(
            level="district",
            label=_("District"),
            required=False,
            user=user,
            right="cases.view",
            empty_label=_("Any"),
        )
        form.fields["q"].widget = forms.TextInput({"type": "search"})
        form.fields["q"].help_text = _("Number, or name in local or Latin letters")
        form.fields["opened"] = DateField(label=_("Opened since"), required=False)
        stages = [(s.key, s.name) for s in rules.stages.values()]
        form.fields["stage"].choices = [("", _("Any")), *STAGES.items(), *stages]
        form.fields["source"].choices = [
            ("", _("Any")),
            *((s.key, s.name) for s in rules.sources.values()),
        ]
        form.fields["kind"].choices = [
            ("", _("Any")),
            *((t.key, t.name) for t in rules.types.values()),
        ]
        self._limit(show)

    def _limit(self, show: str) -> None:
        """Only filters that can tell cases of this list and reader apart."""
        fields = self.form.fields
        if show == "mine":
            del fields["owner"]
        else:
            known = [(ME, _("My cases")), (NOBODY, _("Nobody yet")), *owners(self.user)]
            fields["owner"].choices = [("", _("Any")), *known]
        if reaches_provinces(self.user):
            fields["province"] = PlaceField(
                level="province", label=_("Province"), required=False, user=self.user,
                right="cases.view", empty_label=_("Any"),
            )  # fmt: skip
        else:
            del fields["province"]

    def by_words(self, cases: Any, name: str, words: str) -> QuerySet:
        return cases.searched(words)

    def by_stage(self, cases: Any, name: str, stage: str) -> QuerySet:
        if stage == "suspended":
            return cases.filter(suspended_on__isnull=False)
        return cases.open() if stage == "open" else cases.filter(stage=stage)

    def by_owner(self, cases: Any, name: str, owner: str) -> QuerySet:
        if owner == NOBODY:
            led = OpenCase.objects.filter(case=OuterRef("pk"), lead__isnull=False)
            return cases.open().filter(~Exists(led))
        leads = Assignment.objects.filter(role=TeamRole.LEAD, ended_on__isnull=True)
        user = self.user.pk if owner == ME else UUID(owner)
        return cases.filter(pk__in=leads.filter(user_id=user).values("case"))

    def by_due(self, cases: Any, name: str, due: str) -> QuerySet:
        day = today()
        if due == LATE:
            return cases.filter(now__next_due__lt=day)
        return cases.filter(now__next_due__range=(day, week_end(day)))
