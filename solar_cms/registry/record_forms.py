"""What is asked about households and sensitive facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.registry.fields import PersonField
from solar_cms.registry.forms import PlacedForm
from solar_cms.registry.models import Household, SensitiveFact
from solar_cms.registry.states import SENSITIVE_LISTS, HouseholdRole, SensitiveKind
from solar_cms.registry.terms import choices


class HouseholdForm(PlacedForm):
    """cleaned_data are arguments of operations.create_household."""

    house_number = forms.CharField(label=_("House number"), max_length=40, required=False)
    head = PersonField(label=_("Head of the household"), required=False)
    since = DateField(label=_("Lives here since"), required=False, not_future=True)

    fieldsets = [
        (_("Where"), ["district", "village", "house_number"]),
        (_("Head"), ["head", "since"]),
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, right="people.keep", **kwargs)
        head: Any = self.fields["head"]
        head.reaching(user)
        self.initial.setdefault("since", today())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if district := data.get("district"):
            data["district"] = district.pk
        return data


class CorrectHouseholdForm(PlacedForm):
    """cleaned_data are the changes of operations.correct_household, and the district as it was."""

    house_number = forms.CharField(label=_("House number"), max_length=40, required=False)

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, right="people.keep", at=household, **kwargs)
        self.fields["district"].disabled = True

    @staticmethod
    def facts_of(household: Household) -> dict[str, Any]:
        return {
            "district": household.district_id,
            "village": household.village,
            "house_number": household.house_number,
        }

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("village", "house_number")}


class MoveInForm(Form):
    """Somebody who comes to live in a household."""

    person = PersonField()
    role = forms.ChoiceField(label=_("Role"), choices=HouseholdRole.choices)
    since = DateField(label=_("Lives here since"), not_future=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", today())
        field: Any = self.fields["person"]
        field.reaching(user)


class HouseholdRoleForm(Form):
    role = forms.ChoiceField(label=_("Role"), choices=HouseholdRole.choices)
    on = DateField(label=_("From the day"), not_future=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())


class SensitiveForm(Form):
    """What a person said of themselves: codes of the list of its kind, and their own words."""

    codes = forms.MultipleChoiceField(label=_("What is so"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label=_("In their own words"), max_length=300, required=False)

    def __init__(
        self, *args: Any, kind: str, fact: SensitiveFact | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        codes: Any = self.fields["codes"]
        codes.label = SensitiveKind(kind).label
        codes.choices = choices(
            SENSITIVE_LISTS[SensitiveKind(kind)], keep=fact.codes if fact else ()
        )
        if kind == SensitiveKind.ETHNICITY:
            # One group: fifty boxes would be a page of their own.
            self.fields["codes"] = OneCode(label=codes.label, choices=[("", "–"), *codes.choices])
        for field in self.fields.values():
            field.widget.attrs["data-sealed"] = "yes"
        if fact is not None:
            self.initial.update({"codes": fact.codes, "note": fact.note})


class OneCode(forms.ChoiceField):
    """One code of a list, as a list of one."""

    def prepare_value(self, value: Any) -> Any:
        return value[0] if isinstance(value, list) and value else value

    def clean(self, value: Any) -> Any:
        return [super().clean(value)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
