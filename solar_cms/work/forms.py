"""Forms of work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.reach import provinces_of
from solar_cms.base.forms import DateField, Form, PhoneField
from solar_cms.panel.forms import Texts, TextsForm
from solar_cms.places.models import Province


class TestMailForm(Form):
    address = forms.EmailField(label=_("Send a test mail to"))


class TestSmsForm(Form):
    phone = PhoneField(label=_("Send a test SMS to"))


class HolidayForm(TextsForm):
    texts = {"names": Texts(_("Name"))}
    day = DateField(label=_("Day"))
    province = forms.ModelChoiceField(
        label=_("Province"),
        queryset=Province.objects.none(),
        required=False,
        empty_label=_("The whole country"),
    )
    is_worked = forms.BooleanField(label=_("A free day that is worked instead"), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("The decision that sets it, with number and date"),
    )
    field_order = ["day"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["province"]
        field.queryset = provinces_of(user, "holidays.keep")
        if not user.scope.reach("holidays.keep").whole_country:
            field.required, field.empty_label = True, None
