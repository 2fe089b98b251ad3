"""Forms of trainings. They validate; the verbs save."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today
from solar_cms.places.fields import PlaceField
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import versions_on
from solar_cms.questionnaires.states import Purpose
from solar_cms.registry.fields import GroupField, PersonField
from trainings.models import Attendance, Curriculum, Session, Trainer
from trainings.states import SessionState, Topic, TrainerLevel


class TestField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            FormVersion.objects.none(),
            label=_("What the tests ask"),
            required=False,
            empty_label=_("No form: the points are typed in"),
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.form)


def tests_on(day: date) -> Any:
    """The wording of each test in use on a day."""
    return versions_on(day, Purpose.TEST)


class PlanForm(Form):
    curriculum = forms.ModelChoiceField(Curriculum.objects.none(), label=_("Curriculum"))
    district = PlaceField(level="district", label=_("District"))
    village = PlaceField(
        label=_("Village"),
        within="district",
        required=False,
        help_text=_("Name or code; leave empty where it is not in a village"),
    )
    place = forms.CharField(
        label=_("Meeting place"),
        required=False,
        max_length=160,
        help_text=_("For example the temple hall or the group's drying yard"),
    )
    group = GroupField(required=False, help_text=_("Its members are put on the register"))
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"), required=False, help_text=_("Empty: the same day"))
    trainers = forms.ModelMultipleChoiceField(
        Trainer.objects.none(),
        label=_("Trainers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    test = TestField()
    test_points = forms.IntegerField(
        label=_("Points in the test"),
        initial=10,
        min_value=1,
        max_value=100,
        help_text=_("Where the points are typed in"),
    )

    fieldsets = [
        (_("What and when"), ["curriculum", "starts_on", "ends_on"]),
        (_("Where and who"), ["district", "village", "place", "group", "trainers"]),
        (_("Test"), ["test", "test_points"]),
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["district"].reaching(user, "trainings.plan")
        fields["village"].reaching(user, "trainings.plan")
        fields["test"].queryset = tests_on(today())
        fields["curriculum"].queryset = Curriculum.objects.on(today()).order_by("topic", "key")
        fields["district"].initial = user.scope.district
        fields["group"].reaching(user, "trainings.plan")
        trainers: Any = Trainer.objects.visible_to(user)
        fields["trainers"].queryset = (
            trainers.on(today()).select_related("person").order_by("person__sort_name")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        district = data.get("district")
        group = data.get("group")
        if group and district and group.district_id != district.pk:
            self.add_error(
                "group", ValidationError(_("This group is in another district."), code="district")
            )
        return data


class TestForm(Form):
    """What the pre- and post-test of a session ask."""

    test = TestField()

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["test"]
        chosen = FormVersion.objects.filter(pk__in=[session.test_id] if session.test_id else [])
        field.queryset = tests_on(today()) | chosen
        field.initial = session.test_id


class CancelForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ExpectForm(Form):
    group = GroupField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["group"]
        groups.reaching(user)


class WalkInForm(Form):
    """Somebody of the register of people who was not expected and came."""

    person = PersonField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.reaching(user)


class ScoresForm(Form):
    """One field of points per person present: points_<attendance id>."""

    def __init__(
        self,
        *args: Any,
        register: list[Attendance],
        points: dict[UUID, int],
        out_of: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.register = register
        for attendance in register:
            self.fields[f"points_{attendance.pk}"] = forms.IntegerField(
                label=attendance.person.name,
                required=False,
                min_value=0,
                max_value=max(out_of, points.get(attendance.pk, 0)),
                initial=points.get(attendance.pk),
                widget=forms.NumberInput({"inputmode": "numeric", "class": "short"}),
            )

    def scores(self) -> dict[UUID, int | None]:
        return {a.pk: self.cleaned_data.get(f"points_{a.pk}") for a in self.register}


class TrainerForm(Form):
    level = forms.ChoiceField(label=_("Level"), choices=TrainerLevel.choices)
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    district = PlaceField(level="district", label=_("District"))
    valid_from = DateField(label=_("Trainer since"), not_future=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.reaching(user, "trainings.trainers")
        field.initial = user.scope.district


class EndTrainerForm(Form):
    valid_to = DateField(label=_("Last day as a trainer"))


class FilterForm(Form):
    """What the list of sessions is filtered by; the choices stand in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    district = PlaceField(
        level="district", label=_("District"), required=False, empty_label=_("Any")
    )
    topic = forms.ChoiceField(
        label=_("Topic"), required=False, choices=[("", _("Any")), *Topic.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *SessionState.choices]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.reaching(user, "trainings.view")
