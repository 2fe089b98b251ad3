"""The case itself, the procedure it follows, its steps, order and team."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from cases.models.complaint import Complaint
from cases.states import Act, LinkKind, TeamRole
from solar_cms.accounts.models import Office, User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, dates_in_order
from solar_cms.documents.models import Letter
from solar_cms.law.models import PackVersion
from solar_cms.places.models import District
from solar_cms.registry.models import Employer, Workplace


class Procedure(Record):
    """The procedure of one pack version, as data: see cases/procedure.py for its shape."""

    pack_version = models.OneToOneField(
        PackVersion, on_delete=models.PROTECT, related_name="procedure"
    )
    definition: Any = models.JSONField()

    class Meta:
        verbose_name = _("Procedure")
        verbose_name_plural = _("Procedures")

    def __str__(self) -> str:
        return str(self.pack_version)


class CaseQuerySet(ScopedQuerySet):
    view_right = "cases.view"

    def visible_to(self, user: User, right: str = "") -> CaseQuerySet:
        return cast(CaseQuerySet, super().visible_to(user, right))

    def open(self) -> CaseQuerySet:
        return self.filter(closed_on__isnull=True)

    def of(self, user: User) -> CaseQuerySet:
        """Cases this person is on the team of now."""
        mine = Assignment.objects.filter(user=user, ended_on__isnull=True).values("case")
        return self.filter(pk__in=mine)

    def searched(self, words: str) -> CaseQuerySet:
        """By part of the number, or by the workplace's name in Lao or Latin."""
        words = words.strip()
        if not words:
            return self
        folded = Func(Value(words), function="solar_fold", output_field=models.TextField())
        named = Workplace.objects.filter(search_key__contains=folded).values("pk")
        return self.filter(
            Q(number__icontains=words) | Q(paper_number__iexact=words) | Q(workplace__in=named)
        )


class Case(Record):
    """One inspection case, from its source to its closure, under one version of the pack.

    kind, source, stage and closure_code are keys of that version's procedure. The district is
    where the case was opened and does not follow the workplace.
    """

    number = models.CharField(_("Number"), max_length=40, unique=True)
    kind = models.CharField(_("Kind"), max_length=40)
    source = models.CharField(_("Source"), max_length=40)
    stage = models.CharField(_("Stage"), max_length=40)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    workplace = models.ForeignKey(
        Workplace, on_delete=models.PROTECT, related_name="cases", verbose_name=_("Workplace")
    )
    employer = models.ForeignKey(
        Employer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("Employer"),
    )
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    complaint = models.OneToOneField(
        Complaint, on_delete=models.PROTECT, null=True, blank=True, related_name="case"
    )
    summary = models.TextField(_("What it is about"), blank=True)
    opened_on = models.DateField(_("Opened on"))
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    closure_code = models.CharField(_("Reason for closing"), max_length=40, blank=True)
    closure_note = models.TextField(_("Note on closing"), blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Suspended: what the procedure does not allow to be done meanwhile, its clocks stand still.
    suspended_on = models.DateField(_("Suspended on"), null=True, blank=True)
    # Loaded from paper with its original dates: no clock, reminder or task fires.
    is_back_entered = models.BooleanField(_("Entered from paper"), default=False)
    paper_number = models.CharField(_("Number on paper"), max_length=60, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Case")
        verbose_name_plural = _("Cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closure_code="")
                | (Q(closed_on__isnull=False) & ~Q(closure_code="")),
                name="case_closed_dated_and_coded",
                violation_error_message=_("A closed case has the day and the reason of closing."),
            ),
            dates_in_order("case_dates", "opened_on", "closed_on"),
            dates_in_order("case_suspended", "opened_on", "suspended_on"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(suspended_on__isnull=True),
                name="case_closed_not_suspended",
                violation_error_message=_("A suspended case goes on before it is closed."),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-opened_on", "-id"], name="case_district"),
            models.Index(fields=["-opened_on", "-id"], name="case_opened"),
            models.Index(fields=["workplace", "-opened_on"], name="case_workplace"),
            models.Index(
                fields=["district", "stage"], name="case_open", condition=Q(closed_on__isnull=True)
            ),
            models.Index(
                fields=["paper_number", "district"],
                name="case_paper",
                condition=~Q(paper_number=""),
            ),
            models.Index(
                fields=["district", "opened_on", "id"],
                name="case_open_here",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["opened_on", "id"],
                name="case_open_since",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                fields=["closed_on", "district", "closure_code"],
                name="case_closed",
                condition=Q(closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class Step(Record):
    """A step of the procedure: what was done in a case, on which day, and where it led.

    key: the step's key in the procedure; act: the verb behind it. stage: the stage it led to, "" when
    the case stayed; track: the parallel track it belongs to, "" the case itself. happened_at: the
    moment, where hours count. said: what its fields hold, by key (see FieldKind).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(_("Step"), max_length=60, blank=True)
    act = models.CharField(_("Act"), max_length=40, choices=Act.choices, blank=True)
    track = models.CharField(_("Track"), max_length=40, blank=True)
    stage = models.CharField(_("Stage"), max_length=40, blank=True)
    reached_on = models.DateField(_("Day"))
    happened_at = models.DateTimeField(_("Time"), null=True, blank=True)
    said: Any = models.JSONField(_("Details"), default=dict, blank=True)
    note = models.TextField(_("Note"), blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Step")
        verbose_name_plural = _("Steps")
        indexes = [models.Index(fields=["case", "reached_on", "id"], name="step_case")]

    def __str__(self) -> str:
        return f"{self.key or self.stage} {self.reached_on}"


class CaseTrack(Record):
    """A parallel track of a case (a stop-work order with its own appeal, a wage claim): its stage
    now. The dates of its stages are those of its steps."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tracks")
    key = models.CharField(_("Track"), max_length=40)
    stage = models.CharField(_("Stage"), max_length=40)
    opened_on = models.DateField(_("Opened on"))
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Parallel track")
        verbose_name_plural = _("Parallel tracks")
        constraints = [
            dates_in_order("track_dates", "opened_on", "closed_on"),
            models.UniqueConstraint(
                fields=["case", "key"],
                condition=Q(closed_on__isnull=True),
                name="track_open_once",
                violation_error_message=_("This track of the case is open already."),
            ),
        ]
        indexes = [models.Index(fields=["case", "opened_on"], name="track_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.key}"


class CaseLink(Record):
    """Two cases that belong together; read from both sides."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="linked_from", verbose_name=_("Other case")
    )
    kind = models.CharField(_("How it is linked"), max_length=20, choices=LinkKind.choices)
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Linked case")
        verbose_name_plural = _("Linked cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other", "kind"],
                name="case_linked_once",
                violation_error_message=_("These cases are linked so already."),
            ),
            models.CheckConstraint(
                condition=~Q(case=F("other")),
                name="case_linked_to_another",
                violation_error_message=_("A case is linked to another one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.other}"


class Order(Record):
    """The numbered, signed order to inspect."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="order")
    number = models.CharField(_("Number"), max_length=40, unique=True)
    ordered_on = models.DateField(_("Date of the order"))
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("Signed by")
    )
    is_announced = models.BooleanField(_("Announced to the employer"), default=False)
    matters = models.TextField(_("Matters to inspect"))
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Inspection order")
        verbose_name_plural = _("Inspection orders")

    def __str__(self) -> str:
        return self.number


class Assignment(Record):
    """A person on the team of a case, from a day until they leave it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="case_assignments", verbose_name=_("Inspector")
    )
    role = models.CharField(_("Role"), max_length=10, choices=TeamRole.choices)
    assigned_on = models.DateField(_("Assigned on"))
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Assignment")
        verbose_name_plural = _("Assignments")
        constraints = [
            dates_in_order("assignment_dates", "assigned_on", "ended_on"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role=TeamRole.LEAD, ended_on__isnull=True),
                name="assignment_one_lead",
                violation_error_message=_("A case has one lead inspector at a time."),
            ),
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(ended_on__isnull=True),
                name="assignment_once",
                violation_error_message=_("This person is on the team of the case already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "case"],
                name="assignment_user",
                condition=Q(ended_on__isnull=True),
            ),
            models.Index(
                fields=["case"],
                include=["user"],
                name="assignment_lead",
                condition=Q(role=TeamRole.LEAD, ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.case}"


def lead_name(path: str = "") -> Any:
    """For lists: the lead inspector's name in both scripts, without a query per row."""
    lead = Assignment.objects.filter(
        case=models.OuterRef(f"{path}pk"), role=TeamRole.LEAD, ended_on__isnull=True
    )
    return {
        "lead_local": models.Subquery(lead.values("user__name_local")[:1]),
        "lead_latin": models.Subquery(lead.values("user__name_latin")[:1]),
        "lead_id": models.Subquery(lead.values("user")[:1]),
    }
