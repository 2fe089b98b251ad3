"""Forms of work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.base.forms import Form, PhoneField


class TestMailForm(Form):
    address = forms.EmailField(label=_("Send a test mail to"))


class TestSmsForm(Form):
    phone = PhoneField(label=_("Send a test SMS to"))
