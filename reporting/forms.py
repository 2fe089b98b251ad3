"""Forms of reporting. They validate; the verbs save."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reporting.figures import WHOLE
from reporting.models import Indicator, IndicatorVersion, Period
from reporting.quarters import say_quarter
from reporting.scope import provinces_of
from reporting.states import OF_COUNTRY, YEARLY, FileFormat, IndicatorKind, ReportKind
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.places.models import District, Province


def without_zeros(value: Decimal | None) -> str:
    """80.00 as 80, to be edited."""
    return "" if value is None else format(value.normalize(), "f")


class PeriodField(forms.ModelChoiceField):
    """A quarter, chosen by its code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Quarter"))
        super().__init__(Period.objects.none(), to_field_name="code", empty_label=None, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return say_quarter(obj.code)


def last_of_year(code: str) -> Period | None:
    """The last quarter there is of the year of a code: where a yearly report is kept."""
    return Period.objects.filter(code__startswith=f"{code[:4]}Q").order_by("code").last()


def begun() -> Any:
    return Period.objects.filter(starts_on__lte=today()).order_by("-code")


def place_choices(user: Any) -> list[tuple[str, str]]:
    """Whole country, every province, and the districts this user works in."""
    found = [(WHOLE, str(_("Whole country")))]
    found += [(p.code, str(p)) for p in Province.objects.filter(valid_to=None).order_by("code")]
    reach = user.scope.reach("figures.view")
    if not reach.whole_country:
        districts = District.objects.filter(code__in=sorted(reach.districts)).order_by("code")
        found += [(d.code, f"– {d}") for d in districts]
    return found


class FilterForm(Form):
    """Which quarter and place the table shows."""

    period = PeriodField(required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = begun()  # type: ignore[attr-defined]
        self.fields["place"].choices = place_choices(user)  # type: ignore[attr-defined]


class TargetsForm(Form):
    """One number per indicator; empty takes the target away."""

    def __init__(
        self,
        *args: Any,
        definitions: Sequence[IndicatorVersion],
        set_already: dict[Any, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definitions = {str(d.indicator.key): d for d in definitions}
        for key, definition in self.definitions.items():
            self.fields[key] = forms.DecimalField(
                label=f"{definition.indicator.number} {definition.indicator}",
                required=False,
                min_value=0,
                max_digits=14,
                decimal_places=2,
                initial=without_zeros(set_already.get(definition.pk)),
                help_text=definition.get_unit_display(),
            )

    def values(self) -> dict[IndicatorVersion, Any]:
        return {d: self.cleaned_data.get(key) for key, d in self.definitions.items()}


class BaselineForm(Form):
    """What an indicator stood at before the work began; empty: none set."""

    baseline = forms.DecimalField(
        label=_("Baseline"), required=False, min_value=0, max_digits=14, decimal_places=2
    )


class ReportedFigureForm(Form):
    """A figure with its document. `correcting`: indicator, quarter and place stand."""

    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"))
    period = PeriodField()
    province = forms.ModelChoiceField(
        Province.objects.none(),
        label=_("Province"),
        required=False,
        help_text=_("Empty: the whole country"),
    )
    value = forms.DecimalField(label=_("Value"), min_value=0, max_digits=14, decimal_places=2)
    source = forms.CharField(
        label=_("Document"), max_length=200, help_text=_("Its number and who issued it")
    )
    source_date = DateField(label=_("Date of the document"), not_future=True)
    upload = forms.FileField(
        label=_("The document itself"), help_text=_("PDF or a photo of it, at most 20 MB")
    )

    def __init__(self, *args: Any, user: Any, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if correcting:
            for name in ("indicator", "period", "province"):
                del self.fields[name]
            self.fields["upload"].required = False
            self.fields["upload"].help_text = _("Only when another document replaces the one here")
            return
        reported = Indicator.objects.filter(versions__kind=IndicatorKind.REPORTED).distinct()
        self.fields["indicator"].queryset = reported.order_by("order")  # type: ignore[attr-defined]
        self.fields["period"].queryset = begun()  # type: ignore[attr-defined]
        self.fields["province"].queryset = provinces_of(user, "figures.report")  # type: ignore[attr-defined]
        self.whole = user.scope.reach("figures.report").whole_country
        if not self.whole:
            self.fields["province"].required = True
            self.fields["province"].help_text = ""


class BuildForm(Form):
    """Which report to build."""

    kind = forms.ChoiceField(label=_("Report to"), choices=ReportKind.choices)
    period = PeriodField(help_text=_("An annual report covers the whole year of the quarter"))
    province = forms.ModelChoiceField(
        Province.objects.none(),
        label=_("Province"),
        required=False,
        help_text=_("For a working group; the other reports cover all provinces"),
    )
    formats = forms.MultipleChoiceField(
        label=_("Documents"),
        choices=FileFormat.choices,
        initial=FileFormat.values,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = begun()  # type: ignore[attr-defined]
        self.fields["province"].queryset = provinces_of(user, "reports.build")  # type: ignore[attr-defined]
        if not user.scope.reach("reports.build").whole_country:
            self.fields["kind"].choices = [(ReportKind.PWG.value, ReportKind.PWG.label)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") in YEARLY and cleaned.get("period"):
            cleaned["period"] = last_of_year(cleaned["period"].code)
        if cleaned.get("kind") in OF_COUNTRY:
            cleaned["province"] = None
        elif not cleaned.get("province") and "province" not in self.errors:
            self.add_error(
                "province", ValidationError(_("Choose the province of the working group."))
            )
        return cleaned
