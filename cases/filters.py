"""What the list of cases is filtered by; the choices stand in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases import procedure
from cases.models import Case
from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.places.fields import PlaceField


class CaseFilter(django_filters.FilterSet):
    """q searches numbers and workplaces. Without `stage` open and closed cases are shown."""

    q = django_filters.CharFilter(method="by_words", label=_("Search"))
    district = django_filters.Filter(label=_("District"))
    stage = django_filters.ChoiceFilter(
        method="by_stage", label=_("Stage"), choices=[], empty_label=_("Any")
    )
    source = django_filters.ChoiceFilter(label=_("Source"), choices=[], empty_label=_("Any"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=[], empty_label=_("Any"))
    opened = django_filters.Filter(
        field_name="opened_on", lookup_expr="gte", label=_("Opened since")
    )

    class Meta:
        model = Case
        fields: list[str] = []
        form = Form

    def __init__(self, *args: Any, user: User, mine: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        form.fields["stage"].choices = [("", _("Any")), ("open", _("All open")), *stages]
        form.fields["source"].choices = [
            ("", _("Any")),
            *((s.key, s.name) for s in rules.sources.values()),
        ]
        form.fields["kind"].choices = [
            ("", _("Any")),
            *((t.key, t.name) for t in rules.types.values()),
        ]

    def by_words(self, cases: Any, name: str, words: str) -> QuerySet:
        return cases.searched(words)

    def by_stage(self, cases: Any, name: str, stage: str) -> QuerySet:
        return cases.open() if stage == "open" else cases.filter(stage=stage)
