"""What cases have to say before an employer or a workplace is closed."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Employer


def problems_with_open_cases(record: Any) -> list[Problem]:
    """Nobody is closed while a case about them is open. record: an employer or a workplace."""
    mine = {"employer": record} if isinstance(record, Employer) else {"workplace": record}
    if not (still := Case.objects.filter(**mine).open().count()):
        return []
    message = format_lazy(_("Inspection cases that are open here: {n}."), n=still)
    return [Problem("closing.open_cases", message)]
