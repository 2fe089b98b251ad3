"""Closed employers and workplaces: names and phones of people go, what was done there stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.audit.scrubbing import take_out
from solar_cms.base.hooks import RetentionStep, retention_steps
from solar_cms.base.models import today
from solar_cms.registry.models import Employer, Workplace
from solar_cms.registry.privacy.emptying import EMPTIED
from solar_cms.registry.states import WorkplaceKind


def employers_over(day: date) -> Any:
    return Employer.objects.filter(closed_on__lt=day, emptied_on=None)


def empty_employers(rows: Sequence[Any], by: Any) -> None:
    """Who spoke for it and the phone go. An employer without a number of the register may be a natural
    person, so its name goes too; an enterprise keeps its own."""
    found = Employer.objects.filter(pk__in=rows)
    found.exclude(representative="").update(representative=EMPTIED)
    unregistered = list(found.filter(registration_number="").values_list("pk", flat=True))
    Employer.objects.filter(pk__in=unregistered).update(name_local=EMPTIED, name_latin="")
    found.update(phone="", emptied_on=today())
    table = Employer._meta.db_table
    take_out(table, rows, ("phone", "representative"))
    take_out(table, unregistered, ("name_local", "name_latin"))


def plots_over(day: date) -> Any:
    """Plots are called after the people who work them; a mill's name names nobody."""
    return Workplace.objects.filter(
        closed_on__lt=day, emptied_on=None, kind=WorkplaceKind.HOUSEHOLD
    )


def empty_plots(rows: Sequence[Any], by: Any) -> None:
    Workplace.objects.filter(pk__in=rows).update(
        name_local=EMPTIED, name_latin="", emptied_on=today()
    )
    take_out(Workplace._meta.db_table, rows, ("name_local", "name_latin"))


retention_steps.add(
    "registry.employers",
    RetentionStep("employer", _("Closed employers"), employers_over, empty_employers),
)
retention_steps.add(
    "registry.plots",
    RetentionStep("employer", _("Closed household plots"), plots_over, empty_plots),
)
