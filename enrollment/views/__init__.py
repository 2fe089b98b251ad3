"""Pages of enrolment: fetch what the reader may see, read the form, call one verb."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from enrollment.models import Application, Membership, Remittance
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Person


def the_membership(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Membership:
    """The membership, if the reader sees it; 403 when they see it but lack the right there."""
    rows = Membership.objects.visible_to(_user(request)).select_related(
        "person__village",
        "person__district",
        "scheme",
        "district__province",
        "group",
        "channel",
        "promoter__person",
        "application",
    )
    return _allowed(request, get_object_or_404(rows, pk=pk), right)


def the_application(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Application:
    rows = Application.objects.visible_to(_user(request)).select_related(
        "person__village",
        "person__district",
        "scheme",
        "district__province",
        "group",
        "channel",
        "promoter__person",
        "officer",
    )
    return _allowed(request, get_object_or_404(rows, pk=pk), right)


def the_remittance(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Remittance:
    rows = (
        Remittance.objects.visible_to(_user(request))
        .with_sums()  # type: ignore[attr-defined]
        .select_related("district__province", "scheme", "remitted_by")
    )
    return _allowed(request, get_object_or_404(rows, pk=pk), right)


def the_person(request: HttpRequest, pk: uuid.UUID, right: str) -> Person:
    rows = Person.objects.visible_to(_user(request)).select_related("village", "district")
    return _allowed(request, get_object_or_404(rows, pk=pk), right)


def _allowed(request: HttpRequest, record: Any, right: str) -> Any:
    if right and not _user(request).scope.may_in(right, record.district_id):
        raise PermissionDenied(right)
    return record


def _user(request: HttpRequest) -> Any:
    return request.user


def tell_warnings(request: HttpRequest, problems: Iterable[Problem]) -> None:
    """Say on the next page what was recorded all the same."""
    for problem in problems:
        messages.warning(request, str(problem.message))
