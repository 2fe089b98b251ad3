"""The steps of retention for people and for what the lower floors keep."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.audit.models import OutboxMessage
from solar_cms.audit.scrubbing import take_out
from solar_cms.base.hooks import RetentionStep, person_uses, retention_steps
from solar_cms.documents.models import LETTER, LETTER_COPY, Attachment, Letter, Service
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.imports.states import BatchState
from solar_cms.registry.models import Person
from solar_cms.registry.privacy.emptying import EMPTIED, forget_files
from solar_cms.registry.privacy.operations import erase_person
from solar_cms.work.models import Job, Task


def moment(day: date) -> datetime:
    """The first moment of a day where the office is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def first_id_of(day: date) -> uuid.UUID:
    """The smallest id that can have been made on a day: ids begin with their time (UUIDv7)."""
    thousandths = int(moment(day).timestamp() * 1000)
    return uuid.UUID(int=thousandths << 80)


def people_over(day: date) -> Any:
    """People registered before the day with whom nothing has had to do since."""
    rows = Person.objects.filter(erased_on=None, pk__lt=first_id_of(day))
    for use in person_uses:
        rows = rows.exclude(pk__in=use.since(day))
    return rows


def erase_people(rows: Sequence[Any], by: Any) -> None:
    for person in Person.objects.filter(pk__in=rows):
        erase_person(person, by=by, reason="retention.person")


def letters_over(day: date) -> Any:
    return Letter.objects.filter(issued_on__lt=day).exclude(data={})


def empty_letters(rows: Sequence[Any], by: Any) -> None:
    """Number, kind, office and date stay for verification."""
    services = Service.objects.filter(letter__in=rows)
    served = list(services.values_list("pk", flat=True))
    Letter.objects.filter(pk__in=rows).update(data={}, titles={})
    services.update(recipient=EMPTIED)
    services.exclude(note="").update(note=EMPTIED)
    forget_files(
        Attachment.objects.filter(
            owner_kind__in=[LETTER, LETTER_COPY], owner_id__in=[str(pk) for pk in rows]
        )
    )
    take_out(Letter._meta.db_table, rows, ("data", "titles"))
    take_out(Service._meta.db_table, served, ("recipient", "note"))


def batches_over(day: date) -> Any:
    """Imports whose rows still stand on the desk though they were imported, undone or dropped long ago."""
    left = Q(imported_at__lt=moment(day)) | Q(
        state__in=[BatchState.DROPPED, BatchState.UNDONE], uploaded_at__lt=moment(day)
    )
    return Batch.objects.filter(left, pk__in=StagedRow.objects.values("batch"))


def forget_rows(rows: Sequence[Any], by: Any) -> None:
    StagedRow.objects.filter(batch__in=rows).delete()


def delete_of(model: Any) -> Any:
    def carry_out(rows: Sequence[Any], by: Any) -> None:
        model._base_manager.filter(pk__in=rows).delete()

    return carry_out


def add_own(name: str, rule: str, label: Any, model: Any, column: str) -> None:
    """A step that deletes working data by the time in a column."""
    retention_steps.add(
        name,
        RetentionStep(
            rule,
            label,
            lambda day: model._base_manager.filter(**{f"{column}__lt": moment(day)}),
            delete_of(model),
            own=True,
        ),
    )


retention_steps.add(
    "registry.people", RetentionStep("person", _("People"), people_over, erase_people)
)
retention_steps.add(
    "documents.letters", RetentionStep("letter", _("Letters"), letters_over, empty_letters)
)
retention_steps.add(
    "imports.rows",
    RetentionStep("import", _("Rows of imported files"), batches_over, forget_rows, own=True),
)
add_own("work.jobs", "work", _("Jobs that ended"), Job, "ended_at")
add_own("work.tasks", "work", _("Tasks that are settled"), Task, "settled_at")
add_own("audit.outbox", "work", _("Messages that were sent"), OutboxMessage, "done_at")
add_own("sign_in.attempts", "sign_in", _("Failed sign-ins by name"), AccessAttempt, "attempt_time")
add_own("sign_in.failures", "sign_in", _("Failed sign-ins"), AccessFailureLog, "attempt_time")
add_own("sign_in.log", "sign_in", _("Sign-ins"), AccessLog, "attempt_time")
add_own("sign_in.sessions", "sign_in", _("Sessions that ended"), Session, "expire_date")
