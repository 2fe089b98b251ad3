"""What the registry asks. Forms validate, the verbs save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form, PhoneField
from solar_cms.places.models import District, Village
from solar_cms.registry.models import ConsentText, Employer, Person
from solar_cms.registry.states import (
    ConsentMethod,
    Crop,
    GroupKind,
    GroupRole,
    IdKind,
    Sex,
    WorkplaceKind,
)

ANY = [("", _("any"))]


def districts_of(user: Any, right: str) -> Any:
    """The districts where a right may be used."""
    reach = user.scope.reach(right)
    districts = District.objects.filter(valid_to=None).order_by("name_local", "code")
    return districts if reach.whole_country else districts.filter(code__in=sorted(reach.districts))


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} {obj.code}"


class PlacedForm(Form):
    """A form with a district of one's own and one of its villages."""

    district = PlaceField(label=_("District"), queryset=District.objects.none())
    village = PlaceField(label=_("Village"), queryset=Village.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = districts_of(user, right)
        field: Any = self.fields["district"]
        field.queryset = mine
        self.initial.setdefault("district", user.scope.district)
        villages: Any = self.fields["village"]
        chosen = (self.data.get("district") if self.is_bound else None) or self.initial["district"]
        of = Village.objects.filter(valid_to=None)
        count = len(mine[:6])
        reachable = of.filter(district__in=mine) if count <= 5 else of.filter(district=str(chosen))
        villages.queryset = reachable.order_by("district", "name_local", "code")


class PersonForm(PlacedForm):
    fieldsets = [
        (_("Name"), ["given_name", "family_name", "given_name_latin", "family_name_latin"]),
        (_("Birth and sex"), ["sex", "birth_date", "birth_year"]),
        (_("Home"), ["district", "village", "phone"]),
        (_("Identity card"), ["card", "card_pending"]),
    ]

    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    given_name_latin = forms.CharField(
        label=_("Given name in Latin letters"), max_length=80, required=False
    )
    family_name_latin = forms.CharField(
        label=_("Family name in Latin letters"), max_length=80, required=False
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = DateField(label=_("Date of birth"), required=False, not_future=True)
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, help_text=_("Where the day is not known"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )  # fmt: skip
    phone = PhoneField(label=_("Phone"), required=False)
    card = forms.CharField(label=_("Number of the identity card"), max_length=40, required=False)
    card_pending = forms.BooleanField(label=_("Applied for, no number yet"), required=False)
    another_person = forms.BooleanField(
        label=_("I have looked: this is another person"), required=False
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["another_person"]
        if person is not None:
            del self.fields["card"], self.fields["card_pending"]
            # Who moved away keeps a place that is not in one's own list.
            field: Any = self.fields["district"]
            field.queryset = field.queryset | District.objects.filter(pk=person.district_id)
            if person.village_id:
                villages: Any = self.fields["village"]
                villages.queryset = villages.queryset | Village.objects.filter(pk=person.village_id)

    def ask_whether_another(self) -> None:
        """After a refusal for somebody alike: the tick that says it was looked at."""
        self.fields["another_person"] = self.base_fields["another_person"]

    def clean_birth_year(self) -> int | None:
        year = self.cleaned_data.get("birth_year")
        return year - 543 if year and 2400 <= year <= 2800 else year

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("card") and data.get("card_pending"):
            self.add_error("card_pending", _("Give the number, or say that it is pending; not both."))
        return data


class DocumentForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=IdKind.choices)
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    is_pending = forms.BooleanField(label=_("Applied for, no number yet"), required=False)


class ConsentForm(Form):
    text = forms.ModelChoiceField(label=_("Text"), queryset=ConsentText.objects.none())
    language = forms.ChoiceField(label=_("Language read"))
    method = forms.ChoiceField(
        label=_("Given by"), choices=ConsentMethod.choices, widget=forms.RadioSelect
    )
    witness = forms.CharField(
        label=_("Witness"), max_length=160, required=False, help_text=_("For a spoken consent")
    )
    given_on = DateField(label=_("Given on"), not_future=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = ConsentText.objects.on().order_by("purpose", "id")
        field: Any = self.fields["text"]
        field.queryset = texts
        languages = sorted({code for text in texts for code in text.texts})
        names = dict(settings.LANGUAGES)
        choice: Any = self.fields["language"]
        choice.choices = [(code, names.get(code, code)) for code in languages]


class DayForm(Form):
    """Asks for one day."""

    on = DateField(label=_("On"), not_future=True)


class GroupForm(PlacedForm):
    name_local = forms.CharField(label=_("Name"), max_length=160)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=GroupKind.choices)
    crops = forms.MultipleChoiceField(
        label=_("Crops"), choices=Crop.choices, widget=forms.CheckboxSelectMultiple
    )
    founded_on = DateField(label=_("Founded on"), required=False, not_future=True)


class JoinForm(Form):
    """A person found by name joins the group."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=GroupRole.choices, initial=GroupRole.MEMBER)
    since = DateField(label=_("Member since"), not_future=True)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        field.widget = forms.HiddenInput()


class RoleForm(Form):
    role = forms.ChoiceField(label=_("Role"), choices=GroupRole.choices)
    on = DateField(label=_("From the day"), not_future=True)


class EmployerForm(Form):
    name_local = forms.CharField(label=_("Name"), max_length=200)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=200, required=False)
    registration_number = forms.CharField(
        label=_("Enterprise registration number"), max_length=60, required=False
    )
    phone = PhoneField(label=_("Phone"), required=False)
    representative = forms.CharField(label=_("Represented by"), max_length=160, required=False)


class WorkplaceForm(PlacedForm):
    name_local = forms.CharField(label=_("Name"), max_length=200)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=WorkplaceKind.choices)
    workers_women = forms.IntegerField(label=_("Women working here"), min_value=0, max_value=100000, required=False)
    workers_men = forms.IntegerField(label=_("Men working here"), min_value=0, max_value=100000, required=False)
    isic = forms.CharField(label=_("Sector (ISIC rev. 4)"), max_length=6, required=False)


class NewWorkplaceForm(WorkplaceForm):
    """A workplace, of an employer already known or registered with it."""

    fieldsets = [
        (_("Employer"), ["employer", "employer_name", "employer_latin", "registration_number", "phone"]),
        (_("Workplace"), ["name_local", "name_latin", "kind", "district", "village", "workers_women",
                          "workers_men", "isic"]),
    ]  # fmt: skip
    employer = forms.ModelChoiceField(
        queryset=Employer.objects.none(), required=False, widget=forms.HiddenInput
    )
    employer_name = forms.CharField(
        label=_("Name of the employer"), max_length=200, required=False,
        help_text=_("Leave empty where nobody employs: a household plot, a group's own site."),
    )  # fmt: skip
    employer_latin = forms.CharField(label=_("Name in Latin letters"), max_length=200, required=False)
    registration_number = forms.CharField(
        label=_("Enterprise registration number"), max_length=60, required=False
    )
    phone = PhoneField(label=_("Phone"), required=False)

    def __init__(self, *args: Any, employers: Any, known: Employer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["employer"]
        field.queryset = employers
        if known is not None:
            for name in ("employer_name", "employer_latin", "registration_number", "phone"):
                del self.fields[name]
            self.initial["employer"] = known.pk


class Filter(Form):
    """The filters of a list: search words, district, village."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    district = PlaceField(label=_("District"), queryset=District.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.queryset = districts_of(user, right)
        field.empty_label = _("any")


class PeopleFilter(Filter):
    village = PlaceField(label=_("Village"), queryset=Village.objects.none(), required=False, empty_label=_("any"))
    sex = forms.ChoiceField(label=_("Sex"), choices=[*ANY, *Sex.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = str(self.data.get("district") or "")
        mine = self.fields["district"].queryset  # type: ignore[attr-defined]
        if not chosen and len(some := list(mine[:2])) == 1:
            chosen = some[0].pk
        field: Any = self.fields["village"]
        if chosen:
            field.queryset = Village.objects.filter(district=chosen).order_by("name_local", "code")
        else:
            del self.fields["village"]


class GroupFilter(Filter):
    crop = forms.ChoiceField(label=_("Crop"), choices=[*ANY, *Crop.choices], required=False)


class WorkplaceFilter(Filter):
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *WorkplaceKind.choices], required=False)
