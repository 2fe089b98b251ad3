"""Applications and memberships: apply, return, enrol, insure other earnings, end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from enrollment.models import (
    Application,
    ApplicationDocument,
    Channel,
    DocumentKind,
    InsuredEarnings,
    Membership,
    Promoter,
    Scheme,
)
from enrollment.rules import enrolling as rules
from enrollment.rules.enrolling import Enrolment
from enrollment.rules.terms import problems_with_earnings, terms_on
from enrollment.states import ApplicationState
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, Recording, act
from solar_cms.base.models import today
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.registry.models import Person, ProducerGroup
from solar_cms.work.inbox import ask, settle
from solar_cms.work.numbers import next_number

INBOX_APPLICATION = "enrollment.application"


def user_or_none(by: HasActor) -> User | None:
    return by if isinstance(by, User) else None


def note_warnings(recording: Recording, problems: Iterable[Problem]) -> None:
    """Keep the warnings of an act with it: which rule, with which source and status."""
    warnings = [problem.as_dict() for problem in problems]
    if warnings:
        recording.note(warnings=warnings)


def locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("person", "scheme", "channel", "group", "promoter")
        .get(pk=application.pk)
    )


def apply_for_membership(
    person: Person,
    *,
    scheme: Scheme,
    channel: Channel,
    received_on: date,
    earnings: int,
    by: HasActor,
    group: ProducerGroup | None = None,
    promoter: Promoter | None = None,
    documents: Collection[DocumentKind] = (),
    draft: bool = False,
) -> Application:
    """Record that a person asks to join a scheme; sent to the LSSO unless it is a draft.

    earnings: what they wish to insure a month, integer minor units. The application counts for
    the district where the person lives now. Takes a number ("AP-1604-2026-0001").
    """
    shown = {kind.pk for kind in documents}
    problems = rules.problems_with_application(person, scheme, received_on, earnings, today())
    if not draft:
        problems += rules.problems_with_documents(shown)
    warnings = refuse_if(problems)
    with act("application.received", by=by) as recording:
        application = Application(
            person=person,
            scheme=scheme,
            district_id=person.district_id,
            group=group,
            channel=channel,
            promoter=promoter,
            received_on=received_on,
            earnings=earnings,
            state=ApplicationState.DRAFT if draft else ApplicationState.SUBMITTED,
            officer=user_or_none(by),
        )
        application.number = next_number(
            "AP", office_code=person.district_id, year=received_on.year
        )
        application.save_new()
        _note_documents(application, shown)
        note_warnings(recording, warnings)
        recording.on(application)
        if not draft:
            _ask_for_decision(application)
    return application


def _note_documents(application: Application, shown: Collection[Any]) -> None:
    ApplicationDocument.objects.filter(application=application).exclude(kind__in=shown).delete()
    known = set(application.shown.values_list("kind_id", flat=True))
    ApplicationDocument.objects.bulk_create(
        ApplicationDocument(application=application, kind_id=pk)
        for pk in sorted(shown, key=str)
        if pk not in known
    )


def _ask_for_decision(application: Application) -> None:
    """Put the application into the inbox of the district's enrolment officers."""
    title = {}
    for code in ("lo", "en"):
        with translation.override(code):
            title[code] = _("Enrol %(person)s: enter the LSSO's answer") % {
                "person": application.person
            }
    ask(
        kind=INBOX_APPLICATION,
        url=reverse("application", args=[application.pk]),
        title=title,
        role_kind=RoleKind.ENROLMENT_OFFICER,
        district=application.district_id,
        subject=application,
    )


def submit_application(
    application: Application,
    *,
    by: HasActor,
    earnings: int | None = None,
    documents: Collection[DocumentKind] | None = None,
) -> Application:
    """Send a draft, or a returned application that was mended, to the LSSO."""
    with act("application.submitted", by=by, on=application) as recording:
        application = locked(application)
        if earnings is not None:
            application.earnings = earnings
        if documents is not None:
            _note_documents(application, {kind.pk for kind in documents})
        problems = rules.problems_with_step(application, ApplicationState.SUBMITTED)
        problems += problems_with_earnings(
            application.earnings, terms_on(application.scheme, application.received_on)
        )
        shown = set(application.shown.values_list("kind_id", flat=True))
        problems += rules.problems_with_documents(shown)
        note_warnings(recording, refuse_if(problems))
        application.state = ApplicationState.SUBMITTED
        application.decided_on, application.reasons = None, ""
        application.save(update_fields=["earnings", "state", "decided_on", "reasons"])
        _ask_for_decision(application)
    return application


def return_application(
    application: Application, *, reasons: str, by: HasActor, returned_on: date | None = None
) -> Application:
    """The LSSO sent the application back; the reasons say what to mend."""
    day = returned_on or today()
    with act("application.returned", by=by, on=application):
        application = locked(application)
        problems = rules.problems_with_step(application, ApplicationState.RETURNED)
        problems += rules.problems_with_return(application, reasons.strip(), day, today())
        refuse_if(problems)
        application.state = ApplicationState.RETURNED
        application.decided_on, application.reasons = day, reasons.strip()
        application.save(update_fields=["state", "decided_on", "reasons"])
        settle(application)
    return application


def enrol_member(
    application: Application,
    *,
    member_number: str,
    by: HasActor,
    accepted_on: date | None = None,
    started_on: date | None = None,
    earnings: int | None = None,
) -> Membership:
    """The LSSO accepted the application and gave a number: the person is a member.

    accepted_on: today unless given; started_on: the first day of the membership, the day of
    acceptance unless given; earnings: those of the application unless the LSSO set others.
    """
    with act("member.enrolled", by=by) as recording:
        application = locked(application)
        refuse_if(rules.problems_with_step(application, ApplicationState.ACCEPTED))
        row = enrolment_of(application, member_number, accepted_on, started_on, earnings)
        (membership,) = _enrol(recording, [row], by)
        recording.on(membership)
    return membership


def apply_and_enrol(
    person: Person, *, by: HasActor, received_on: date, member_number: str = "", **values: Any
) -> Application:
    """Take in an application (values as apply_for_membership takes them) and, where the LSSO's
    number is there already, enrol the person on the same day: both or neither."""
    with act("application.taken_in", by=by):
        application = apply_for_membership(person, by=by, received_on=received_on, **values)
        if member_number.strip():
            enrol_member(application, member_number=member_number, accepted_on=received_on, by=by)
    return application


def enrolment_of(
    application: Application,
    member_number: str,
    accepted_on: date | None = None,
    started_on: date | None = None,
    earnings: int | None = None,
) -> Enrolment:
    """The row that enrols an applicant."""
    accepted_on = accepted_on or today()
    return Enrolment(
        person=application.person,
        scheme=application.scheme,
        member_number=member_number,
        accepted_on=accepted_on,
        started_on=started_on or accepted_on,
        earnings=application.earnings if earnings is None else earnings,
        channel=application.channel,
        group=application.group,
        promoter=application.promoter,
        application=application,
    )


def enrol_members(rows: Sequence[Enrolment], *, by: HasActor) -> list[Membership]:
    """Enrol many at once, all or none: a constant number of statements for any number of rows.

    Refused with the problems of every bad row, their field "rows.<place>.<field>"; ask
    rules.enrolling.problems_with_enrolments beforehand to keep the good rows only.
    """
    with act("members.enrolled", by=by, count=len(rows)) as recording:
        return _enrol(recording, rows, by, numbered=True)


def _enrol(
    recording: Recording, rows: Sequence[Enrolment], by: HasActor, *, numbered: bool = False
) -> list[Membership]:
    rows = [replace(row, member_number=row.member_number.strip()) for row in rows]
    found = rules.problems_with_enrolments(rows, today(), sees_of(by))
    problems = [
        replace(problem, field=f"rows.{place}.{problem.field}" if numbered else problem.field)
        for place, list_ in found.items()
        for problem in list_
    ]
    note_warnings(recording, refuse_if(problems))
    members = [
        Membership(
            person=row.person,
            scheme=row.scheme,
            member_number=row.member_number,
            accepted_on=row.accepted_on,
            valid_from=row.started_on,
            district_id=row.application.district_id if row.application else row.person.district_id,
            group=row.group,
            channel=row.channel,
            promoter=row.promoter,
            application=row.application,
            is_back_entered=row.is_back_entered,
        )
        for row in rows
    ]
    Membership.objects.bulk_create(members, batch_size=2000)
    InsuredEarnings.objects.bulk_create(
        (
            InsuredEarnings(membership=member, amount=row.earnings, valid_from=row.started_on)
            for member, row in zip(members, rows, strict=True)
        ),
        batch_size=2000,
    )
    _accept_applications(rows)
    return members


def _accept_applications(rows: Iterable[Enrolment]) -> None:
    accepted = []
    for row in rows:
        if row.application is not None:
            row.application.state = ApplicationState.ACCEPTED
            row.application.decided_on = row.accepted_on
            accepted.append(row.application)
            settle(row.application)
    Application.objects.bulk_update(accepted, ["state", "decided_on"], batch_size=2000)


def sees_of(by: HasActor) -> rules.Sees:
    """Whether the actor may see enrolments of a district; the system itself sees all."""
    if isinstance(by, User):
        return lambda district: by.scope.may_in("enrollment.view", district)
    return lambda district: True


def set_insured_earnings(
    membership: Membership, *, amount: int, valid_from: date, by: HasActor
) -> InsuredEarnings:
    """Insure other earnings from a day on; those before end the day before."""
    with act("earnings.set", by=by, on=membership) as recording:
        membership = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("scheme")
            .get(pk=membership.pk)
        )
        problems = rules.problems_with_new_earnings(
            membership, amount, valid_from, membership.scheme
        )
        note_warnings(recording, refuse_if(problems))
        membership.earnings.filter(valid_to__isnull=True).update(
            valid_to=valid_from - timedelta(days=1)
        )
        return InsuredEarnings(
            membership=membership,
            amount=amount,
            valid_from=valid_from,
            valid_to=membership.valid_to,
        ).save_new()


def end_membership(
    membership: Membership, *, ended_on: date, reason: str, by: HasActor
) -> Membership:
    """The membership ends with this day, its last."""
    with act("membership.ended", by=by, on=membership):
        membership = Membership.objects.select_for_update().get(pk=membership.pk)
        refuse_if(rules.problems_with_ending(membership, ended_on, reason.strip()))
        membership.valid_to, membership.ended_because = ended_on, reason.strip()
        membership.save(update_fields=["valid_to", "ended_because"])
        membership.earnings.filter(valid_from__gt=ended_on).delete()
        membership.earnings.filter(valid_to__isnull=True).update(valid_to=ended_on)
    return membership


def hand_over_applications(leaver: Any, successor: Any, by: Any) -> int:
    """Open applications of a leaver pass to another; called inside the handover's act."""
    return Application.objects.open().filter(officer=leaver).update(officer=successor)
