"""Cutting attendance and trainers' roles loose from the person when their time is over.

Figures count people by sex, age and district, each person once. So the rows do not lose their person:
they get another one, an empty record of the same sex, year of birth and district that leads to nobody.
All of a person's rows go together, else one person would be counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from solar_cms.audit.scrubbing import take_out
from solar_cms.base.hooks import RetentionStep
from solar_cms.base.models import today
from solar_cms.registry.models import Merge, Person
from trainings.models import Attendance, Trainer
from trainings.privacy import PARTS


def attendances_over(day: date) -> Any:
    """Attendances of people who were on no register of a session that ended on or after the day."""
    later = Attendance.objects.filter(person=OuterRef("person"), session__ends_on__gte=day)
    return Attendance.objects.filter(~Exists(later), person__erased_on=None)


def trainers_over(day: date) -> Any:
    """Roles of people who were no trainers any more since before the day."""
    later = Trainer.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), person=OuterRef("person")
    )
    return Trainer.objects.filter(~Exists(later), person__erased_on=None)


def cut_loose(model: Any) -> Any:
    """A step's carry_out: rows of the model are given to a stand-in, with all others of the person.

    What was cut for an earlier row of the same run is left as it is.
    """

    def carry_out(rows: Sequence[Any], by: Any) -> None:
        found = Person.objects.filter(
            pk__in=model.objects.filter(pk__in=rows).values("person"), erased_on=None
        )
        for person in found.select_for_update():
            theirs = model.objects.filter(person=person)
            keys = list(theirs.values_list("pk", flat=True))
            theirs.update(person=stand_in(person))
            take_out(model._meta.db_table, keys, ("person_id",))
            _forget_steps(model, person)

    return carry_out


def stand_in(person: Person) -> Person:
    """A record without a name that is counted as the person was."""
    return Person.objects.create(
        sex=person.sex,
        birth_year=person.birth_date.year if person.birth_date else person.birth_year,
        district_id=person.district_id,
        organisation_id=person.organisation_id,
        is_demo=person.is_demo,
        erased_on=today(),
    )


def _forget_steps(model: Any, person: Person) -> None:
    """Merges of the person's records name the rows they moved: they name these no more."""
    label = model._meta.label
    labels = {label, *(part.rpartition(".")[0] for part in PARTS.get(label, ()))}
    for merge in Merge.objects.filter(Q(keep=person) | Q(other=person)):
        kept = [
            step
            for step in merge.steps
            if (step.get("joined") or step["of"].rpartition(".")[0]) not in labels
        ]
        if kept != merge.steps:
            Merge.objects.filter(pk=merge.pk).update(steps=kept)
            take_out(Merge._meta.db_table, [merge.pk], ("steps",))


STEPS = {
    "trainings.attendances": RetentionStep(
        "training", _("Attendances"), attendances_over, cut_loose(Attendance)
    ),
    "trainings.trainers": RetentionStep(
        "training", _("Trainers' roles that ended"), trainers_over, cut_loose(Trainer)
    ),
}
