"""What the registry's pages share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.hooks import record_panels


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """The registry's lists, one beside the other."""
    names = [
        ("people", _("People")), ("groups", _("Producer groups")),
        ("workplaces", _("Workplaces")), ("employers", _("Employers")),
    ]  # fmt: skip
    return [(label, reverse(name), name == current) for name, label in names]


def tabs_for(user: Any, current: str) -> list[tuple[str, str, bool]]:
    rights = {"people": "people.view", "groups": "groups.view"}
    allowed = [n for n in ("people", "groups", "workplaces", "employers")]
    return [
        tab
        for name, tab in zip(allowed, tabs(current), strict=True)
        if user.may(rights.get(name, "employers.view"))
    ]


def panels_of(user: Any, record: Any) -> list[dict[str, Any]]:
    """What upper apps know about the record, for `{% panel %}`."""
    label = f"{record._meta.app_label}.{record._meta.object_name}"
    found = []
    for panel in sorted(record_panels, key=lambda p: p.order):
        if panel.model == label and user.may(panel.right):
            values = panel.context(user, record)
            if values is not None:
                found.append({"template": panel.template, "values": values})
    return found


def allow(request: HttpRequest, right: str, district: str | None) -> None:
    """The right must reach the row's district; otherwise 403."""
    user: Any = request.user
    if not user.scope.may_in(right, district):
        raise PermissionDenied(right)


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return list(more)
