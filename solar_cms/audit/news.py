"""What became of a record since somebody read it: for whoever writes against an old version."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import ngettext

from solar_cms.audit.changes import changed_fields
from solar_cms.audit.history import said_by, words_for
from solar_cms.audit.models import Act, Change
from solar_cms.base.hooks import record_kinds
from solar_cms.base.said import say_when

MOST = 5


def news_since(record: models.Model, version: int, reader: Any) -> list[str]:
    """A line for each act on a record after the version that the reader has read, oldest first:
    what was done, by whom, when, and what it changed of the record itself. Constant queries.

    Only the record's own fields are told, not its parts: a part may have readers of its own.
    """
    table = record._meta.db_table
    acts = list(
        Act.objects.filter(
            subject_table=table, subject_id=str(record.pk), subject_version__gt=version
        ).order_by("subject_version", "-id")
    )
    left_out = len(acts) - MOST
    acts = acts[-MOST:]
    changes = Change.objects.filter(table=table, row=str(record.pk), act__in=acts).order_by("id")
    fields = changed_fields(record, list(changes), record_kinds.get(table), reader)
    by = said_by(acts)
    lines = [
        ". ".join(
            part
            for part in (
                f"{words_for(one.name)} · {by[one.pk]} · {say_when(one.at)}",
                "; ".join(fields.get(one.pk, ())),
            )
            if part
        )
        for one in acts
    ]
    if left_out > 0:
        said = ngettext("%(count)s earlier act", "%(count)s earlier acts", left_out)
        lines.insert(0, said % {"count": left_out})
    return lines
