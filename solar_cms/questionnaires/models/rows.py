"""Who sees which rows of forms and of answers."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from solar_cms.base.hooks import answers_owners


def readable(user: Any, path: str = "pk") -> Q:
    """Sets of answers whose record this user may open; `path` leads to the set's key."""
    found = Q(pk__in=[])
    for owner in answers_owners:
        found |= Q(**{f"{path}__in": owner.visible(user)})
    return found


class FormQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All forms and versions, for holders of `forms.view`."""
        return self if user.may("forms.view") else self.none()


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All drafts of forms, for holders of `forms.edit`."""
        return self if user.may("forms.edit") else self.none()


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Answers given in a record (a visit, a test) that the reader may open."""
        return self.filter(readable(user))
