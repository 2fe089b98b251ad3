"""The file of what is held, requests for correction, and emptying a record."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.audit.scrubbing import take_out
from solar_cms.base.hooks import person_uses
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.registry.models import CorrectionRequest, Person
from solar_cms.registry.privacy import rules
from solar_cms.registry.privacy.emptying import empty_own
from solar_cms.registry.privacy.file import KIND
from solar_cms.registry.states import CorrectionState
from solar_cms.work.models import Job
from solar_cms.work.operations import start_job


def ask_for_held(person: Person, *, by: User) -> Job:
    """Start the job that writes down everything held about a person; the asking is recorded."""
    with act("person.held_asked", by=by, on=person):
        return start_job(KIND, {"person": person.pk}, by=by, title=_("What is held about a person"))


def ask_correction(
    person: Person, *, by: HasActor, asks: str, asked_on: date | None = None
) -> CorrectionRequest:
    """Record that a person asks to have their data corrected."""
    day = asked_on or today()
    refuse_if(rules.problems_with_request(day, asks))
    with act("correction.asked", by=by, on=person):
        return CorrectionRequest(  # type: ignore[no-any-return]
            person=person, asked_on=day, asks=asks.strip(), due_on=rules.answer_by(day)
        ).save_new()


def answer_correction(
    request: CorrectionRequest,
    *,
    by: HasActor,
    state: str,
    reason: str = "",
    decided_on: date | None = None,
) -> CorrectionRequest:
    """Say that the data were corrected, or why not. Correcting them is an act of its own."""
    day = decided_on or today()
    if state not in (CorrectionState.DONE, CorrectionState.REFUSED):
        raise TypeError(f"no answer: {state}")
    with act("correction.answered", by=by, on=request.person, answer=state):
        request = CorrectionRequest.objects.select_for_update().get(pk=request.pk)
        refuse_if(rules.problems_with_answer(request, state, day, reason))
        request.state, request.reason, request.decided_on = state, reason.strip(), day
        request.save()
    return request


def erase_person(person: Person, *, by: HasActor, reason: str) -> Person:
    """Empty the record of a person: names, documents, phone, birth date, village and files go, from
    the audit too; sex, birth year and district stay for figures, the acts stay with their dates.

    Records merged into it are emptied with it. It cannot be undone. Refused with
    problems_with_erasure.
    """
    if not reason.strip():
        raise Refused([Problem("erase.reason", _("Say who asked for it, and why."), "reason")])
    with act("person.erased", by=by, on=person, reason=reason.strip()) as a:
        person = Person.everyone.select_for_update().get(pk=person.pk)
        refuse_if(rules.problems_with_erasure(person, by))
        taken = 0
        for one in [person, *Person.everyone.select_for_update().filter(merged_into=person)]:
            gone = [empty_own(one), *(use.empty(one) for use in person_uses)]
            for words in gone:
                for table, (rows, columns) in words.items():
                    taken += take_out(table, rows, columns)
        a.note(changes_emptied=taken)
    return person
