"""Applications to join a scheme."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.promoters import Promoter
from enrollment.models.schemes import Channel, DocumentKind, Scheme
from enrollment.states import OPEN_APPLICATION, ApplicationState
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.places.models import District
from solar_cms.registry.models import Person, ProducerGroup


class ApplicationQuerySet(ScopedQuerySet):
    view_right = "enrollment.view"

    def open(self) -> ApplicationQuerySet:
        return self.filter(state__in=OPEN_APPLICATION)


class Application(Record):
    """A person asks to join a scheme, through a channel, perhaps by way of a group."""

    number = models.CharField(_("Number"), max_length=40, unique=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="scheme_applications",
        verbose_name=_("Person"),
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name=_("Scheme"))
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    group = models.ForeignKey(
        ProducerGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Producer group"),
    )
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, verbose_name=_("Channel"))
    promoter = models.ForeignKey(
        Promoter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Promoter"),
    )
    received_on = models.DateField(_("Received on"))
    # What the person wishes to insure, integer minor units a month.
    earnings = models.BigIntegerField(_("Insured earnings a month"))
    state = models.CharField(
        _("State"), max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    reasons = models.TextField(_("Reasons"), blank=True)
    officer = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Officer"),
    )
    documents: Any = models.ManyToManyField(
        DocumentKind, through="ApplicationDocument", verbose_name=_("Documents shown")
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Application")
        verbose_name_plural = _("Applications")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="application_one_open",
                violation_error_message=_(
                    "This person already has an open application to this scheme."
                ),
            ),
            models.CheckConstraint(
                condition=Q(earnings__gt=0),
                name="application_earnings_positive",
                violation_error_message=_("Insured earnings must be more than nothing."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reasons=""),
                name="application_returned_has_reasons",
                violation_error_message=_("An application is returned with its reasons."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"]) | Q(decided_on__isnull=False),
                name="application_decided_is_dated",
                violation_error_message=_("A decided application has the day of its decision."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=models.F("received_on")),
                name="application_decided_after_received",
                violation_error_message=_(
                    "The decision cannot be before the application was received."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-received_on", "-id"], name="application_district"),
            models.Index(fields=["-received_on", "-id"], name="application_order"),
            models.Index(
                fields=["district", "state"],
                name="application_open",
                condition=Q(state__in=["draft", "submitted", "returned"]),
            ),
            models.Index(fields=["group", "person"], name="application_group"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_APPLICATION


class ApplicationDocument(Record):
    """A paper that was shown with an application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="shown")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("Document shown")
        verbose_name_plural = _("Documents shown")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                name="application_document_once",
                violation_error_message=_("This document is already noted."),
            )
        ]

    def __str__(self) -> str:
        return str(self.kind)
