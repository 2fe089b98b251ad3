"""Forms of accounts: they validate and do not save."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office, Organisation, Posting, Role, User
from solar_cms.accounts.operations.own import problems_with_password
from solar_cms.accounts.rules import HEAD_GRANTS
from solar_cms.base.forms import DateField, Form, PhoneField
from solar_cms.base.models import today
from solar_cms.places.models import District


def password_input(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput({"autocomplete": autocomplete, "data-password": ""})


class SignInForm(Form):
    username = forms.CharField(
        label=_("User name, phone or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False, widget=password_input("current-password")
    )
    shared_device = forms.BooleanField(
        label=_("Several people use this device"),
        required=False,
        help_text=_(
            "You are signed out after 15 minutes without use, and when the browser is closed."
        ),
    )


class NewPasswordForm(Form):
    """A password of one's own, typed twice."""

    new_password = forms.CharField(
        label=_("New password"), max_length=200, strip=False, widget=password_input("new-password")
    )
    again = forms.CharField(
        label=_("New password once more"),
        max_length=200,
        strip=False,
        widget=password_input("new-password"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new_password"].help_text = _(
            "At least 10 characters, not only digits and not a common word. Three words that "
            "you can remember are good."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        password, again = data.get("new_password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ; type the same one twice."))
        elif password:
            for problem in problems_with_password(self.user, password):
                self.add_error(
                    "new_password", forms.ValidationError(str(problem.message), problem.code)
                )
        return data


class PasswordChangeForm(NewPasswordForm):
    old_password = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=password_input("current-password"),
    )
    field_order = ["old_password", "new_password", "again"]

    def clean_old_password(self) -> str:
        given: str = self.cleaned_data["old_password"]
        if not self.user.check_password(given):
            raise forms.ValidationError(
                _("This is not your present password."), code="password.wrong"
            )
        return given


class PasswordConfirmForm(Form):
    """Asks for the present password before something that weakens the account."""

    password = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=password_input("current-password"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.user.check_password(given):
            raise forms.ValidationError(
                _("This is not your present password."), code="password.wrong"
            )
        return given


class ForgottenForm(Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )


class CodeForm(Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "short",
                "autofocus": "",
            }
        ),
    )


class DetailsForm(Form):
    name_local = forms.CharField(label=_("Name"), max_length=160)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=160, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class PostingForm(Form):
    """A posting; what may be chosen is what `by` may hand out."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none())
    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("Every role but a partner's belongs to an office."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Partner organisation"), queryset=Organisation.objects.none(), required=False
    )
    whole_country = forms.BooleanField(label=_("The whole country"), required=False)
    districts = forms.ModelMultipleChoiceField(
        label=_("Districts"),
        queryset=District.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = DateField(label=_("From"))
    valid_to = DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, by: User, posting: Posting | None = None, **kwargs: Any):
        initial = {"valid_from": today(), **(kwargs.pop("initial", None) or {})}
        if posting is not None:
            initial |= {
                "role": posting.role_id,
                "office": posting.office_id,
                "organisation": posting.organisation_id,
                "whole_country": posting.whole_country,
                "districts": [district.code for district in posting.districts.all()],
                "valid_to": posting.valid_to,
            }
        super().__init__(*args, initial=initial, **kwargs)
        reach = by.scope.reach("users.keep")
        roles, offices = Role.objects.order_by("kind", "key"), Office.objects.on().order_by("code")
        districts = District.objects.order_by("code")
        if reach.whole_country:
            self._choose("organisation", Organisation.objects.on().order_by("id"))
        else:
            roles = roles.filter(kind__in=HEAD_GRANTS)
            provinces = {code[:2] for code in reach.districts}
            offices = offices.filter(province__in=provinces)
            districts = districts.filter(code__in=reach.districts)
            del self.fields["organisation"], self.fields["whole_country"]
            for name in ("office", "districts"):
                self.fields[name].required = True
            self.fields["office"].help_text = ""
        self._choose("role", roles)
        self._choose("office", offices)
        self._choose("districts", districts)
        if reach.whole_country:
            self._group_districts(districts)

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _group_districts(self, districts: Any) -> None:
        """All districts of the country: one list under the names of the provinces."""
        rows = districts.select_related("province")
        groups = {
            province.name: [(district.code, district.name) for district in members]
            for province, members in groupby(rows, key=lambda district: district.province)
        }
        field: Any = self.fields["districts"]
        field.widget = forms.SelectMultiple({"size": 12})
        field.choices = list(groups.items())
        field.help_text = _("Several: hold the Ctrl key while you choose.")

    @property
    def posting_values(self) -> dict[str, Any]:
        """What the verbs take."""
        names = [
            "role",
            "office",
            "organisation",
            "whole_country",
            "districts",
            "valid_from",
            "valid_to",
        ]
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class NewUserForm(PostingForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Small Latin letters, digits, dots and dashes."),
        widget=forms.TextInput(
            {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    name_local = forms.CharField(label=_("Name"), max_length=160)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=160, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ["username", "name_local", "name_latin", "phone", "email"]
    fieldsets = (
        (_("The person"), ["username", "name_local", "name_latin", "phone", "email"]),
        (
            _("The first posting"),
            [
                "role",
                "office",
                "organisation",
                "whole_country",
                "districts",
                "valid_from",
                "valid_to",
            ],
        ),
    )

    def clean_username(self) -> str:
        given: str = self.cleaned_data["username"].strip().lower()
        if User.objects.filter(username=given).exists():
            raise forms.ValidationError(_("This user name is taken."), code="user.name_taken")
        return given

    @property
    def person_values(self) -> dict[str, Any]:
        names = ["username", "name_local", "name_latin", "phone", "email"]
        return {name: self.cleaned_data[name] for name in names}


class EndPostingForm(Form):
    last = DateField(label=_("Last day"))


class SubstitutionForm(Form):
    substitute = forms.ModelChoiceField(label=_("Who stands in"), queryset=User.objects.none())
    valid_from = DateField(label=_("First day"))
    valid_to = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = candidates  # type: ignore[attr-defined]


class HandoverForm(Form):
    successor = forms.ModelChoiceField(label=_("Successor"), queryset=User.objects.none())

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = candidates  # type: ignore[attr-defined]


class UserFilter(Form):
    """What the list of users can be narrowed to; read from the address."""

    q = forms.CharField(label=_("Name, user name or phone"), required=False, max_length=100)
    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.order_by("kind"), required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Open")), ("closed", _("Closed"))],
    )
