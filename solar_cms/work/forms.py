"""Forms of work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.reach import provinces_of
from solar_cms.base.forms import DateField, Form, PhoneField
from solar_cms.base.hooks import CalendarDays
from solar_cms.panel.forms import Texts, TextsForm
from solar_cms.places.models import Province
from solar_cms.work import holidays
from solar_cms.work.models import Holiday


class TestMailForm(Form):
    address = forms.EmailField(label=_("Send a test mail to"))


class TestSmsForm(Form):
    phone = PhoneField(label=_("Send a test SMS to"))


class TellsMoves(Form):
    """Before a day of the calendar is changed, says how many running deadlines move with it; sent
    again, it is accepted."""

    def calendar_days(self) -> CalendarDays:
        """What the act would change."""
        raise NotImplementedError

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moves"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        sent = data.pop("moves", "")
        if self.errors:
            return data
        found = holidays.moving(self.calendar_days())
        seen = ", ".join(f"{label}: {count}" for label, count in found)
        if found and sent != seen:
            again = self.data.copy()  # type: ignore[attr-defined]
            again[self.add_prefix("moves")] = seen
            self.data = again
            message = _("With this day these get another end: %(what)s. Save again if it is so.")
            self.add_error(None, forms.ValidationError(message % {"what": seen}, code="moves"))
        return data


class RemoveHolidayForm(TellsMoves):
    def __init__(self, *args: Any, user: Any, record: Holiday, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holiday = record

    def calendar_days(self) -> CalendarDays:
        return holidays.without(self.holiday)


class HolidayForm(TellsMoves, TextsForm):
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

    def __init__(
        self, *args: Any, user: Any, holiday: Holiday | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.holiday = holiday
        field: Any = self.fields["province"]
        field.queryset = provinces_of(user, "holidays.keep")
        if not user.scope.reach("holidays.keep").whole_country:
            field.required, field.empty_label = True, None

    def calendar_days(self) -> CalendarDays:
        names = ("day", "province", "is_worked")
        return holidays.keeping(self.holiday, **{name: self.cleaned_data[name] for name in names})
