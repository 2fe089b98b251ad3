"""The lockout after repeated failures (django-axes): per person, whatever name is typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from solar_cms.accounts.backends import user_named


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name under which failures are counted: the user's own user name, whether user name,
    phone or e-mail was typed; what was typed where nobody is called so."""
    given = (credentials or {}).get("username") or (
        request.POST.get("username", "") if request else ""
    )
    given = str(given)[:254].replace("\0", "")
    user = user_named(given)
    return user.username if user else given.strip().lower()


def locked_names(names: Iterable[str]) -> set[str]:
    """Those of these counted names that are locked out now. One query."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    locked = AccessAttempt.objects.filter(
        username__in=list(names),
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=since,
    )
    return set(locked.values_list("username", flat=True))


def open_again_at(name: str) -> datetime | None:
    """When the lockout of this counted name ends; None where there is none."""
    last = AccessAttempt.objects.filter(username=name).order_by("-attempt_time").first()
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return last.attempt_time + cool_off if last else None
