"""What figures about trainings are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.places.models import District
from solar_cms.registry import ages
from solar_cms.registry.states import Sex
from trainings.models import Attendance, Session, Trainer
from trainings.states import Presence, SessionState, Topic, TrainerLevel


def choice_words(choices: Any) -> Any:
    return lambda values: {v: str(choices(v).label) for v in values if v in choices.values}


def district_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {d.code: d.name for d in District.objects.filter(code__in=list(codes))}


def present() -> Any:
    """Attendances of people who were there, in sessions that were not cancelled."""
    return Attendance.objects.filter(presence=Presence.PRESENT).exclude(
        session__state=SessionState.CANCELLED
    )


datasets.add(
    "attendances",
    Dataset(
        name="attendances",
        label=_("People present at trainings"),
        queryset=present,
        visible=lambda user: present().visible_to(user),
        dates={"held": "session__starts_on"},
        district="district",
        dimensions={
            "sex": Dimension(_("Sex"), "person__sex", choice_words(Sex)),
            "district": Dimension(_("District"), "district_id", district_words),
            "topic": Dimension(_("Topic"), "session__curriculum__topic", choice_words(Topic)),
            "age": Dimension(
                _("Age"),
                lambda: ages.band("person__birth_year", ExtractYear("session__starts_on")),
                ages.words,
            ),
        },
        measures={
            "people": Measure(_("People, each counted once"), "distinct", "person_id"),
            "count": Measure(_("Attendances"), "count"),
        },
        record=lambda row: (str(row.person), reverse("session", args=[row.session_id])),
        columns={
            "session": (_("Session"), "session__number"),
            "held": (_("Held on"), "session__starts_on"),
            "sex": (_("Sex"), "person__sex"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("person", "session", "district"),
    ),
)

datasets.add(
    "sessions",
    Dataset(
        name="sessions",
        label=_("Training sessions held"),
        queryset=lambda: Session.objects.filter(state__in=[SessionState.HELD, SessionState.CLOSED]),
        visible=lambda user: Session.objects.visible_to(user).filter(
            state__in=[SessionState.HELD, SessionState.CLOSED]
        ),
        dates={"held": "starts_on"},
        district="district",
        dimensions={
            "topic": Dimension(_("Topic"), "curriculum__topic", choice_words(Topic)),
            "district": Dimension(_("District"), "district_id", district_words),
        },
        measures={"count": Measure(_("Sessions"), "count")},
        record=lambda row: (str(row), reverse("session", args=[row.pk])),
        columns={
            "held": (_("Held on"), "starts_on"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("curriculum", "district"),
    ),
)

datasets.add(
    "trainers",
    Dataset(
        name="trainers",
        label=_("Trainers"),
        queryset=Trainer.objects.all,
        visible=lambda user: Trainer.objects.visible_to(user),
        dates={"from": "valid_from", "to": "valid_to"},
        district="district",
        dimensions={
            "sex": Dimension(_("Sex"), "person__sex", choice_words(Sex)),
            "district": Dimension(_("District"), "district_id", district_words),
            "level": Dimension(_("Level"), "level", choice_words(TrainerLevel)),
            "topic": Dimension(_("Topic"), "topic", choice_words(Topic)),
        },
        measures={"people": Measure(_("People, each counted once"), "distinct", "person_id")},
        record=lambda row: (str(row.person), reverse("person", args=[row.person_id])),
        columns={
            "level": (_("Level"), "level"),
            "from": (_("Since"), "valid_from"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("person", "district"),
    ),
)
