"""Forms of surveys."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.places.fields import PlaceField
from solar_cms.registry.fields import GroupField


class SurveyForm(Form):
    """Whom the answers are from."""

    district = PlaceField(level="district", label=_("District"))
    group = GroupField(required=False, help_text=_("Where the answers are about one group"))
    answered_on = DateField(label=_("Answered on"), not_future=True, initial=today)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["district"].reaching(user, "surveys.answer")
        fields["district"].initial = user.scope.district
        fields["group"].reaching(user, "surveys.answer")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        group, district = data.get("group"), data.get("district")
        if group and district and group.district_id != district.pk:
            self.add_error(
                "group", ValidationError(_("This group is in another district."), code="district")
            )
        return data


class SurveyFilter(Form):
    district = PlaceField(
        level="district", label=_("District"), required=False, empty_label=_("Any")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.reaching(user, "surveys.view")
