"""Reports: frozen data, and the documents made from it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.models.periods import Period
from reporting.states import OF_COUNTRY, YEARLY, FileFormat, ReportKind, ReportState
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.documents.models import Attachment
from solar_cms.places.models import Province
from solar_cms.work.models import Job

REPORT = "reporting.report"  # owner kind of its documents


class ReportQuerySet(ScopedQuerySet):
    """A PWG's report is for those with a district in its province, the PAC's for the whole country."""

    view_right = "reports.view"
    district_path = "province__districts"

    def visible_to(self, user: User, right: str = "") -> ScopedQuerySet:
        # A province has many districts: the join would repeat the report.
        reach = user.scope.reach(right or self.view_right)
        if reach.whole_country or not user.scope.may(right or self.view_right):
            return super().visible_to(user, right)
        provinces = Province.objects.filter(districts__in=sorted(reach.districts))
        return self.filter(province__in=provinces.values("code"))


class Report(Record):
    """A quarterly report, or a yearly one kept at the last quarter of its year. `data` holds every number and text it prints; edition 2 replaces 1."""

    kind = models.CharField(_("Report to"), max_length=3, choices=ReportKind.choices)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Province"),
    )
    edition = models.PositiveSmallIntegerField(_("Version"))
    formats = ArrayField(models.CharField(max_length=4, choices=FileFormat.choices), default=list)
    state = models.CharField(
        _("State"), max_length=8, choices=ReportState.choices, default=ReportState.BUILDING
    )
    data = models.JSONField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("Asked for"))
    ready_at = models.DateTimeField(_("Ready"), null=True, blank=True)
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Report")
        verbose_name_plural = _("Reports")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period", "province", "edition"],
                name="report_edition",
                nulls_distinct=False,
                violation_error_message=_(
                    "Somebody is building this report at this moment. Look again."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.PWG, province__isnull=False)
                | Q(kind__in=sorted(OF_COUNTRY), province__isnull=True),
                name="report_place",
                violation_error_message=_(
                    "A working group's report names its province; the others cover all."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.READY)
                | Q(data__isnull=False, ready_at__isnull=False),
                name="report_ready_has_data",
                violation_error_message=_("A report is ready when its figures are frozen."),
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_on__isnull=True)
                | Q(signed_by__isnull=False, signed_on__isnull=False, state=ReportState.READY),
                name="report_signed_when_ready",
                violation_error_message=_("A report is signed once it is ready."),
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="report_list"),
            models.Index(fields=["province", "-created_at", "-id"], name="report_province"),
        ]

    def __str__(self) -> str:
        return f"{self.title_place()} {self.span} ({self.edition})"

    @property
    def span(self) -> str:
        """The quarter it covers, or the year: "2023Q2", "2023"."""
        return self.period.code[:4] if self.kind in YEARLY else self.period.code

    def title_place(self) -> str:
        """Whose report it is: "Provincial Working Group, Champasak"."""
        kind = str(self.get_kind_display())
        return f"{kind}, {self.province.name}" if self.province else kind

    def file_name(self, file_format: str, language: str) -> str:
        place = f"-{self.province_id}" if self.province_id else ""
        return f"{self.kind}-{self.span}{place}-v{self.edition}-{language}.{file_format}"


class ReportFile(Record):
    """One document of a report: format and language. `file` is its attachment."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=4, choices=FileFormat.choices)
    language = models.CharField(max_length=8)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Report document")
        verbose_name_plural = _("Report documents")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "format", "language"],
                name="report_file_once",
                violation_error_message=_("This report already has this document."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.language}.{self.format}"
