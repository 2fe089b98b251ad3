"""Verbs on what is known of a village: population, roads, unexploded ordnance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.places.models import Village, VillagePopulation, VillageRoad
from solar_cms.places.states import Uxo


def problems_with_population(
    year: int, women: int, men: int, working_women: int | None, working_men: int | None
) -> list[Problem]:
    """A year that has come, and not more of working age than in all."""
    found = []
    if not 1990 <= year <= today().year:
        message = _("The year must be between 1990 and this year.")
        found.append(Problem("village.year", message, "year"))
    for field, part, whole in (
        ("working_women", working_women, women),
        ("working_men", working_men, men),
    ):
        if part is not None and part > whole:
            message = _("There cannot be more of working age than in all.")
            found.append(Problem("village.working_age", message, field))
    return found


def record_population(
    village: Village,
    *,
    by: HasActor,
    year: int,
    women: int,
    men: int,
    source: str,
    working_women: int | None = None,
    working_men: int | None = None,
) -> VillagePopulation:
    """How many lived in the village in a year, and where that is written; a year recorded again is
    corrected."""
    refuse_if(problems_with_population(year, women, men, working_women, working_men))
    with act("village.population_recorded", by=by, on=village, year=year):
        Village.objects.select_for_update().get(pk=village.pk)
        known = VillagePopulation.objects.filter(village=village, year=year).first()
        row = known or VillagePopulation(village=village, year=year)
        row.women, row.men, row.source = women, men, source.strip()
        row.working_women, row.working_men = working_women, working_men
        row.save()
    return row


def set_roads(village: Village, *, by: HasActor, states: Mapping[int, str]) -> None:
    """How the village can be reached, month by month (1 to 12); months not named are not known."""
    with act("village.roads_recorded", by=by, on=village):
        Village.objects.select_for_update().get(pk=village.pk)
        known = {row.month: row for row in VillageRoad.objects.filter(village=village)}
        for month in range(1, 13):
            row, state = known.get(month), states.get(month, "")
            if row is not None and not state:
                row.delete()
            elif state and (row is None or row.state != state):
                row = row or VillageRoad(village=village, month=month)
                row.state = state
                row.save()


def problems_with_uxo(uxo: str, on: date | None, source: str) -> list[Problem]:
    """Whoever says that a village is clear or not says since when and from where they know."""
    found = []
    if uxo != Uxo.UNKNOWN and (on is None or not source.strip()):
        message = _("Say as of which day, and who says so.")
        found.append(Problem("village.uxo_source", message, "uxo_source"))
    if on is not None and on > today():
        message = _("The date must not be in the future.")
        found.append(Problem("day.later", message, "uxo_on"))
    return found


def set_uxo(
    village: Village, *, by: HasActor, uxo: str, uxo_on: date | None = None, uxo_source: str = ""
) -> Village:
    """What is known about unexploded ordnance at the village."""
    refuse_if(problems_with_uxo(uxo, uxo_on, uxo_source))
    with act("village.uxo_recorded", by=by, on=village, uxo=uxo):
        village = Village.objects.select_for_update().get(pk=village.pk)
        village.uxo, village.uxo_on, village.uxo_source = uxo, uxo_on, uxo_source.strip()
        village.save()
    return village
