"""Trainings in the administration: sessions, trainers, curricula."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.base import face
from solar_cms.base.models import today
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.records import Filter, RecordAdmin, register
from solar_cms.registry.models import Person
from trainings import pages
from trainings.models import Attendance, Curriculum, Session, Trainer
from trainings.states import Presence, SessionState, Topic


def waiting_sessions(rows: Any) -> Any:
    """Sessions whose last day has passed and that nobody has closed."""
    open_ones = [SessionState.PLANNED, SessionState.HELD]
    return rows.filter(state__in=open_ones, ends_on__lt=today())


@register(Session)
class SessionAdmin(RecordAdmin):
    section, order = "trainings", 10
    view_right = "trainings.view"
    add_right = "trainings.plan"
    page, add_page = "session", "session_plan"
    ordering = ("-starts_on", "-id")
    sorts = {"starts_on": ("starts_on", "id")}
    list_display = ("curriculum", "where", "state_tag", "starts_on", "present", "women", "number")
    labels = {
        "where": _("Where"), "state_tag": _("State"), "present": _("Present"), "women": _("Women"),
        "responsible": _("Responsible"),
    }  # fmt: skip
    classes = {"state_tag": "state", "present": "num more", "women": "num more",
               "number": "more nowrap"}  # fmt: skip
    district_path = "district_id"
    joined = ("curriculum", "village", "district", "group", "organisation", "responsible")
    filters = (
        "district",
        "state",
        Filter(
            "topic",
            _("Topic"),
            lambda user: list(Topic.choices),
            lambda rows, value: rows.filter(curriculum__topic=value),
        ),
        Filter(
            "need",
            _("Needs"),
            lambda user: [("close", _("To be closed"))],
            lambda rows, value: waiting_sessions(rows),
        ),
        "starts_on",
    )
    search_words = _("Number, place or group")
    facts = (
        "number", "curriculum", "where", "group", "organisation", "starts_on", "ends_on",
        "state_tag", "responsible", "present", "women",
    )  # fmt: skip

    def search(self, rows: Any, words: str) -> Any:
        return pages.filtered(rows, {"q": words})

    def decorate(self, rows: list[Any]) -> None:
        counts = {
            row["session"]: row
            for row in Attendance.objects.filter(
                session__in=[one.pk for one in rows], presence=Presence.PRESENT
            )
            .order_by()
            .values("session")
            .annotate(people=Count("pk"), women=Count("pk", Q(person__sex="F")))
        }
        for one in rows:
            found = counts.get(one.pk, {})
            one.present_count = found.get("people", 0)
            one.women_count = found.get("women", 0)

    def where(self, session: Session) -> str:
        return ", ".join(part.name for part in (session.village, session.district) if part)

    def state_tag(self, session: Session) -> Any:
        return pages.state_tag(session)

    def present(self, session: Any) -> int:
        return int(session.present_count)

    def women(self, session: Any) -> int:
        return int(session.women_count)


@register(Trainer)
class TrainerAdmin(DatedAdmin):
    section, order = "trainings", 20
    view_right = "trainings.view"
    ordering = ("-valid_from", "-id")
    list_display = ("person", "level", "standing", "topic", "district", "organisation")
    labels = {**DatedAdmin.labels, "person": _("Person")}
    joined = ("person", "district", "organisation")
    district_path = "district_id"
    filters = ("district", "level", "topic", STANDING)
    search_words = _("Name")
    facts = ("person", "level", "topic", "district", "organisation", "valid_from", "valid_to")

    def search(self, rows: Any, words: str) -> Any:
        return rows.filter(person__in=Person.objects.named(words).values("pk"))

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        if record.valid_to or not self._may(request, "trainings.trainers", record):
            return []
        words = gettext("No longer a trainer")
        return [face.Act(words, reverse("trainer_end", args=[record.pk]), danger=True)]


@register(Curriculum)
class CurriculumAdmin(DatedAdmin):
    section, order = "trainings", 30
    about = _("What is taught; kept in the country's pack")
    view_right = "trainings.view"
    ordering = ("-valid_from", "-id")
    list_display = ("title_said", "topic", "standing", "hours", "valid_from")
    labels = {**DatedAdmin.labels, "title_said": _("Title")}
    classes = {**DatedAdmin.classes, "hours": "num more"}
    filters = ("topic", STANDING)
    facts = ("title_said", "topic", "hours", "source", "valid_from", "valid_to")

    def rows(self, user: Any, right: str = "") -> Any:
        return Curriculum.objects.all()

    def title_said(self, curriculum: Curriculum) -> str:
        return str(curriculum)


attention.add(
    "trainings.close",
    Attention(
        _("Training sessions that are over and not closed"),
        "trainings.hold",
        lambda user: waiting_sessions(Session.objects.visible_to(user)).count(),
        lambda: f"{reverse('admin:trainings_session_changelist')}?need=close",
        order=30,
    ),
)
