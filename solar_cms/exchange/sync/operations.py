"""The verbs: take in one act that was sent later; send a kept one again; set it aside."""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solar_cms.accounts.models import User
from solar_cms.audit.acts import AlreadyDone, InFlight, KeyReused, act, once
from solar_cms.audit.models import IdempotencyKey
from solar_cms.base.hooks.offline import Moved, SyncOperation, sync_operations
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.exchange.acting import problems_of, said_of
from solar_cms.exchange.models import Conflict
from solar_cms.exchange.states import ConflictState
from solar_cms.work import inbox

log = logging.getLogger(__name__)
TASK = "exchange.conflict"


@dataclass(frozen=True)
class Sent:
    """An act as a device sends it. version: of the record as it was read there. happened_at: by the
    device's clock. data: {field: text or list of texts} as the page's form posts them."""

    key: uuid.UUID
    act: str
    record: uuid.UUID
    version: int
    happened_at: datetime
    data: Mapping[str, Any]

    def fingerprint(self) -> str:
        told = [self.act, str(self.record), self.version, self.data]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def receive(sent: Sent, *, by: User) -> dict[str, Any]:
    """Carry out one act once, in a transaction of its own. Never raises for what was sent.

    outcome: applied | known (came before; the rest is the first answer, `first` its outcome) |
    refused (problems; nothing is kept here, the device still has it) | conflict (kept, beside what
    stands) | later (the same key is being worked on, or a fault of ours: send it again).
    """
    try:
        with once(f"sync:{sent.key}", by=by, fingerprint=sent.fingerprint()) as kept:
            kept.result = _take(sent, by)
            return dict(kept.result)
    except AlreadyDone as known:
        return {**known.result, "outcome": "known", "first": known.result["outcome"]}
    except KeyReused:
        words = _("This key was used before for something else.")
        return refused([Problem("sync.key_reused", words)])
    except InFlight:
        return {"outcome": "later", "words": _("The same call is being worked on.")}
    except Refused as refusal:
        return refused(refusal.problems)
    except Exception:
        log.exception("an act sent later could not be taken in")
        return {"outcome": "later", "words": _("It could not be worked on now. Send it again.")}


def refused(problems: list[Problem]) -> dict[str, Any]:
    return {
        "outcome": "refused",
        "words": _("Not applied: something is to be put right."),
        "problems": [problem.as_dict() for problem in problems],
    }


def _take(sent: Sent, by: User) -> dict[str, Any]:
    operation = sync_operations.get(sent.act)
    if operation is None:
        raise Refused([Problem("sync.act", _("Such an act cannot be sent later."), "act")])
    # Held until the end, so that nobody changes it in between.
    operation.visible(by).model._base_manager.select_for_update().filter(pk=sent.record).first()
    record = operation.visible(by).filter(pk=sent.record).first()
    if record is None:
        raise Refused([Problem("sync.record", _("Nothing is here."), "record")])
    if not by.scope.may_in(operation.right, operation.district_of(record)):
        raise Refused([Problem("sync.right", _("You may not do this."), "act")])
    _done_by_page(sent, by)
    if record.version != sent.version:
        return _keep(sent, operation, record, by)
    try:
        with transaction.atomic():
            made = _apply(sent.act, operation, record, sent.data, by, happened_at=sent.happened_at)
    except Moved:
        return _keep(sent, operation, record, by)
    return {
        "outcome": "applied", "words": str(operation.done), "url": operation.url(record), **made
    }  # fmt: skip


def _done_by_page(sent: Sent, by: User) -> None:
    """A form sent by its page carries the same key: where only the reply was lost, it is done."""
    keys = [f"form:{sent.key.hex}", f"form:{sent.key}"]
    known = IdempotencyKey.objects.filter(actor_id=by.pk, key__in=keys).first()
    if known is not None:
        words = _("It had arrived before.")
        raise AlreadyDone({"outcome": "applied", "words": words, "url": known.result["to"]})


def _apply(
    name: str,
    operation: SyncOperation,
    record: Any,
    data: Mapping[str, Any],
    by: User,
    **told: Any,
) -> dict[str, Any]:
    """By the form and the verb of the page. Refused with what they find."""
    with act("sync.applied", by=by, operation=name, **told):
        form = operation.form_of(by, record, as_posted(data, record.version))
        if not form.is_valid():
            raise Refused(problems_of(form))
        made = operation.verb(record, by, form)
    return said_of(made)


def as_posted(data: Mapping[str, Any], version: int) -> QueryDict:
    """As a browser posts it, about the version that stands."""
    posted = QueryDict(mutable=True)
    for name, value in data.items():
        posted.setlist(name, value if isinstance(value, list) else [value])
    posted["version"] = str(version)
    return posted


def _keep(sent: Sent, operation: SyncOperation, record: Any, by: User) -> dict[str, Any]:
    """Nothing is written over and nothing lost: what was sent is kept, the sender asked to choose."""
    with act("conflict.kept", by=by, operation=sent.act) as recording:
        conflict = Conflict(
            key=sent.key,
            act=sent.act,
            record=sent.record,
            title=str(record)[:200],
            read_version=sent.version,
            stood_version=record.version,
            data=dict(sent.data),
            happened_at=sent.happened_at,
            sent_by=by,
            received_at=timezone.now(),
        ).save_new()
        recording.on(conflict)
        url = reverse("conflict", args=[conflict.pk])
        inbox.ask(
            kind=TASK, url=url, title=_asked(conflict), user=by, subject=conflict,
            district=operation.district_of(record) or "",
        )  # fmt: skip
    return {
        "outcome": "conflict",
        "words": _("The record was changed after you had opened it. Both sides are kept: choose."),
        "url": url,
        "conflict": str(conflict.pk),
        "version": record.version,
        "stands": [list(row) for row in operation.stands(by, record)],
    }


def _asked(conflict: Conflict) -> dict[str, str]:
    message = gettext_lazy("What you wrote could not be applied: %(record)s")
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(message) % {"record": conflict.title}
    return said


def send_again(conflict: Conflict, *, stands: int, by: User) -> Conflict:
    """Apply what was kept on top of what stands. stands: the version of the record that whoever
    decides has seen. Refused with what the page's form and verb find."""
    with act("conflict.sent_again", by=by, on=conflict):
        conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
        operation, record = _open_for(conflict, by)
        if record.version != stands:
            message = _("The record was changed once more. Read what stands now, then send again.")
            raise Refused([Problem("conflict.moved", message)])
        try:
            _apply(conflict.act, operation, record, conflict.data, by, conflict=conflict.pk)
        except Moved:
            message = _("Your answers on the server differ. Open the page and send it from there.")
            raise Refused([Problem("conflict.answers", message)]) from None
        _settle(conflict, ConflictState.SENT, by)
    return conflict


def set_aside(conflict: Conflict, *, reason: str, by: User) -> Conflict:
    """Leave what stands as it is; what was sent stays readable with the reason."""
    with act("conflict.set_aside", by=by, on=conflict):
        conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
        problems = _problems_with_settling(conflict)
        if not reason.strip():
            problems.append(Problem("conflict.reason", _("Say why it is set aside."), "reason"))
        refuse_if(problems)
        conflict.reason = reason.strip()[:300]
        _settle(conflict, ConflictState.ASIDE, by)
    return conflict


def _open_for(conflict: Conflict, by: User) -> tuple[SyncOperation, Any]:
    """The operation and its record, held; Refused where it cannot be sent by this person."""
    refuse_if(_problems_with_settling(conflict))
    operation = conflict.operation
    if operation is None:
        raise Refused([Problem("sync.act", _("Such an act cannot be sent later."))])
    rows = operation.visible(by)
    rows.model._base_manager.select_for_update().filter(pk=conflict.record).first()
    record = rows.filter(pk=conflict.record).first()
    if record is None or not by.scope.may_in(operation.right, operation.district_of(record)):
        raise Refused([Problem("sync.right", _("You may not do this."))])
    return operation, record


def _problems_with_settling(conflict: Conflict) -> list[Problem]:
    if conflict.is_open:
        return []
    return [Problem("conflict.settled", _("This is settled already."))]


def _settle(conflict: Conflict, state: str, by: User) -> None:
    conflict.state, conflict.closed_at, conflict.closed_by = state, timezone.now(), by
    conflict.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    inbox.settle(conflict)
