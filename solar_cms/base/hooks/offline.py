"""What apps let people send later: acts written on a device where there was no line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from solar_cms.base.forms import Form
from solar_cms.base.hooks.registry import Registry, Text

Rows = Sequence[tuple[str, str]]  # (label, what is said), for people


class Moved(Exception):
    """What the sender had read changed in a way that the record's version does not tell."""


@dataclass(frozen=True)
class SyncOperation:
    """An act that may be sent later, by the same form and verb as its page. Registered under the
    name of the act ("cases.visit").

    right: needed for the record's district. visible: (user) -> the records the user sees.
    form_of: (user, record, data) -> the page's form, bound; data as a browser posts it.
    verb: (record, by, form) -> what was made or changed; raises Refused or Moved.
    url: (record) -> its page. said: (user, record, data, own) -> what was sent, in words, as far as
    this reader may read it; own: the reader wrote it. stands: (user, record) -> what stands now about the same.
    done: words for success.
    """

    label: Text
    right: str
    visible: Callable[[Any], QuerySet]
    form_of: Callable[[Any, Any, Any], Form]
    verb: Callable[[Any, Any, Any], Any]
    url: Callable[[Any], str]
    said: Callable[[Any, Any, Mapping[str, Any], bool], Rows]
    stands: Callable[[Any, Any], Rows]
    done: Text = ""
    district_of: Callable[[Any], str | None] = lambda record: record.district_id


sync_operations: Registry[SyncOperation] = Registry("operation sent later")
