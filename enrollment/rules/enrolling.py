"""What stands in the way of an application or a membership."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from enrollment.models import Application, Channel, DocumentKind, Membership, Promoter, Scheme
from enrollment.rules.terms import TermBook, problems_with_earnings, terms_on
from enrollment.states import APPLICATION_STEPS, ApplicationState
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day
from solar_cms.places.models import District
from solar_cms.registry.models import Person, ProducerGroup

Sees = Callable[[str], bool]


@dataclass(frozen=True)
class Enrolment:
    """One person to be made a member: what the LSSO's acceptance says.

    started_on: first day of the membership. earnings: insured a month, integer minor units.
    """

    person: Person
    scheme: Scheme
    member_number: str
    accepted_on: date
    started_on: date
    earnings: int
    channel: Channel
    group: ProducerGroup | None = None
    promoter: Promoter | None = None
    application: Application | None = None
    is_back_entered: bool = False


def problems_with_step(application: Application, to: str) -> list[Problem]:
    """May the application go to this state?"""
    if to in APPLICATION_STEPS[application.state]:
        return []
    return [
        Problem(
            "application.state",
            _("The application is “%(state)s”; this can no longer be done, or not yet.")
            % {"state": ApplicationState(application.state).label},
        )
    ]


def problems_with_return(
    application: Application, reasons: str, returned_on: date, today: date
) -> list[Problem]:
    found = []
    if not reasons:
        message = _("Give the reasons, so that the application can be mended.")
        found.append(Problem("application.no_reasons", message, "reasons"))
    if returned_on > today:
        found.append(
            Problem("application.in_future", _("This day is still to come."), "returned_on")
        )
    if returned_on < application.received_on:
        message = _("The decision cannot be before the application was received.")
        found.append(Problem("application.decided_before_received", message, "returned_on"))
    return found


def problems_with_application(
    person: Person, scheme: Scheme, received_on: date, earnings: int, today: date
) -> list[Problem]:
    """May this person apply to this scheme?"""
    found = _scheme_problems(scheme)
    if received_on > today:
        message = _("The day of receipt is still to come.")
        found.append(Problem("application.in_future", message, "received_on"))
    if person.died_on:
        found.append(Problem("enrolment.died", _("This person has died."), "person"))
    elif member := Membership.objects.on(received_on).filter(person=person, scheme=scheme).first():
        message = _("This person is already a member since %(day)s.") % {
            "day": say_day(member.valid_from)
        }
        found.append(Problem("enrolment.already_member", message, "person"))
    elif Application.objects.open().filter(person=person, scheme=scheme).exists():
        message = _("This person already has an open application to this scheme.")
        found.append(Problem("application.open_already", message, "person"))
    return found + problems_with_earnings(earnings, terms_on(scheme, received_on))


def _scheme_problems(scheme: Scheme) -> list[Problem]:
    if scheme.takes_applications:
        return []
    message = _("Nobody is enrolled in this scheme here: its offices do that themselves.")
    return [Problem("scheme.takes_none", message, "scheme")]


def problems_with_documents(shown: Collection[UUID]) -> list[Problem]:
    """Papers that are demanded and were not shown; as sure as the demand is."""
    found = []
    for kind in DocumentKind.objects.filter(is_used=True, is_required=True).exclude(pk__in=shown):
        message = _("Not shown: %(document)s (%(status)s; source: %(source)s).") % {
            "document": kind,
            "status": SourceStatus(kind.status).label,
            "source": kind.source or "–",
        }
        confirmed = kind.status == SourceStatus.CONFIRMED
        found.append(
            Problem(
                "application.document_missing",
                message,
                "documents",
                "error" if confirmed else "warning",
            )
        )
    return found


def problems_with_enrolments(
    rows: Sequence[Enrolment], today: date, sees: Sees
) -> dict[int, list[Problem]]:
    """For each row (by place) what stands in its way; rows without problems are left out.

    A constant number of queries for any number of rows. sees: whether the reader may see a
    district's rows; a number that belongs to somebody out of sight is told without the name.
    """
    members = _members_of(rows)
    holders = _holders_of(rows)
    twice = Counter((row.person.pk, row.scheme.pk) for row in rows)
    numbers = Counter(row.member_number for row in rows if row.member_number)
    books = {scheme.pk: TermBook(scheme) for scheme in {row.scheme for row in rows}}
    found: dict[int, list[Problem]] = {}
    for place, row in enumerate(rows):
        problems = _scheme_problems(row.scheme) + _own_problems(row, today)
        if twice[row.person.pk, row.scheme.pk] > 1:
            problems.append(
                Problem("enrolment.twice", _("This person is in the list twice."), "person")
            )
        if numbers[row.member_number] > 1:
            message = _("This social security number is in the list twice.")
            problems.append(Problem("enrolment.number_twice", message, "member_number"))
        problems += _already_member(row, members.get(row.person.pk, []))
        problems += _number_taken(row, holders.get(row.member_number), sees)
        problems += problems_with_earnings(row.earnings, books[row.scheme.pk].on(row.started_on))
        if problems:
            found[place] = problems
    return found


def _own_problems(row: Enrolment, today: date) -> list[Problem]:
    found = []
    if not row.member_number:
        message = _("Give the social security number that the LSSO gave.")
        found.append(Problem("enrolment.number_missing", message, "member_number"))
    if row.accepted_on > today:
        message = _("The day of acceptance is still to come.")
        found.append(Problem("enrolment.in_future", message, "accepted_on"))
    if row.person.died_on and row.person.died_on <= row.started_on:
        found.append(Problem("enrolment.died", _("This person has died."), "person"))
    if row.application is not None and row.accepted_on < row.application.received_on:
        message = _("The acceptance cannot be before the application was received.")
        found.append(Problem("enrolment.before_application", message, "accepted_on"))
    return found


def _members_of(rows: Iterable[Enrolment]) -> dict[UUID, list[Membership]]:
    found: dict[UUID, list[Membership]] = {}
    for member in Membership.objects.filter(person__in=[row.person.pk for row in rows]):
        found.setdefault(member.person_id, []).append(member)
    return found


def _holders_of(rows: Iterable[Enrolment]) -> dict[str, Membership]:
    numbers = {row.member_number for row in rows if row.member_number}
    held = Membership.objects.filter(member_number__in=numbers).select_related("person")
    return {member.member_number: member for member in held}


def _already_member(row: Enrolment, known: Iterable[Membership]) -> list[Problem]:
    for member in known:
        overlaps = member.valid_to is None or row.started_on <= member.valid_to
        if member.scheme_id == row.scheme.pk and overlaps:
            message = _("This person is already a member since %(day)s.") % {
                "day": say_day(member.valid_from)
            }
            return [Problem("enrolment.already_member", message, "person")]
    return []


def _number_taken(row: Enrolment, holder: Membership | None, sees: Sees) -> list[Problem]:
    if holder is None or holder.person_id == row.person.pk:
        return []
    if sees(holder.district_id):
        message = _("This number belongs to %(person)s.") % {"person": holder.person}
    else:
        district = District.objects.get(pk=holder.district_id)
        message = _(
            "This number belongs to a member in another district. Ask the office of %(district)s."
        ) % {"district": district}
    return [Problem("enrolment.number_taken", message, "member_number")]


def problems_with_new_earnings(
    membership: Membership, earnings: int, valid_from: date, scheme: Scheme
) -> list[Problem]:
    """May other earnings be insured from this day?"""
    found = problems_with_earnings(earnings, terms_on(scheme, valid_from))
    if valid_from < membership.valid_from:
        message = _("The membership begins on %(day)s.") % {"day": say_day(membership.valid_from)}
        found.append(Problem("earnings.before_membership", message, "valid_from"))
    if membership.valid_to and valid_from > membership.valid_to:
        message = _("The membership ended on %(day)s.") % {"day": say_day(membership.valid_to)}
        found.append(Problem("earnings.after_membership", message, "valid_from"))
    later = (
        membership.earnings.filter(Q(valid_from__gte=valid_from)).order_by("-valid_from").first()
    )
    if later is not None:
        message = _("Earnings from %(day)s on are already recorded; begin later.") % {
            "day": say_day(later.valid_from)
        }
        found.append(Problem("earnings.later_exist", message, "valid_from"))
    return found


def problems_with_ending(membership: Membership, ended_on: date, reason: str) -> list[Problem]:
    found = []
    if membership.valid_to:
        message = _("The membership ended on %(day)s.") % {"day": say_day(membership.valid_to)}
        found.append(Problem("membership.ended", message))
    if ended_on < membership.valid_from:
        message = _("The end date must not be before the start date.")
        found.append(Problem("membership.end_before_start", message, "ended_on"))
    if not reason:
        found.append(Problem("membership.no_reason", _("Give the reason."), "reason"))
    last = membership.contributions.order_by("-month").values_list("month", flat=True).first()
    if last and last > ended_on:
        message = _("A contribution for a later month is recorded.")
        found.append(Problem("membership.paid_later", message, "ended_on"))
    return found
