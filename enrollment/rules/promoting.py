"""What stands in the way of appointing or ending a promoter."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from enrollment.models import Promoter
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day
from solar_cms.registry.models import Person


def problems_with_appointing(person: Person, valid_from: date) -> list[Problem]:
    found = []
    if person.died_on:
        found.append(Problem("promoter.died", _("This person has died."), "person"))
    serving = Promoter.objects.on(valid_from).filter(person=person).first()
    if serving is not None:
        message = _("This person is already a promoter since %(day)s.") % {
            "day": say_day(serving.valid_from)
        }
        found.append(Problem("promoter.already", message, "valid_from"))
    return found


def problems_with_ending(promoter: Promoter, ended_on: date, today: date) -> list[Problem]:
    found = []
    if promoter.valid_to and promoter.valid_to < today:
        message = _("This appointment ended on %(day)s.") % {"day": say_day(promoter.valid_to)}
        found.append(Problem("promoter.ended", message))
    if ended_on < promoter.valid_from:
        message = _("The end date must not be before the start date.")
        found.append(Problem("promoter.end_before_start", message, "ended_on"))
    return found
