"""Durable jobs, the calendar's runs, a person's tasks, holidays and official numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Substitution, User
from solar_cms.audit.acts import SYSTEM, HasActor
from solar_cms.base.ids import new_id
from solar_cms.base.models import Record, SourceStatus
from solar_cms.base.texts import text_in
from solar_cms.places.models import District, Province
from solar_cms.work.states import OPEN_JOB, JobState

# A running job whose worker has not said for this long that it lives is given to another.
LEASE = timedelta(seconds=30)
NO_DATE = date(9999, 12, 31)


class JobCancelled(Exception):
    """Cancel was asked for; raised out of job.progress() and ends the run."""


class JobLost(Exception):
    """Another worker has taken the job over; this one must stop and write nothing."""


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> JobQuerySet:
        """One's own jobs."""
        return self.filter(created_by=user)

    def held_by(self, job: Job) -> JobQuerySet:
        """The job's row as long as this worker holds it."""
        return self.filter(pk=job.pk, runner=job.runner, state=JobState.RUNNING)


class Job(models.Model):
    """A piece of long work: asked for in an act, run by whichever worker takes it, ended once.

    result: {"url": page of what was made, "files": [{"name", "url"}], …}. runner and lease_until
    say which worker holds it; a lease that ran out is free for the next.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    params: Any = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result: Any = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="jobs")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    runner = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("Job")
        verbose_name_plural = _("Jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN_JOB, ended_at__isnull=True)
                | (~Q(state__in=OPEN_JOB) & Q(ended_at__isnull=False)),
                name="job_ended_means_dated",
                violation_error_message=_("A job that has ended has the time of its end."),
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING)
                | Q(runner__isnull=False, lease_until__isnull=False),
                name="job_running_has_worker",
                violation_error_message=_("A running job has a worker."),
            ),
        ]
        indexes = [
            models.Index(fields=["created_by", "-created_at", "-id"], name="job_own"),
            models.Index(fields=["lease_until"], name="job_open", condition=Q(state__in=OPEN_JOB)),
        ]

    def __str__(self) -> str:
        return self.title

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.endings: list[Callable[[], dict[str, Any] | None]] = []

    def at_end(self, function: Callable[[], dict[str, Any] | None]) -> None:
        """Write something for good in the act that ends the job: once, however often it is run.

        What the function returns is added to the job's result.
        """
        self.endings.append(function)

    @property
    def by(self) -> HasActor:
        """For whom the job acts."""
        return self.created_by or SYSTEM

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_JOB

    @property
    def url(self) -> str:
        """The page that shows how far it is."""
        return reverse("job", args=[self.pk])

    @property
    def result_url(self) -> str:
        """The page of what it made."""
        return self.result.get("url", "")

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Say how far the job is, and that its worker lives. Call it outside of acts.

        Raises JobCancelled when cancel was asked for, JobLost when another worker has it.
        """
        self.done, self.total, self.message = done, total or self.total, str(message)[:200]
        held = Job.objects.held_by(self)
        asked = held.values_list("cancel_asked", flat=True).first()
        if asked is None:
            raise JobLost(str(self.pk))
        if asked:
            raise JobCancelled(str(self.pk))
        held.update(
            done=self.done,
            total=self.total,
            message=self.message,
            lease_until=timezone.now() + LEASE,
        )


class ScheduledRun(models.Model):
    """One thing the calendar had to do at one time; unique, so beat may run twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    due = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "due"],
                name="scheduled_run_once",
                violation_error_message=_("This was already started for that time."),
            )
        ]
        indexes = [
            models.Index(fields=["due"], name="scheduled_run_open", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due:%Y-%m-%d %H:%M}"


class TaskQuerySet(models.QuerySet):
    def open(self) -> TaskQuerySet:
        return self.filter(settled_at__isnull=True)

    def visible_to(self, user: User) -> TaskQuerySet:
        """Tasks for this person, for those they stand in for, and for their roles where they act."""
        absent = Substitution.objects.on().filter(substitute=user).values("absent")
        mine = Q(user=user) | Q(user__in=absent)
        for name, reach in {**user.scope.by_role, **user.scope.by_kind}.items():
            if reach.whole_country:
                mine |= Q(role_kind=name)
            else:
                mine |= Q(role_kind=name, district__in=sorted(reach.districts))
                mine |= Q(role_kind=name, district=None)
        return self.filter(mine)


class Task(Record):
    """Something a person, or whoever holds a role in a district, should do; settled by an act."""

    kind = models.CharField(max_length=60)
    title: Any = models.JSONField(_("Title"))
    url = models.CharField(max_length=300)
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("For"),
    )
    # A kind of role, or the key of a role that the pack names itself.
    role_kind = models.CharField(max_length=60, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    rank_on = models.DateField(default=NO_DATE, editable=False)  # due_on, never null: list order
    subject_table = models.CharField(max_length=63, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("Task")
        verbose_name_plural = _("Tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(role_kind=""),
                name="task_for_someone",
                violation_error_message=_("A task is for a person or for a role."),
            )
        ]
        indexes = [
            models.Index(
                fields=["user", "rank_on", "id"],
                name="task_of_user",
                condition=Q(settled_at__isnull=True),
            ),
            models.Index(
                fields=["role_kind", "district", "rank_on", "id"],
                name="task_of_role",
                condition=Q(settled_at__isnull=True),
            ),
            models.Index(
                fields=["subject_table", "subject_id"],
                name="task_subject",
                condition=Q(settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return text_in(self.title)


class Holiday(Record):
    """A day off by the country's pack, or a weekend day that is worked instead (moved holidays).

    province: None for the whole country. status and source say how sure the day is.
    """

    day = models.DateField(_("Day"))
    names: Any = models.JSONField(_("Names"))
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Province")
    )
    is_worked = models.BooleanField(_("Worked"), default=False)
    pack_code = models.CharField(max_length=40, blank=True)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    status = models.CharField(
        _("Status"),
        max_length=12,
        choices=SourceStatus.choices,
        default=SourceStatus.CONFIRMED,
    )

    class Meta:
        verbose_name = _("Holiday")
        verbose_name_plural = _("Holidays")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "province"],
                name="holiday_once",
                nulls_distinct=False,
                violation_error_message=_("This day is already in the calendar."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {text_in(self.names)}"


class NumberSeries(Record):
    """The last official number given out, per kind, office and year."""

    kind = models.CharField(max_length=20)
    office_code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Number series")
        verbose_name_plural = _("Number series")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "office_code", "year"],
                name="number_series_once",
                violation_error_message=_("This number series exists already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}-{self.office_code}-{self.year}"
