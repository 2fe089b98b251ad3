"""What every API view stands on: rights per action, keyset lists, ETags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from solar_cms.base.policy import Policy


class ReadViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Lists and details of what the reader may see. A row out of scope is a 404 like a missing one.

    Subclasses give `model_queryset` (unscoped, with its select_related), `serializer_class`,
    `ordering` (ending in the id), `rights` and, for filters, `filterset_class`.
    """

    policy = Policy("api")
    model_queryset: QuerySet
    ordering: Sequence[str] = ("id",)
    rights: Mapping[str, str] = {}

    @property
    def queryset(self) -> QuerySet:  # type: ignore[override]
        return self.model_queryset.all()

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model_queryset.none()
        return self.model_queryset.all().visible_to(self.request.user)  # type: ignore[attr-defined]

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        tag = etag_of(record)
        if tag and tag in {_strong(t) for t in request.headers.get("If-None-Match", "").split(",")}:
            return Response(status=304, headers={"ETag": tag})
        response = Response(self.get_serializer(record).data)
        if tag:
            response.headers["ETag"] = tag
        return response


def etag_of(record: Any) -> str:
    """The record's version as an entity tag; children raise it too."""
    version = getattr(record, "version", None)
    return f'"{version}"' if version is not None else ""


def _strong(tag: str) -> str:
    """A weak tag from a compressing proxy means the same version."""
    return tag.strip().removeprefix("W/")
