"""Sensitive facts: kept, read and erased, each with its consent."""

from __future__ import annotations

from collections.abc import Sequence

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.registry import household_rules
from solar_cms.registry.forgetting import forget_facts
from solar_cms.registry.models import Person, SensitiveFact
from solar_cms.registry.operations.people import nfc


def record_sensitive(
    person: Person, *, by: HasActor, kind: str, codes: Sequence[str], note: str = ""
) -> SensitiveFact:
    """Keep what a person said of themselves under the consent in force; instead of what was kept."""
    with act("person.sensitive_recorded", by=by, on=person, kind=kind):
        Person.objects.select_for_update().get(pk=person.pk)
        refuse_if(household_rules.problems_with_sensitive(person, kind, codes))
        fact = SensitiveFact.objects.filter(person=person, kind=kind).first()
        fact = fact or SensitiveFact(person=person, kind=kind)
        fact.codes, fact.note = list(codes), nfc(note)
        fact.consent = household_rules.consent_for(person, kind)  # type: ignore[assignment]
        fact.full_clean(validate_unique=False, validate_constraints=False)
        fact.save()
    return fact


def read_sensitive(person: Person, *, by: HasActor) -> list[SensitiveFact]:
    """What is kept under a consent in force; the reading is recorded."""
    with act("person.sensitive_read", by=by, on=person, reading=True):
        return list(
            SensitiveFact.objects.filter(person=person, consent__withdrawn_on=None)
            .select_related("consent__text")
            .order_by("kind")
        )


def erase_sensitive(fact: SensitiveFact, *, by: HasActor) -> None:
    """The person no longer wants it kept; the consent may stay."""
    with act("person.sensitive_erased", by=by, on=fact.person, kind=fact.kind):
        forget_facts(SensitiveFact.objects.filter(pk=fact.pk))
