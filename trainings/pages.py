"""What the pages of trainings show: filters, the session page, rows of exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.history import timeline
from solar_cms.base.face import Act, Next, NotYet, Stage, Tag
from solar_cms.base.models import today, uuid_or_none
from solar_cms.base.problems import Problem
from trainings import rules
from trainings.models import Attendance, Score, Session
from trainings.states import ACTS, Presence, SessionState, TestPhase

STATE_TAGS = {
    SessionState.PLANNED: "waiting",
    SessionState.HELD: "under_way",
    SessionState.CLOSED: "done",
    SessionState.CANCELLED: "closed",
}
PRESENCE_TAGS = {
    Presence.EXPECTED: "waiting",
    Presence.PRESENT: "done",
    Presence.ABSENT: "refused",
}


def state_tag(session: Session) -> Tag:
    state = SessionState(session.state)
    return Tag(STATE_TAGS[state], str(state.label))


def filtered(rows: QuerySet[Session], data: dict[str, Any]) -> QuerySet[Session]:
    if words := data.get("q", "").strip():
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(place__icontains=words)
            | Q(group__name_local__icontains=words)
            | Q(group__name_latin__icontains=words)
            | Q(village__name_local__icontains=words)
            | Q(village__name_latin__icontains=words)
        )
    if data.get("district"):
        rows = rows.filter(district=data["district"])
    if data.get("topic"):
        rows = rows.filter(curriculum__topic=data["topic"])
    if data.get("state"):
        rows = rows.filter(state=data["state"])
    return rows


def register_of(session: Session) -> list[Attendance]:
    """The register with people and scores, in Lao order. Three queries."""
    rows = list(
        session.attendances.select_related("person__village")
        .prefetch_related(Prefetch("scores", Score.objects.order_by("phase")))
        .order_by("person__sort_name", "id")
    )
    for row in rows:
        by_phase = {s.phase: s for s in row.scores.all()}
        row.pre, row.post = by_phase.get(TestPhase.PRE), by_phase.get(TestPhase.POST)  # type: ignore[attr-defined]
        row.tag = Tag(PRESENCE_TAGS[Presence(row.presence)], str(row.get_presence_display()))  # type: ignore[attr-defined]
    return rows


def answered_rows(
    register: list[Attendance], scores: dict[Any, Score]
) -> list[tuple[Attendance, Score | None]]:
    """Who was present with the points of one test; those without answers first."""
    rows = [(attendance, scores.get(attendance.pk)) for attendance in register]
    return sorted(rows, key=lambda row: row[1] is not None)


def average(scores: list[Score]) -> int | None:
    """Mean share of points in per cent, rounded; None without scores."""
    if not scores:
        return None
    return round(100 * sum(s.points / s.out_of for s in scores) / len(scores))


def session_context(session: Session, user: Any) -> dict[str, Any]:
    register = register_of(session)
    present = [a for a in register if a.presence == Presence.PRESENT]
    women = sum(a.person.sex == "F" for a in present)
    pre: Any = [a.pre for a in present if a.pre]  # type: ignore[attr-defined]
    post: Any = [a.post for a in present if a.post]  # type: ignore[attr-defined]
    return {
        "session": session,
        "tag": state_tag(session),
        "stages": stages(session),
        "register": register,
        "present": len(present),
        "women": women,
        "men": len(present) - women,
        "walk_ins": sum(a.is_walk_in for a in register),
        "pre_average": average(pre),
        "post_average": average(post),
        "trainers": session.trainers.select_related("person").order_by("person__sort_name"),
        "next": next_acts(session, user, register),
        "timeline": timeline(session),
    }


def stages(session: Session) -> list[Stage]:
    order = [SessionState.PLANNED, SessionState.HELD, SessionState.CLOSED]
    if session.state == SessionState.CANCELLED:
        return [
            Stage(str(SessionState.PLANNED.label), "done"),
            Stage(str(SessionState.CANCELLED.label), "now"),
        ]
    at = order.index(SessionState(session.state))
    days = {SessionState.PLANNED: session.starts_on, SessionState.CLOSED: session.closed_on}
    closed = session.state == SessionState.CLOSED
    return [
        Stage(
            str(state.label),
            "done" if i < at or closed else "now" if i == at else "ahead",
            days.get(state),
        )
        for i, state in enumerate(order)
    ]


def next_acts(session: Session, user: Any, register: list[Attendance]) -> Next:
    """What this person can do next, and what not yet and why."""
    if not user.scope.may_in("trainings.hold", session.district_id):
        return Next(
            not_yet=[NotYet(_("Take attendance"), [_("Only the trainers of this district may.")])]
            if ACTS[session.state]
            else []
        )
    acts: list[Act] = []
    barred: list[NotYet] = []

    def offer(label: str, name: str, problems: list[Problem], *args: Any) -> None:
        if problems:
            barred.append(NotYet(label, problems))
        else:
            acts.append(Act(label, reverse(name, args=[session.pk, *args])))

    attend = rules.problems_with_attendance(session, today())
    open_ones = any(a.presence == Presence.EXPECTED for a in register)
    if session.state in (SessionState.PLANNED, SessionState.HELD):
        if register:
            offer(_("Take attendance"), "session_attendance", attend)
        offer(_("Add somebody who walked in"), "session_walk_in", attend)
        acts.append(
            Act(_("Put a group on the register"), reverse("session_expect", args=[session.pk]))
        )
    if session.state == SessionState.HELD:
        acts.append(Act(_("Choose the test"), reverse("session_test", args=[session.pk])))
        offer(_("Enter pre-test scores"), "session_scores", [], TestPhase.PRE.value)
        offer(_("Enter post-test scores"), "session_scores", [], TestPhase.POST.value)
        offer(
            _("Close the session"), "session_close", rules.problems_with_closing(session, today())
        )
        if not open_ones:
            acts.sort(key=lambda a: "attendance" in a.url)
    if session.state == SessionState.PLANNED and user.scope.may_in(
        "trainings.plan", session.district_id
    ):
        acts.append(
            Act(_("Cancel the session"), reverse("session_cancel", args=[session.pk]), danger=True)
        )
    return Next(primary=acts[0] if acts else None, others=acts[1:], not_yet=barred)


def register_export(user: User, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """The register of the session that the query names with `of`."""
    sessions: Any = Session.objects.visible_to(user)
    found = get_object_or_404(sessions, pk=uuid_or_none(query.get("of", "")))
    return found.attendances.count(), register_rows(found)


def register_rows(session: Session) -> Iterator[list[Any]]:
    """The register as rows: header first."""
    yield [
        _("Name"), _("Latin name"), _("Sex"), _("Village"), _("Presence"), _("Walk-in"),
        _("Pre-test"), _("Post-test"), _("Out of"),
    ]  # fmt: skip
    for row in register_of(session):
        person = row.person
        pre: Any = row.pre  # type: ignore[attr-defined]
        post: Any = row.post  # type: ignore[attr-defined]
        yield [
            person.local_name,
            person.latin_name,
            person.get_sex_display(),
            str(person.village or ""),
            row.get_presence_display(),
            _("Yes") if row.is_walk_in else "",
            pre.points if pre else None,
            post.points if post else None,
            (pre or post).out_of if pre or post else None,
        ]
