"""What stands in the way of an act on a session. Pure questions; lists of problems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.questionnaires.models import FormVersion
from trainings.models import Attendance, Curriculum, Score, Session
from trainings.states import ACTS, Presence, SessionState


def problems_with_state(session: Session, wanted: str) -> list[Problem]:
    """May this act be done in the session's state?"""
    if wanted in ACTS[session.state]:
        return []
    return [
        Problem(
            "session.state",
            _("The session is “%(state)s”; this can no longer be done, or not yet.")
            % {"state": SessionState(session.state).label},
        )
    ]


def problems_with_plan(curriculum: Curriculum, starts_on: date, ends_on: date) -> list[Problem]:
    found = []
    if ends_on < starts_on:
        found.append(
            Problem("session.dates", _("The last day must not be before the first day."), "ends_on")
        )
    if not curriculum.is_valid_on(starts_on):
        found.append(
            Problem(
                "session.curriculum_not_valid",
                _("This version of the curriculum is not valid on the first day."),
                "curriculum",
            )
        )
    return found


def problems_with_attendance(session: Session, today: date) -> list[Problem]:
    found = problems_with_state(session, "attend")
    if session.starts_on > today:
        found.append(
            Problem(
                "session.not_begun",
                _("Attendance is taken on the first day or later: %(day)s.")
                % {"day": session.starts_on.strftime("%d.%m.%Y")},
            )
        )
    return found


def problems_with_scores(
    session: Session, scores: Mapping[UUID, int | None], present: set[UUID]
) -> list[Problem]:
    """Scores are whole points of people who were present, at most the test's points."""
    found = problems_with_state(session, "score")
    for attendance_id, points in scores.items():
        field = f"points_{attendance_id}"
        if points is None:
            continue
        if attendance_id not in present:
            found.append(
                Problem("score.not_present", _("Only people who were present have a score."), field)
            )
        elif not 0 <= points <= session.test_points:
            found.append(
                Problem(
                    "score.out_of_range",
                    _("Points from 0 to %(most)s.") % {"most": session.test_points},
                    field,
                )
            )
    return found


def problems_with_test(session: Session, test: FormVersion | None) -> list[Problem]:
    """May this be what the session's tests ask? A test has questions with a right answer; it stays
    once somebody has answered it."""
    found = problems_with_state(session, "test")
    if test is not None and not any(q.get("correct") for q in test.questions()):
        found.append(
            Problem("test.no_right_answers", _("No question of it has a right answer."), "test")
        )
    answered = Score.objects.filter(attendance__session=session, response__isnull=False)
    if session.test_id and answered.exists():
        found.append(Problem("test.answered", _("Somebody has answered the test already."), "test"))
    return found


def problems_with_answering(session: Session, attendance: Attendance) -> list[Problem]:
    """May answers to the session's test be recorded for this person?"""
    found = problems_with_state(session, "score")
    if session.test_id is None:
        found.append(Problem("test.none", _("No test is chosen for this session.")))
    if attendance.presence != Presence.PRESENT:
        found.append(Problem("score.not_present", _("Only people who were present have a score.")))
    return found


def problems_with_closing(session: Session, today: date) -> list[Problem]:
    found = problems_with_state(session, "close")
    if session.ends_on > today:
        found.append(
            Problem(
                "session.not_over", _("The session is not over: its last day is still to come.")
            )
        )
    register = Attendance.objects.filter(session=session)
    if register.filter(presence=Presence.EXPECTED).exists():
        found.append(
            Problem(
                "session.register_open",
                _("Some people on the register are neither present nor absent. Take attendance."),
            )
        )
    if not register.filter(presence=Presence.PRESENT).exists():
        found.append(
            Problem(
                "session.nobody",
                _("Nobody was present. Cancel the session, or take attendance."),
            )
        )
    return found
