"""POST /api/v1/sync/: acts that were written where there was no line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import exceptions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from solar_cms.base.policy import Policy
from solar_cms.base.problems import Problem
from solar_cms.exchange.acting import plain
from solar_cms.exchange.rest import field_problems
from solar_cms.exchange.sync.operations import Sent, receive, refused

MOST = 50  # acts in one call
MOST_BYTES = 4 * 1024 * 1024


class TooLarge(exceptions.APIException):
    status_code, default_code = 413, "sync.too_large"


class SomebodyElse(exceptions.APIException):
    status_code, default_code = 409, "sync.user"


class OperationSerializer(serializers.Serializer):
    """One act. key: made by the device, once for each act. version: of the record as it was read.
    happened_at: by the device's clock, with its zone. data: the fields of the page's form."""

    key = serializers.UUIDField()
    act = serializers.CharField(max_length=60)
    record = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1)
    happened_at = serializers.DateTimeField()
    data = serializers.DictField()  # type: ignore[assignment]


class BatchSerializer(serializers.Serializer):
    """user: whose acts these are, so that none is sent in another's name on the same device."""

    user = serializers.UUIDField(required=False)
    operations = OperationSerializer(many=True)


class ProblemSerializer(serializers.Serializer):
    code, message = serializers.CharField(), serializers.CharField()
    field, severity = serializers.CharField(), serializers.CharField()


class OutcomeSerializer(serializers.Serializer):
    """What became of one act. `stands`: of a conflict, what stands now, as [label, words]."""

    key = serializers.CharField()
    outcome = serializers.ChoiceField(["applied", "known", "refused", "conflict", "later"])
    first = serializers.CharField(required=False)
    words = serializers.CharField()
    url = serializers.CharField(required=False)
    problems = ProblemSerializer(many=True, required=False)
    results = serializers.ListField(child=serializers.DictField(), required=False)
    conflict = serializers.UUIDField(required=False)
    version = serializers.IntegerField(required=False)
    stands = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class SyncViewSet(viewsets.ViewSet):
    """Each act is carried out by itself, in the order sent: one that is refused stops no other."""

    policy = Policy("api")
    rights = {"create": "work.inbox"}

    @extend_schema(
        request=BatchSerializer,
        responses={
            200: inline_serializer("Outcomes", {"results": OutcomeSerializer(many=True)}),
        },
    )
    def create(self, request: Request) -> Response:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES:
            raise TooLarge(_("This is too much at once. Send fewer acts in one call."))
        operations = self._operations(request)
        return Response({"results": [_one(sent, request.user) for sent in operations]})

    def _operations(self, request: Request) -> list[Any]:
        body: Any = request.data
        sent = body.get("operations") if isinstance(body, Mapping) else None
        if not isinstance(sent, list) or not sent:
            raise exceptions.ValidationError({"operations": _("Send a list of acts.")})
        if len(sent) > MOST:
            raise TooLarge(_("This is too much at once. Send fewer acts in one call."))
        if body.get("user") not in (None, "", str(request.user.pk)):
            raise SomebodyElse(_("These acts belong to somebody else who used this device."))
        return sent


def _one(item: Any, user: Any) -> dict[str, Any]:
    key = str(item.get("key", ""))[:64] if isinstance(item, Mapping) else ""
    serializer = OperationSerializer(data=item)
    if not serializer.is_valid():
        details = exceptions.ValidationError(serializer.errors).get_full_details()
        return {"key": key, **refused(list(field_problems(details)))}
    given = serializer.validated_data
    if unreadable := [name for name, value in given["data"].items() if not _is_text(value)]:
        words = _("Send a text or a list of texts.")
        return {"key": key, **refused([Problem("sync.data", words, n) for n in unreadable])}
    data = {_clean(name): _cleaned(value) for name, value in plain(given["data"]).items()}
    return {"key": key, **receive(Sent(**{**given, "data": data}), by=user)}


def _is_text(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return value is None or isinstance(value, str | int | float)


def _clean(text: str) -> str:
    return text.replace("\0", "")


def _cleaned(value: Any) -> Any:
    return [_clean(one) for one in value] if isinstance(value, list) else _clean(value)
