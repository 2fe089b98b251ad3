"""Acts in the API: POST …/{id}/<act>/ reads what was sent by the form of the page and calls its verb.

`If-Match` with the record's version is required (428 without, 412 stale); `Idempotency-Key` makes a
repeated call give the answer of the first (422 for another body, 409 while it is under way). What is
new has no version: POST …/ without an id (`making`). Files are sent as multipart/form-data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from solar_cms.audit.acts import AlreadyDone, InFlight, KeyReused, once
from solar_cms.audit.news import news_since
from solar_cms.base.forms import Form
from solar_cms.base.problems import Problem
from solar_cms.exchange.api import ReadViewSet, _strong, etag_of

NO_FIELD = "__all__"


class Missing(exceptions.APIException):
    status_code, default_code = 428, "if_match_missing"


class Stale(exceptions.APIException):
    status_code, default_code = 412, "stale"


class Reused(exceptions.APIException):
    status_code, default_code = 422, "key_reused"


class UnderWay(exceptions.APIException):
    status_code, default_code = 409, "key_in_flight"


class ActViewSet(ReadViewSet):
    """Lists, details and the acts that `acting` declares. `rights` names the right of each act."""

    parser_classes = [JSONParser, MultiPartParser]

    def may_act(self, record: Any, right: str) -> bool:
        """Whether the caller holds the right for this record, which they see."""
        user: Any = self.request.user
        return bool(user.scope.may_in(right, self.district_of(record)))

    def district_of(self, record: Any) -> str:
        return str(record.district_id)

    def carry_out(
        self, form_of: Callable[..., Form], verb: Callable[..., Any], *, new: bool = False
    ) -> Response:
        """Answer an act on the record of the address, or, when `new`, on none yet."""
        request: Any = self.request
        record = None if new else self.get_object()
        if record is not None and not self.may_act(record, self.rights[self.action]):
            raise PermissionDenied(self.rights[self.action])
        key, body = request.headers.get("Idempotency-Key", "")[:200], plain(request.data)
        doing: Any = (
            once(f"api:{key}", by=request.user, fingerprint=_fingerprint(request, body))
            if key
            else nullcontext()
        )
        try:
            with transaction.atomic(), doing as kept:
                if record is not None:
                    _check_version(record, request.headers.get("If-Match"), request.user)
                form = form_of(request.user, record, body)
                form.files = request.FILES
                if not form.is_valid():
                    raise exceptions.ValidationError(_errors(form))
                said = said_of(verb(record, request.user, form))
                if kept is not None:
                    kept.result = said
        except AlreadyDone as known:
            said = known.result
        except KeyReused as error:
            raise Reused(_("This key was used before for something else.")) from error
        except InFlight as error:
            raise UnderWay(_("The same call is being worked on.")) from error
        return Response(said, status=201 if new else 200)


def acting(
    name: str,
    form_of: Callable[[Any, Any, Mapping[str, Any]], Form],
    verb: Callable[[Any, Any, Any], Any],
    *,
    fields: Sequence[str],
    about: str,
) -> Any:
    """An act of an ActViewSet. form_of: (user, record, data) -> the page's form; verb: (record, by,
    form) -> what was made or changed; fields: names that may be sent, for the schema."""

    def view(self: ActViewSet, request: Request, pk: str | None = None) -> Response:
        return self.carry_out(form_of, verb)

    view.__name__, view.__doc__ = name, about
    headers = [
        OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True),
        REPEATABLE,
    ]
    return _described(fields, 200, headers)(action(detail=True, methods=["post"])(view))


def making(
    form_of: Callable[[Any, None, Mapping[str, Any]], Form],
    verb: Callable[[None, Any, Any], Any],
    *,
    fields: Sequence[str],
    about: str,
) -> Any:
    """As `acting`, of what is not there yet: the `create` of an ActViewSet."""

    def create(self: ActViewSet, request: Request) -> Response:
        return self.carry_out(form_of, verb, new=True)

    create.__doc__ = about
    return _described(fields, 201, [REPEATABLE])(create)


REPEATABLE = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)


def _described(fields: Sequence[str], status: int, headers: list[OpenApiParameter]) -> Any:
    """The schema of an act."""
    body = {"type": "object", "properties": {field: {"type": "string"} for field in fields}}
    made = {
        "type": "object",
        "properties": {"results": {"type": "array", "items": {"type": "object"}}},
    }
    return extend_schema(
        request={"application/json": body},
        responses={status: made},
        parameters=headers,
        filters=False,
    )


def _fingerprint(request: Any, body: Mapping[str, Any]) -> str:
    """Tells whether a repeated key came with the same call, its files included."""
    files = []
    for name, upload in request.FILES.items():
        files.append([name, hashlib.sha256(upload.read()).hexdigest()])
        upload.seek(0)
    return hashlib.sha256(
        json.dumps([request.path, body, *files], sort_keys=True).encode()
    ).hexdigest()


def _check_version(record: Any, sent: str | None, reader: Any) -> None:
    """The record is held until the act ends, so nobody changes it in between. A stale one is told
    what was done since, by whom and when."""
    if sent is None:
        raise Missing(_("Send the version you read in If-Match."))
    fresh = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    tags = {_strong(tag) for tag in sent.split(",")}
    if etag_of(fresh) in tags:
        return
    told = _("Somebody else changed this record after you read it; read it again.")
    read = [int(tag.strip('"')) for tag in tags if tag.strip('"').isdecimal()]
    news = news_since(fresh, max(read), reader) if read else []
    raise Stale("\n".join([str(told), *news]))


def plain(data: Any) -> dict[str, Any]:
    """What was sent, as a form reads it: texts, lists of texts, nothing for null; an object as its
    JSON."""
    if not isinstance(data, Mapping):
        raise exceptions.ValidationError({"": _("Send an object of fields.")})
    rows = _sent(data) if isinstance(data, QueryDict) else data
    return {str(name): _text(value) for name, value in rows.items()}


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value)
    return value if isinstance(value, list) else "" if value is None else str(value)


def _sent(data: QueryDict) -> dict[str, Any]:
    """Parts of multipart/form-data without its files; a name that came several times is a list."""
    parts = {name: [v for v in found if not hasattr(v, "read")] for name, found in data.lists()}
    return {name: v if len(v) > 1 else v[0] for name, v in parts.items() if v}


def problems_of(form: Form) -> list[Problem]:
    """What a form that was sent found wrong, each at its field."""
    return [
        Problem(one.code or "invalid", str(message), "" if name == NO_FIELD else name)
        for name, found in form.errors.as_data().items()
        for one in found
        for message in one.messages
    ]


def _errors(form: Form) -> dict[str, list[exceptions.ErrorDetail]]:
    errors: dict[str, list[exceptions.ErrorDetail]] = {}
    for one in problems_of(form):
        said = exceptions.ErrorDetail(str(one.message), code=one.code)
        errors.setdefault(one.field, []).append(said)
    return errors


def said_of(made: Any) -> dict[str, Any]:
    """The records that came of it, by id and version."""
    rows = made if isinstance(made, list) else [made]
    return {"results": [{"id": str(row.pk), "version": _version(row)} for row in rows]}


def _version(row: Any) -> int | None:
    """As it stands: triggers raise it."""
    return type(row)._base_manager.filter(pk=row.pk).values_list("version", flat=True).first()
