"""Promoters: appoint and end."""

from __future__ import annotations

from datetime import date

from enrollment.models import Promoter
from enrollment.rules import promoting as rules
from solar_cms.accounts.models import Organisation
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import District
from solar_cms.registry.models import Person


def appoint_promoter(
    person: Person,
    *,
    role: str,
    valid_from: date,
    by: HasActor,
    organisation: Organisation | None = None,
    district: District | None = None,
) -> Promoter:
    """Make a person a promoter from a day, in the district where they live unless another is
    given. Overlaps are refused by the database."""
    refuse_if(rules.problems_with_appointing(person, valid_from))
    with act("promoter.appointed", by=by) as recording:
        promoter = Promoter(
            person=person,
            role=role,
            organisation=organisation,
            district_id=district.pk if district else person.district_id,
            valid_from=valid_from,
        ).save_new()
        recording.on(promoter)
    return promoter


def end_promoter(promoter: Promoter, *, ended_on: date, by: HasActor, reason: str = "") -> Promoter:
    """The promoter's last day."""
    with act("promoter.ended", by=by, on=promoter):
        promoter = Promoter.objects.select_for_update().get(pk=promoter.pk)
        refuse_if(rules.problems_with_ending(promoter, ended_on, today()))
        promoter.valid_to, promoter.ended_because = ended_on, reason.strip()
        promoter.save(update_fields=["valid_to", "ended_because"])
    return promoter
