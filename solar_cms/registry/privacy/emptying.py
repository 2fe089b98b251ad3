"""What the registry itself takes out when a record of a person is emptied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from solar_cms.base.models import today
from solar_cms.documents.models import Attachment, Letter, StoredFile
from solar_cms.registry.models import (
    Consent,
    CorrectionRequest,
    HouseholdMember,
    IdDocument,
    Merge,
    Person,
    SensitiveFact,
)
from solar_cms.work.models import Task

EMPTIED = "⌫"
OWNER = "registry.person"
NAMES = ("given_name", "family_name", "given_name_latin", "family_name_latin", "phone")
OF_PERSON = (
    *NAMES,
    "aliases",
    "birth_date",
    "birth_year",
    "village_id",
    "literacy",
    "languages",
    "sort_name",
)
Words = Mapping[str, tuple[Sequence[Any], Sequence[str]]]


def empty_own(person: Person) -> Words:
    """Empty the person's row and the registry's rows about it; the tables, rows and columns whose old
    values are to go from the audit as well. The birth year stays in the row."""
    year = person.birth_date.year if person.birth_date else person.birth_year
    Person.everyone.filter(pk=person.pk).update(
        **dict.fromkeys(NAMES, ""),
        aliases=[],
        birth_date=None,
        birth_year=year,
        village=None,
        household=None,
        literacy="",
        languages=[],
        erased_on=today(),
    )
    words: dict[str, tuple[Sequence[Any], Sequence[str]]] = {
        Person._meta.db_table: ([person.pk], [c for c in OF_PERSON if c != "birth_year"])
    }

    def note(model: Any, rows: Any, *columns: str) -> None:
        words[model._meta.db_table] = (list(rows.values_list("pk", flat=True)), columns)

    documents = IdDocument.objects.filter(person=person)
    note(IdDocument, documents, "number")
    sensitive = SensitiveFact.objects.filter(person=person)
    note(SensitiveFact, sensitive, "codes", "note")
    consents = Consent.objects.filter(person=person)
    note(Consent, consents, "witness")
    files = Attachment.objects.filter(owner_kind=OWNER, owner_id=str(person.pk))
    note(Attachment, files, "name", "caption", "taken_at", "latitude", "longitude")
    letters = Letter.objects.filter(owner_kind=OWNER, owner_id=str(person.pk))
    note(Letter, letters, "data", "titles")
    requests = CorrectionRequest.objects.filter(person=person)
    note(CorrectionRequest, requests, "asks", "reason")
    merges = Merge.objects.filter(Q(keep=person) | Q(other=person))
    note(Merge, merges, "facts", "names", "steps", "stayed", "reason", "undo_reason")
    tasks = Task.objects.filter(subject_table=Person._meta.db_table, subject_id=str(person.pk))
    note(Task, tasks, "title")

    documents.delete()
    sensitive.delete()
    HouseholdMember.objects.filter(person=person).delete()
    consents.exclude(witness="").update(witness=EMPTIED)
    consents.update(photo=None)
    forget_files(files)
    letters.update(data={}, titles={})
    requests.update(asks=EMPTIED)
    requests.exclude(reason="").update(reason=EMPTIED)
    merges.update(facts={}, names=[], steps=[], stayed=[], reason=EMPTIED)
    merges.exclude(undo_reason="").update(undo_reason=EMPTIED)
    tasks.update(title={})
    return words


def forget_files(files: Any) -> None:
    """Delete attachments; bytes that nothing else holds go with the next sweep of the store."""
    stored = list(files.values_list("file", flat=True))
    files.delete()
    bare = StoredFile.objects.filter(pk__in=stored, attachments__isnull=True)
    bare.filter(letterhead__isnull=True).delete()
