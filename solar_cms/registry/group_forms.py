"""What is asked about groups, workplaces and employers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Organisation, User
from solar_cms.base.forms import DateField, Form, PhoneField
from solar_cms.base.models import today
from solar_cms.registry.fields import PersonField
from solar_cms.registry.forms import DayForm, PlacedForm
from solar_cms.registry.models import Employer, ProducerGroup, Workplace
from solar_cms.registry.states import Crop, GroupKind, GroupRole, WorkplaceKind
from solar_cms.registry.terms import sector_choices


class GroupForm(PlacedForm):
    """cleaned_data are arguments of operations.create_group, or the changes of correct_group."""

    name_local = forms.CharField(label=_("Name"), max_length=160)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=GroupKind.choices)
    crops = forms.MultipleChoiceField(
        label=_("Crops"), choices=Crop.choices, widget=forms.CheckboxSelectMultiple
    )
    founded_on = DateField(label=_("Founded on"), required=False, not_future=True)
    supported_by = forms.ModelChoiceField(
        label=_("Supported by"), queryset=Organisation.objects.none(), required=False
    )

    fieldsets = [
        (
            _("The group"),
            ["name_local", "name_latin", "kind", "crops", "founded_on", "supported_by"],
        ),
        (_("Where"), ["district", "village"]),
    ]

    def __init__(self, *args: Any, group: ProducerGroup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, right="groups.keep", at=group, **kwargs)
        field: Any = self.fields["supported_by"]
        field.queryset = Organisation.objects.order_by("pk")
        if group is not None:
            # A group stays in its district; only the village may change.
            self.fields["district"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if district := data.get("district"):
            data["district"] = district.pk
        return data

    @staticmethod
    def facts_of(group: ProducerGroup) -> dict[str, Any]:
        names = ("name_local", "name_latin", "kind", "crops", "founded_on")
        return {
            **{name: getattr(group, name) for name in names},
            "supported_by": group.supported_by_id,
            "district": group.district_id,
            "village": group.village,
        }


class JoinForm(Form):
    """Somebody who joins, in which role and since when."""

    person = PersonField()
    role = forms.ChoiceField(label=_("Role"), choices=GroupRole.choices, initial=GroupRole.MEMBER)
    since = DateField(label=_("Member since"), not_future=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", today())
        field: Any = self.fields["person"]
        field.reaching(user)


class RoleForm(Form):
    role = forms.ChoiceField(label=_("Role"), choices=GroupRole.choices)
    on = DateField(label=_("From the day"), not_future=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())


class LeaveForm(DayForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class CloseForm(DayForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("What happened, and how you know")
    )


class ReopenForm(Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("What happened, and how you know")
    )


class EmployerForm(Form):
    name_local = forms.CharField(label=_("Name"), max_length=200)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=200, required=False)
    registration_number = forms.CharField(
        label=_("Enterprise registration number"), max_length=60, required=False
    )
    phone = PhoneField(label=_("Phone"), required=False)
    representative = forms.CharField(label=_("Represented by"), max_length=160, required=False)

    @staticmethod
    def facts_of(employer: Employer) -> dict[str, Any]:
        names = ("name_local", "name_latin", "registration_number", "phone", "representative")
        return {name: getattr(employer, name) for name in names}


class WorkplaceForm(PlacedForm):
    """cleaned_data: facts of a workplace; the district as record."""

    name_local = forms.CharField(label=_("Name"), max_length=200)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=WorkplaceKind.choices)
    workers_women = forms.IntegerField(
        label=_("Women working here"), min_value=0, max_value=100_000, required=False
    )
    workers_men = forms.IntegerField(
        label=_("Men working here"), min_value=0, max_value=100_000, required=False
    )
    isic = forms.ChoiceField(label=_("Sector (ISIC rev. 4)"), required=False)

    fieldsets = [
        (_("Workplace"), ["name_local", "name_latin", "kind"]),
        (_("Where"), ["district", "village"]),
        (_("Workers"), ["workers_women", "workers_men", "isic"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, right="employers.keep", **kwargs)
        sector: Any = self.fields["isic"]
        sector.choices = sector_choices(self.initial.get("isic", ""))

    @staticmethod
    def facts_of(workplace: Workplace) -> dict[str, Any]:
        names = ("name_local", "name_latin", "kind", "workers_women", "workers_men", "isic")
        return {
            **{name: getattr(workplace, name) for name in names},
            "district": workplace.district_id,
            "village": workplace.village,
        }


class NewWorkplaceForm(WorkplaceForm):
    """A workplace together with its employer, who may be known by the registration number.

    workplace_facts() and employer_facts() are arguments of create_workplace and create_employer.
    """

    EMPLOYER = {
        "employer_local": "name_local",
        "employer_latin": "name_latin",
        "registration_number": "registration_number",
        "phone": "phone",
        "representative": "representative",
    }
    fieldsets = [
        *WorkplaceForm.fieldsets,
        (_("Employer"), list(EMPLOYER)),
    ]

    employer_local = forms.CharField(
        label=_("Name of the employer"),
        max_length=200,
        required=False,
        help_text=_("Leave empty where nobody employs: a household plot, a group's own site"),
    )
    employer_latin = forms.CharField(
        label=_("Name of the employer in Latin letters"), max_length=200, required=False
    )
    registration_number = forms.CharField(
        label=_("Enterprise registration number"),
        max_length=60,
        required=False,
        help_text=_("An employer who is registered under this number already is taken over"),
    )
    phone = PhoneField(label=_("Phone of the employer"), required=False)
    representative = forms.CharField(label=_("Represented by"), max_length=160, required=False)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:  # the employer or the group is given already
            for name in self.EMPLOYER:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        number = data.get("registration_number")
        rest = [data.get(n) for n in ("employer_latin", "phone", "representative")]
        if any(rest) and not data.get("employer_local") and not number:
            problem = _("Give the name of the employer too.")
            self.add_error("employer_local", ValidationError(problem, code="employer.name"))
        elif number and not data.get("employer_local") and self.known_employer() is None:
            problem = _("No employer is registered under this number; give the name.")
            self.add_error("employer_local", ValidationError(problem, code="employer.name"))
        return data

    def known_employer(self) -> Employer | None:
        """Who is registered under the number written, wherever their workplaces are."""
        number = self.cleaned_data.get("registration_number", "").strip()
        return Employer.objects.filter(registration_number=number).first() if number else None

    def workplace_facts(self) -> dict[str, Any]:
        data = {k: v for k, v in self.cleaned_data.items() if k not in self.EMPLOYER}
        return {**data, "district": data["district"].pk}

    def employer_facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {to: data[name] for name, to in self.EMPLOYER.items() if name in data}
