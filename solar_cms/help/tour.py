"""The tour of a role, as its home shows it."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from solar_cms.accounts.models import User
from solar_cms.base.texts import text_in
from solar_cms.help.models import TourState
from solar_cms.help.texts import Step, tours


def steps_for(user: User) -> list[Step]:
    """The steps of the user's first role that has a tour."""
    kinds = [role.kind for role in user.scope.roles] or sorted(user.scope.kinds)
    return next((tours()[kind] for kind in kinds if kind in tours()), [])


def tour_card(user: User) -> dict[str, Any] | None:
    """What the home shows: the step somebody is at; None when it is over or there is none."""
    steps = steps_for(user)
    state = TourState.objects.filter(user=user).first()
    if not steps or (state and state.is_over):
        return None
    at = min(state.step if state else 0, len(steps) - 1)
    step = steps[at]
    try:
        url = reverse(step.page) if step.page else ""
    except NoReverseMatch:  # an app that is switched off has no pages
        url = ""
    return {
        "title": text_in(step.title), "text": text_in(step.text), "page_url": url,
        "number": at + 1, "total": len(steps), "is_last": at + 1 == len(steps),
    }  # fmt: skip
