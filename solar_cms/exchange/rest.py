"""The API's defaults: who may, keyset pages, problem details (RFC 9457).

Apart from api.py because DRF loads its defaults while it loads its views.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions, pagination, permissions
from rest_framework.request import Request
from rest_framework.response import Response

from solar_cms.base.paging import keyset_page
from solar_cms.base.problems import Problem, Refused

PROBLEM_JSON = "application/problem+json"


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; an unknown caller gets 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="solar_cms"'


class SessionScheme(OpenApiAuthenticationExtension):
    """How the schema names the session."""

    target_class = "solar_cms.exchange.rest.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class HasRight(permissions.BasePermission):
    """Default deny: the view names a right for each of its actions in `rights`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            raise exceptions.NotAuthenticated()
        action = getattr(view, "action", None)
        if action is None:
            raise exceptions.MethodNotAllowed(request.method or "")
        right = getattr(view, "rights", {}).get(action, "")
        return bool(right) and request.user.may(right)


class KeysetPagination(pagination.BasePagination):
    """{"next": address or null, "results": […]}. The view says its order in `ordering`."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: Any = None
    ) -> list[Any]:
        self.page = keyset_page(
            queryset,
            view.ordering,
            cursor=request.query_params.get("cursor", ""),
            size=_size(request),
            path=request.build_absolute_uri(request.path),
            query={k: v for k, v in request.query_params.lists()},
        )
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.page.next_url or None, "results": data})

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        text = {"type": "string"}
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "schema": text,
                "description": "Where the page begins; taken from `next`.",
            },
            {
                "name": "size",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
            },
        ]


def _size(request: Request) -> int:
    given = request.query_params.get("size", "50")
    if not given.isdecimal() or not 1 <= int(given) <= 200:
        raise exceptions.ValidationError({"size": _("A whole number from 1 to 200.")})
    return int(given)


def problem_details(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every error as RFC 9457 problem details with a `problems` list."""
    status, title, problems, headers = _described(error)
    if status is None:
        return None
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "problems": [p.as_dict() for p in problems],
    }
    return Response(body, status=status, headers=headers, content_type=PROBLEM_JSON)


def _described(error: Exception) -> tuple[int | None, str, list[Problem], dict[str, str]]:
    if isinstance(error, Refused):
        return 409, _("Refused"), error.problems, {}
    if isinstance(error, Http404):
        return 404, _("Not found"), [Problem("not_found", _("Nothing is here."))], {}
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        return (
            400,
            _("Some fields need mending"),
            list(field_problems(error.get_full_details())),
            {},
        )
    if isinstance(error, exceptions.APIException):
        headers = {}
        if header := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait))
        detail: Any = error.detail
        code = getattr(detail, "code", error.default_code)
        return error.status_code, str(detail), [Problem(str(code), str(detail))], headers
    return None, "", [], {}


def field_problems(details: Any, field: str = "") -> list[Problem]:
    """The details of a ValidationError as problems, each at its field ("a.b" inside another)."""
    if isinstance(details, Mapping) and "message" in details and "code" in details:
        return [Problem(str(details["code"]), str(details["message"]), field)]
    if isinstance(details, Mapping):
        return [
            p
            for name, inner in details.items()
            for p in field_problems(inner, f"{field}.{name}" if field else str(name))
        ]
    return [p for inner in details or [] for p in field_problems(inner, field)]
