"""Law as data: the versions of the country pack, the laws it cites and their articles."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.models import (
    Dated,
    DatedQuerySet,
    Record,
    SourceStatus,
    dates_in_order,
    no_overlap,
)
from solar_cms.base.texts import text_in
from solar_cms.documents.models import StoredFile


class PackVersion(Record):
    """One content of a country pack, numbered from 1. Records keep the version they were made
    under; the same content loaded again is the same version."""

    code = models.CharField(_("Pack"), max_length=40)
    number = models.PositiveIntegerField(_("Version"))
    checksum = models.CharField(max_length=64)
    # The folder as it was loaded, as a ZIP file.
    archive = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    loaded_at = models.DateTimeField(_("Loaded at"), default=timezone.now)
    loaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Loaded by")
    )

    class Meta:
        verbose_name = _("Pack version")
        verbose_name_plural = _("Pack versions")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"],
                name="pack_version_once",
                violation_error_message=_(
                    "Another version of this pack was loaded at the same moment. Load it again."
                ),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="pack_version_from_one",
                violation_error_message=_("Versions of a pack are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class Sourced(models.Model):
    """Where a value comes from and how sure it is."""

    source = models.CharField(_("Source"), max_length=300, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=SourceStatus.choices)

    class Meta:
        abstract = True

    @property
    def is_confirmed(self) -> bool:
        return self.status == SourceStatus.CONFIRMED


class Law(Record, Dated, Sourced):
    """A law, decree or decision, in force from a day to a day."""

    key = models.CharField(max_length=60, unique=True)
    number = models.CharField(_("Number"), max_length=60, blank=True)
    names = models.JSONField(_("Name"))
    short_names = models.JSONField(_("Short name"), default=dict)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Law")
        verbose_name_plural = _("Laws")
        constraints = [dates_in_order("law_dates")]

    def __str__(self) -> str:
        return text_in(self.short_names) or text_in(self.names)


class Article(Record, Dated, Sourced):
    """A rule of a law. Its article number may be unknown: then it is empty and shown as
    unconfirmed, never guessed. `texts` is the rule in plain words, by language."""

    key = models.CharField(max_length=60)
    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="articles")
    number = models.CharField(_("Article"), max_length=20, blank=True)
    titles = models.JSONField(_("Title"))
    texts = models.JSONField(_("Text"), default=dict)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Article")
        verbose_name_plural = _("Articles")
        constraints = [
            dates_in_order("article_dates"),
            no_overlap(
                "article_no_overlap",
                "key",
                message=_("Another wording of this article is in force at that time."),
            ),
            models.CheckConstraint(
                condition=~Q(status=SourceStatus.CONFIRMED) | ~Q(number=""),
                name="article_confirmed_numbered",
                violation_error_message=_("A confirmed article has its number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} · {text_in(self.titles)}"

    @property
    def title(self) -> str:
        return text_in(self.titles)

    @property
    def text(self) -> str:
        return text_in(self.texts)


class Parameter(Record, Dated, Sourced):
    """A dated value of the pack that figures are made with ("age_bands", "off_track_below")."""

    key = models.CharField(max_length=60)
    names = models.JSONField(_("Name"))
    value = models.JSONField(_("Value"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Parameter")
        verbose_name_plural = _("Parameters")
        constraints = [
            dates_in_order("parameter_dates"),
            no_overlap(
                "parameter_no_overlap",
                "key",
                message=_("Another value of this parameter is in force at that time."),
            ),
        ]

    def __str__(self) -> str:
        return text_in(self.names)
