"""Forms of the administration's pages about offices and partner organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office, Organisation, User
from solar_cms.accounts.reach import districts_of, provinces_of
from solar_cms.base.forms import DateField, PhoneField
from solar_cms.base.models import today
from solar_cms.panel.forms import Texts, TextsForm
from solar_cms.places.models import District, Province


class OfficeForm(TextsForm):
    """A known office: of one the pack names, only the telephone is kept here."""

    texts = {"names": Texts(_("Name"))}
    phone = PhoneField(label=_("Phone"), required=False)
    valid_to = DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if office.pack_code:
            for name in [name for name in self.fields if name.startswith("names_")]:
                del self.fields[name]
            del self.fields["valid_to"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return (
            {"names": None, "valid_to": None, **data}
            if data["names"]
            else {"phone": data.get("phone", "")}
        )


class NewOfficeForm(TextsForm):
    texts = {"names": Texts(_("Name"))}
    kind = forms.ChoiceField(label=_("Kind"), choices=Office.Kind.choices[1:])
    province = forms.ModelChoiceField(label=_("Province"), queryset=Province.objects.none())
    district = forms.ModelChoiceField(
        label=_("District"),
        queryset=District.objects.none(),
        required=False,
        help_text=_("Empty for an office of the whole province"),
    )
    code = forms.RegexField(
        r"^[0-9A-Za-z-]{2,20}$",
        label=_("Code"),
        help_text=_("Stands in the numbers it gives out, for example 1604 or SSO-1604"),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    valid_from = DateField(label=_("First day"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", today())
        self._choose("province", provinces_of(user, "offices.keep"))
        self._choose("district", districts_of(user, "offices.keep"))

    def _choose(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        province, district = data.get("province"), data.get("district")
        if province and district and district.province_id != province.pk:
            self.add_error("district", _("This district lies in another province."))
        return data


class OrganisationForm(TextsForm):
    texts = {"names": Texts(_("Name"))}
    kind = forms.CharField(
        label=_("Kind"),
        max_length=40,
        required=False,
        help_text=_("For example: project, association"),
    )
    valid_from = DateField(label=_("First day"))
    valid_to = DateField(label=_("Last day"), required=False)

    @staticmethod
    def facts_of(organisation: Organisation) -> dict[str, Any]:
        names = ("names", "kind", "valid_from", "valid_to")
        return {name: getattr(organisation, name) for name in names}
