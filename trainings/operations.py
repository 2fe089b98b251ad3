"""The verbs of trainings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from solar_cms.accounts.models import Organisation, User
from solar_cms.audit.acts import act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import District, Village
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import record_response
from solar_cms.questionnaires.rules import Answers
from solar_cms.registry.models import Person, ProducerGroup
from solar_cms.registry.operations import create_person
from solar_cms.work.numbers import next_number
from trainings import rules
from trainings.models import Attendance, Curriculum, Score, Session, Trainer
from trainings.states import Presence, SessionState


def locked(session: Session) -> Session:
    """The session's row, locked until the act ends."""
    return Session.objects.select_for_update(of=("self",)).get(pk=session.pk)


def plan_session(
    *,
    by: User,
    curriculum: Curriculum,
    district: District,
    starts_on: date,
    ends_on: date,
    village: Village | None = None,
    place: str = "",
    group: ProducerGroup | None = None,
    organisation: Organisation | None = None,
    trainers: Iterable[Trainer] = (),
    test_points: int = 10,
    test: FormVersion | None = None,
) -> Session:
    """Plan a session; a group's present members are put on the register. Takes a number."""
    refuse_if(rules.problems_with_plan(curriculum, starts_on, ends_on))
    with act("session.planned", by=by) as recording:
        session = Session(
            curriculum=curriculum,
            district=district,
            village=village,
            place=place,
            group=group,
            organisation=organisation,
            starts_on=starts_on,
            ends_on=ends_on,
            responsible=by,
            test_points=test_points,
            test=test,
        )
        refuse_if(rules.problems_with_test(session, test) if test else [])
        session.number = next_number("TR", office_code=district.code, year=starts_on.year)
        session.save(force_insert=True)
        session.trainers.set(trainers)
        if group is not None:
            _expect(session, _members(group, starts_on))
        recording.on(session)
    return session


def expect_group(session: Session, group: ProducerGroup, *, by: User) -> int:
    """Put the members of a group on the register; who is there already stays as they are."""
    with act("session.group_expected", by=by, on=session) as recording:
        session = locked(session)
        refuse_if(rules.problems_with_state(session, "expect"))
        added = _expect(session, _members(group, session.starts_on))
        recording.note(group=str(group.pk), added=added)
    return added


def _members(group: ProducerGroup, day: date) -> list[UUID]:
    return list(group.memberships.on(day).values_list("person_id", flat=True))


def _expect(session: Session, people: Iterable[UUID]) -> int:
    known = set(session.attendances.values_list("person_id", flat=True))
    rows = [
        Attendance(session=session, person_id=pk, district_id=session.district_id)
        for pk in dict.fromkeys(people)
        if pk not in known
    ]
    Attendance.objects.bulk_create(rows)
    return len(rows)


def take_attendance(session: Session, present: Iterable[UUID], *, by: User) -> Session:
    """Mark who of the register is present (ids of attendances); all others are absent.

    Walk-ins stay present. A planned session becomes held.
    """
    wanted = set(present)
    with act("session.attendance_taken", by=by, on=session) as recording:
        session = locked(session)
        refuse_if(rules.problems_with_attendance(session, today()))
        register = session.attendances.filter(is_walk_in=False)
        here = register.filter(pk__in=wanted)
        count = here.update(presence=Presence.PRESENT)
        gone = register.exclude(pk__in=wanted)
        Score.objects.filter(attendance__in=gone).delete()
        absent = gone.update(presence=Presence.ABSENT)
        _held(session)
        recording.note(present=count, absent=absent)
    return session


def _held(session: Session) -> None:
    if session.state == SessionState.PLANNED:
        session.state = SessionState.HELD
        session.save(update_fields=["state"])


def add_walk_in(session: Session, person: Person, *, by: User) -> Attendance:
    """Somebody who was not expected and came. Somebody expected is marked present instead."""
    with act("session.walk_in_added", by=by, on=session):
        session = locked(session)
        refuse_if(rules.problems_with_attendance(session, today()))
        known = session.attendances.filter(person=person).first()
        if known is not None:
            known.presence = Presence.PRESENT
            known.save(update_fields=["presence"])
            _held(session)
            return known
        attendance = Attendance.objects.create(
            session=session,
            person=person,
            district_id=session.district_id,
            presence=Presence.PRESENT,
            is_walk_in=True,
        )
        _held(session)
    return attendance


def add_new_walk_in(session: Session, facts: Mapping[str, Any], *, by: User) -> Attendance:
    """Record somebody nobody knew yet and mark them present, both or neither."""
    with act("session.walk_in_recorded", by=by, on=session):
        person = create_person(by=by, **facts)
        return add_walk_in(session, person, by=by)


def enter_scores(
    session: Session, phase: str, scores: Mapping[UUID, int | None], *, by: User
) -> int:
    """Points of the pre- or post-test by attendance id; None takes a score away.

    All or none: one bad score refuses the sheet with a problem at each bad field.
    """
    with act("session.scores_entered", by=by, on=session, phase=phase) as recording:
        session = locked(session)
        present = set(
            session.attendances.filter(presence=Presence.PRESENT).values_list("pk", flat=True)
        )
        refuse_if(rules.problems_with_scores(session, scores, present))
        known = {
            s.attendance_id: s
            for s in Score.objects.filter(attendance__session=session, phase=phase)
        }
        gone = [pk for pk, points in scores.items() if points is None and pk in known]
        Score.objects.filter(pk__in=[known[pk].pk for pk in gone]).delete()
        fresh: list[Score] = []
        changed: list[Score] = []
        for pk, points in scores.items():
            if points is None:
                continue
            score: Any = known.get(pk)
            if score is None:
                fresh.append(
                    Score(attendance_id=pk, phase=phase, points=points, out_of=session.test_points)
                )
            elif score.points != points or (
                score.response_id is None and score.out_of != session.test_points
            ):
                score.points, score.out_of, score.response = points, session.test_points, None
                changed.append(score)
        Score.objects.bulk_create(fresh)
        Score.objects.bulk_update(changed, ["points", "out_of", "response"])
        recording.note(entered=len(fresh), changed=len(changed), taken_away=len(gone))
    return len(fresh) + len(changed)


def choose_test(session: Session, test: FormVersion | None, *, by: User) -> Session:
    """Choose what the pre- and post-test of a session ask; None: the points are typed in."""
    with act("session.test_chosen", by=by, on=session) as recording:
        session = locked(session)
        refuse_if(rules.problems_with_test(session, test))
        session.test = test
        session.save(update_fields=["test"])
        recording.note(test=str(test.form_id) if test else "")
    return session


def record_test(
    attendance: Attendance,
    phase: str,
    answers: Answers,
    *,
    version: FormVersion,
    by: User,
) -> Score:
    """Record one person's answers to the session's test; the points are counted from them.

    Answers given again take the place of those before; what was left open counts as wrong.
    """
    with act("session.test_answered", by=by, on=attendance.session, phase=phase) as recording:
        session = locked(attendance.session)
        attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
        refuse_if(rules.problems_with_answering(session, attendance))
        response = record_response(
            version, answers, answered_on=min(today(), session.ends_on), by=by,
            district=session.district,
            partial=True,
        )  # fmt: skip
        right = sum(counts[0] for counts in response.scores.values())
        wrong = sum(counts[1] for counts in response.scores.values())
        score, _made = Score.objects.update_or_create(
            attendance=attendance,
            phase=phase,
            defaults={"points": right, "out_of": right + wrong, "response": response},
        )
        recording.note(points=right, out_of=right + wrong)
    return score


def close_session(session: Session, *, by: User) -> Session:
    """Close a session whose register is complete; it is not changed any more."""
    with act("session.closed", by=by, on=session):
        session = locked(session)
        refuse_if(rules.problems_with_closing(session, today()))
        session.state = SessionState.CLOSED
        session.closed_on = today()
        session.save(update_fields=["state", "closed_on"])
    return session


def cancel_session(session: Session, *, reason: str, by: User) -> Session:
    with act("session.cancelled", by=by, on=session, reason=reason):
        session = locked(session)
        refuse_if(rules.problems_with_state(session, "cancel"))
        session.state = SessionState.CANCELLED
        session.cancel_reason = reason.strip()
        session.save(update_fields=["state", "cancel_reason"])
    return session


def appoint_trainer(
    person: Person,
    *,
    level: str,
    topic: str,
    district: District,
    valid_from: date,
    by: User,
    organisation: Organisation | None = None,
) -> Trainer:
    """Make a person a trainer from a day. Overlaps are refused by the database."""
    with act("trainer.appointed", by=by) as recording:
        trainer = Trainer.objects.create(
            person=person,
            level=level,
            topic=topic,
            district=district,
            organisation=organisation,
            valid_from=valid_from,
        )
        recording.on(trainer)
    return trainer


def end_trainer(trainer: Trainer, *, valid_to: date, by: User) -> Trainer:
    with act("trainer.ended", by=by, on=trainer):
        trainer = Trainer.objects.select_for_update().get(pk=trainer.pk)
        trainer.valid_to = valid_to
        trainer.save(update_fields=["valid_to"])
    return trainer


def hand_over_sessions(absent: User, successor: User, by: User) -> int:
    """Open sessions of a leaver pass to another; called inside the handover's act."""
    return Session.objects.filter(
        responsible=absent, state__in=[SessionState.PLANNED, SessionState.HELD]
    ).update(responsible=successor)
