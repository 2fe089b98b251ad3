"""Whose answers they are: the records of upper apps that asked, and who may read them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from solar_cms.base.hooks import answers_owners
from solar_cms.questionnaires.models import Answer


def readable(user: Any, path: str = "pk") -> Q:
    """The sets of answers whose record this user may open; `path` leads to the set's key."""
    found = Q(pk__in=[])
    for owner in answers_owners:
        found |= Q(**{f"{path}__in": owner.visible(user)})
    return found


def record_of(answer: Answer) -> tuple[str, str]:
    """(words, address) of the record that asked; the address finds it when it is opened."""
    return str(answer.response), reverse("answers_record", args=[answer.response_id])
