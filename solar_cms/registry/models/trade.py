"""Who supplies whom, and what groups and buyers agreed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap
from solar_cms.registry.models.employers import Employer
from solar_cms.registry.models.groups import ProducerGroup
from solar_cms.registry.states import RoundOutcome, SupplyKind, Unit


def _node(side: str) -> models.GeneratedField:
    """The party of one side, whichever kind it is: ids are unique over all tables."""
    return models.GeneratedField(
        expression=Coalesce(F(f"{side}_employer"), F(f"{side}_group")),
        output_field=models.UUIDField(),
        db_persist=True,
    )


def _one_party(side: str, message: Any) -> models.CheckConstraint:
    employer, group = f"{side}_employer__isnull", f"{side}_group__isnull"
    return models.CheckConstraint(
        condition=Q(**{employer: True, group: False}) | Q(**{employer: False, group: True}),
        name=f"supply_one_{side}",
        violation_error_message=message,
    )


class SupplyQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> SupplyQuerySet:
        """Ties of which the reader sees one of the two."""
        groups = ProducerGroup.objects.visible_to(user).values("pk")
        employers = Employer.objects.visible_to(user).values("pk")
        return self.filter(
            Q(supplier_group__in=groups)
            | Q(buyer_group__in=groups)
            | Q(supplier_employer__in=employers)
            | Q(buyer_employer__in=employers)
        )


class SupplyLink(Record, Dated):
    """A business tie from a day to a day: the supplier sells to, works for or sends workers to the
    buyer. Each side is an employer or a producer group; tiers are read by registry/tiers.py."""

    kind = models.CharField(
        _("Kind"), max_length=20, choices=SupplyKind.choices, default=SupplyKind.GOODS
    )
    supplier_employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="buyers"
    )
    supplier_group = models.ForeignKey(
        ProducerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="buyers"
    )
    buyer_employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="suppliers"
    )
    buyer_group = models.ForeignKey(
        ProducerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="suppliers"
    )
    goods = models.CharField(_("What"), max_length=200, blank=True)
    supplier = _node("supplier")
    buyer = _node("buyer")

    objects = SupplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Supply link")
        verbose_name_plural = _("Supply links")
        constraints = [
            dates_in_order("supply_link_dates"),
            _one_party("supplier", _("Choose one supplier: an employer or a group.")),
            _one_party("buyer", _("Choose one buyer: an employer or a group.")),
            models.CheckConstraint(
                condition=Q(supplier_employer__isnull=True)
                | Q(buyer_employer__isnull=True)
                | ~Q(supplier_employer=F("buyer_employer")),
                name="supply_two_employers",
                violation_error_message=_("Nobody supplies themselves."),
            ),
            models.CheckConstraint(
                condition=Q(supplier_group__isnull=True)
                | Q(buyer_group__isnull=True)
                | ~Q(supplier_group=F("buyer_group")),
                name="supply_two_groups",
                violation_error_message=_("Nobody supplies themselves."),
            ),
            no_overlap(
                "supply_link_no_overlap",
                "supplier",
                "buyer",
                "kind",
                message=_("This tie is recorded already for that time."),
            ),
        ]
        indexes = [
            models.Index(fields=["supplier", "buyer"], name="supply_from"),
            models.Index(fields=["buyer", "supplier"], name="supply_to"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_party} → {self.buyer_party}"

    @property
    def supplier_party(self) -> Employer | ProducerGroup | None:
        return self.supplier_employer or self.supplier_group

    @property
    def buyer_party(self) -> Employer | ProducerGroup | None:
        return self.buyer_employer or self.buyer_group


class GroupScoped(ScopedQuerySet):
    """Seen with the group."""

    view_right = "groups.view"
    district_path = "group__district"
    organisation_path = "group__supported_by"


class BargainingRound(Record):
    """Talks of a group with a buyer over price or conditions, from opening to outcome."""

    group = models.ForeignKey(ProducerGroup, on_delete=models.PROTECT, related_name="rounds")
    buyer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="rounds")
    topic = models.CharField(_("About"), max_length=200)
    opened_on = models.DateField(_("Opened on"))
    unit = models.CharField(_("Price per"), max_length=20, choices=Unit.choices, blank=True)
    asked = models.PositiveBigIntegerField(_("Price asked"), null=True, blank=True)
    offered = models.PositiveBigIntegerField(_("Price offered"), null=True, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    outcome = models.CharField(
        _("Outcome"), max_length=20, choices=RoundOutcome.choices, blank=True
    )

    objects = GroupScoped.as_manager()

    class Meta:
        verbose_name = _("Bargaining round")
        verbose_name_plural = _("Bargaining rounds")
        constraints = [
            dates_in_order("round_dates", "opened_on", "closed_on"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="")
                | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="round_closed_with_outcome",
                violation_error_message=_("A closed round has a day and an outcome."),
            ),
            models.CheckConstraint(
                condition=Q(asked__isnull=True, offered__isnull=True) | ~Q(unit=""),
                name="round_price_has_unit",
                violation_error_message=_("Say what the price is for."),
            ),
        ]
        indexes = [models.Index(fields=["group", "-opened_on", "-id"], name="round_group")]

    def __str__(self) -> str:
        return self.topic


class AgreementQuerySet(GroupScoped, DatedQuerySet):
    """Seen with the group."""


class TradeAgreement(Record, Dated):
    """What a group and a buyer signed: product, price in minor units, for how long."""

    group = models.ForeignKey(ProducerGroup, on_delete=models.PROTECT, related_name="agreements")
    buyer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="agreements")
    round = models.ForeignKey(
        BargainingRound, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    signed_on = models.DateField(_("Signed on"))
    product = models.CharField(_("Product"), max_length=120)
    unit = models.CharField(_("Price per"), max_length=20, choices=Unit.choices)
    price = models.PositiveBigIntegerField(_("Price"), null=True, blank=True)
    price_floor = models.PositiveBigIntegerField(_("Lowest price"), null=True, blank=True)
    quantity_kg = models.PositiveIntegerField(_("Quantity in kilograms"), null=True, blank=True)
    terms = models.TextField(_("Terms"), max_length=2000, blank=True)
    # Recorded by mistake: it was never in force.
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)
    withdrawn_why = models.CharField(_("Why it was withdrawn"), max_length=300, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Agreement with a buyer")
        verbose_name_plural = _("Agreements with buyers")
        constraints = [
            dates_in_order("agreement_dates"),
            models.CheckConstraint(
                condition=Q(price__isnull=False) | Q(price_floor__isnull=False) | ~Q(terms=""),
                name="agreement_says_something",
                violation_error_message=_("Give a price, a lowest price, or the terms in words."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="agreement_withdrawn_with_reason",
                violation_error_message=_("Say why the agreement is withdrawn."),
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-valid_from", "-id"], name="agreement_group"),
            models.Index(fields=["-valid_from", "-id"], name="agreement_order"),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.buyer}"
