"""What stands in the way of serving and voiding a letter. Pure questions."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from solar_cms.accounts.models import Office, User
from solar_cms.accounts.reach import offices_of
from solar_cms.audit.acts import HasActor
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day
from solar_cms.documents.models import Attachment, Letter, Letterhead
from solar_cms.documents.states import LetterState, ServiceOutcome


def problems_with_serving(
    letter: Letter,
    *,
    served_on: date,
    recipient: str,
    proof: Attachment | None,
    note: str,
    outcome: str = ServiceOutcome.REACHED,
) -> list[Problem]:
    """May this letter be recorded as served, or tried to be served, on that day?"""
    found = []
    if letter.voided_on:
        found.append(Problem("letter.voided", _("The letter is voided; issue a new one.")))
    if letter.state != LetterState.READY:
        found.append(
            Problem("letter.not_ready", _("The letter is not prepared yet; wait for its PDF."))
        )
    if served_on > today():
        found.append(
            Problem("service.future", _("The day of service lies in the future."), "served_on")
        )
    if served_on < letter.issued_on:
        words = _("The letter is dated %(day)s; it cannot have been served before.")
        facts = {"day": letter.issued_on.isoformat()}
        found.append(Problem("service.before_letter", words % facts, "served_on"))
    if outcome == ServiceOutcome.REACHED and not recipient.strip():
        found.append(Problem("service.recipient", _("Say who received it."), "recipient"))
    if proof is None and not note.strip():
        found.append(
            Problem(
                "service.proof_missing",
                _("Attach the proof of service, or say in the note why there is none."),
                "proof",
            )
        )
    return found


def problems_with_letterhead(office: Office, valid_from: date, by: HasActor) -> list[Problem]:
    """May this office get a letterhead from that day on, set by `by`?"""
    if (
        isinstance(by, User)
        and not offices_of(by, "letterheads.keep").filter(pk=office.pk).exists()
    ):
        message = _("You keep the letterheads of the offices of your own province only.")
        return [Problem("letterhead.outside", message, "office")]
    later = Letterhead.objects.filter(office=office, valid_from__gte=valid_from)
    if last := later.order_by("-valid_from").first():
        message = _("This office has a letterhead from %(day)s on; choose a later day.")
        facts = {"day": say_day(last.valid_from)}
        return [Problem("letterhead.later", message % facts, "valid_from")]
    return []


def problems_with_voiding(letter: Letter, reason: str) -> list[Problem]:
    found = []
    if letter.voided_on:
        found.append(Problem("letter.voided", _("The letter is voided already.")))
    if not reason.strip():
        found.append(Problem("letter.reason", _("Say why the letter is voided."), "reason"))
    return found
