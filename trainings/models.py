"""Curricula, sessions, attendance by name, test scores, trainers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Organisation, User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap
from solar_cms.base.texts import text_in
from solar_cms.places.models import District, Village
from solar_cms.questionnaires.models import FormVersion, Response
from solar_cms.registry.models import Person, ProducerGroup
from trainings.states import Presence, SessionState, TestPhase, Topic, TrainerLevel


class Curriculum(Record, Dated):
    """What is taught: a topic, its title by language, its length. From the country pack."""

    key = models.CharField(max_length=60)
    topic = models.CharField(_("Topic"), max_length=20, choices=Topic.choices)
    titles = models.JSONField(_("Title"))
    hours = models.PositiveSmallIntegerField(_("Hours"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Curriculum")
        verbose_name_plural = _("Curricula")
        constraints = [
            dates_in_order("curriculum_dates"),
            no_overlap(
                "curriculum_no_overlap",
                "key",
                message=_("Another version of this curriculum is valid at that time."),
            ),
        ]

    def __str__(self) -> str:
        return text_in(self.titles)


class TrainerQuerySet(ScopedQuerySet, DatedQuerySet):
    view_right = "trainings.view"


class Trainer(Record, Dated):
    """A person who trains, at a level, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainer_roles")
    level = models.CharField(_("Level"), max_length=20, choices=TrainerLevel.choices)
    topic = models.CharField(_("Topic"), max_length=20, choices=Topic.choices)
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Organisation"),
    )

    objects = TrainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Trainer")
        verbose_name_plural = _("Trainers")
        constraints = [
            dates_in_order("trainer_dates"),
            no_overlap(
                "trainer_no_overlap",
                "person",
                "topic",
                "level",
                message=_("This person is already a trainer of this level and topic at that time."),
            ),
        ]
        indexes = [models.Index(fields=["district", "valid_from", "id"], name="trainer_district")]

    def __str__(self) -> str:
        return str(self.person)


class SessionQuerySet(ScopedQuerySet):
    view_right = "trainings.view"
    organisation_path = "organisation"


class Session(Record):
    """One event of a curriculum at a place, with its register."""

    number = models.CharField(_("Number"), max_length=40, unique=True)
    curriculum = models.ForeignKey(
        Curriculum, on_delete=models.PROTECT, verbose_name=_("Curriculum")
    )
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    village = models.ForeignKey(
        Village, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Village")
    )
    place = models.CharField(_("Meeting place"), max_length=160, blank=True)
    group = models.ForeignKey(
        ProducerGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Producer group"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Held by")
    )
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    state = models.CharField(
        _("State"), max_length=20, choices=SessionState.choices, default=SessionState.PLANNED
    )
    trainers = models.ManyToManyField(Trainer, blank=True, verbose_name=_("Trainers"))
    responsible = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    test_points = models.PositiveSmallIntegerField(_("Points in the test"), default=10)
    # What its pre- and post-test ask; without it the points are typed in.
    test = models.ForeignKey(
        FormVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Test"),
    )
    closed_on = models.DateField(null=True, blank=True)
    cancel_reason = models.CharField(_("Reason"), max_length=300, blank=True)
    back_entered = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Training session")
        verbose_name_plural = _("Training sessions")
        constraints = [
            dates_in_order("session_dates", "starts_on", "ends_on"),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CLOSED) | Q(closed_on__isnull=False),
                name="session_closed_is_dated",
                violation_error_message=_("A closed session has the day it was closed."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("ends_on")),
                name="session_closed_after_end",
                violation_error_message=_("A session is closed on its last day or later."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CANCELLED) | ~Q(cancel_reason=""),
                name="session_cancelled_with_reason",
                violation_error_message=_("Say why the session is cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(test_points__gte=1, test_points__lte=100),
                name="session_test_points",
                violation_error_message=_("A test has 1 to 100 points."),
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "-id"], name="session_starts"),
            models.Index(fields=["district", "-starts_on", "-id"], name="session_district"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.curriculum}"


class AttendanceQuerySet(ScopedQuerySet):
    view_right = "trainings.view"
    organisation_path = "session__organisation"


class Attendance(Record):
    """A person on a session's register. Keeps the district of the session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    presence = models.CharField(
        _("Presence"), max_length=20, choices=Presence.choices, default=Presence.EXPECTED
    )
    is_walk_in = models.BooleanField(_("Walk-in"), default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Attendance")
        verbose_name_plural = _("Attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="attendance_once",
                violation_error_message=_("This person is already on the register."),
            ),
            models.CheckConstraint(
                condition=Q(is_walk_in=False) | Q(presence=Presence.PRESENT),
                name="attendance_walk_in_present",
                violation_error_message=_("Somebody who walked in is present."),
            ),
        ]
        indexes = [models.Index(fields=["person", "session"], name="attendance_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_presence_display()}"


class Score(Record):
    """Points of one person in the session's pre- or post-test."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="scores")
    phase = models.CharField(_("Test"), max_length=4, choices=TestPhase.choices)
    points = models.PositiveSmallIntegerField(_("Points"))
    out_of = models.PositiveSmallIntegerField(_("Out of"))
    # The answers that the points were counted from; none where they were typed in.
    response = models.OneToOneField(
        Response, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Test score")
        verbose_name_plural = _("Test scores")
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "phase"],
                name="score_once",
                violation_error_message=_("This test already has a score for this person."),
            ),
            models.CheckConstraint(
                condition=Q(points__lte=F("out_of")),
                name="score_within",
                violation_error_message=_("More points than the test has."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.out_of}"
