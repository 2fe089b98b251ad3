"""Sanctions and money as figures are computed from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case as When
from django.db.models import F, QuerySet
from django.db.models import When as If
from django.db.models.functions import Coalesce, TruncQuarter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import procedure
from cases.datasets import DISTRICT, choice_words, pack_words, quarter_words
from cases.models import LedgerEntry, Sanction
from cases.money_states import Beneficiary, EntryKind, SanctionState
from cases.sanctioning import kinds_of
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets


def sanctions() -> QuerySet[Sanction]:
    return Sanction.objects.all()


def kind_words(keys: Iterable[Any]) -> Mapping[Any, str]:
    kinds = kinds_of(procedure.current_or_empty().fines)
    return {key: kinds[key].name for key in keys if key in kinds}


datasets.add(
    "sanctions",
    Dataset(
        name="sanctions",
        label=_("Sanctions"),
        queryset=sanctions,
        visible=lambda user: sanctions().visible_to(user),  # type: ignore[attr-defined]
        dates={"proposed": "proposed_on", "decided": "decided_on", "final": "final_on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "kind": Dimension(_("Kind of sanction"), "kind", kind_words),
            "state": Dimension(_("State"), "state", choice_words(SanctionState)),
            "case_kind": Dimension(_("Kind"), "case__kind", pack_words("types")),
            "quarter_decided": Dimension(
                _("Quarter decided"), TruncQuarter("decided_on"), quarter_words
            ),
        },
        measures={
            "count": Measure(_("Sanctions"), "count"),
            "employers": Measure(
                _("Employers, each counted once"), "distinct", "respondent__employer_id"
            ),
            "cases": Measure(_("Cases, each counted once"), "distinct", "case_id"),
            "amount": Measure(_("Amount decided"), "sum", "amount"),
        },
        record=lambda row: (
            f"{row.number} {row.case.workplace.name}",
            reverse("sanction", args=[row.pk]),
        ),
        columns={
            "number": (_("Number"), "number"),
            "case": (_("Case"), "case__number"),
            "proposed": (_("Proposed on"), "proposed_on"),
            "decided": (_("Decided on"), "decided_on"),
            "amount": (_("Amount decided"), "amount"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("case__workplace", "district"),
    ),
)

CHARGED = (
    EntryKind.FINE, EntryKind.CHANGE, EntryKind.REDUCTION, EntryKind.INTEREST,
    EntryKind.SURCHARGE, EntryKind.WAGES_ORDERED,
)  # fmt: skip
PAID = (EntryKind.RECEIPT, EntryKind.WAGES_RECEIVED)


def money() -> QuerySet[LedgerEntry]:
    """`charged` and `paid` are sums above nothing; a reversal counts where the row counts that it
    takes back. `what` is that row's kind."""
    rows = LedgerEntry.objects.annotate(what=Coalesce("reverses__kind", "kind"))
    return rows.annotate(
        charged=When(If(what__in=CHARGED, then=F("amount")), default=0),
        paid=When(If(what__in=PAID, then=-F("amount")), default=0),
    )


datasets.add(
    "money",
    Dataset(
        name="money",
        label=_("Money of cases"),
        queryset=money,
        visible=lambda user: money().visible_to(user),  # type: ignore[attr-defined]
        dates={"on": "on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "what": Dimension(_("Kind of row"), "what", choice_words(EntryKind)),
            "beneficiary": Dimension(_("For"), "beneficiary", choice_words(Beneficiary)),
            "quarter": Dimension(_("Quarter"), TruncQuarter("on"), quarter_words),
        },
        measures={
            "count": Measure(_("Rows of the ledger"), "count"),
            "charged": Measure(_("Charged"), "sum", "charged"),
            "paid": Measure(_("Paid"), "sum", "paid"),
            "owed": Measure(_("Still owed"), "sum", "amount"),
            "cases": Measure(_("Cases, each counted once"), "distinct", "case_id"),
        },
        record=lambda row: (
            f"{row.case.number} {row.get_kind_display()}",
            reverse("case_money", args=[row.case_id]),
        ),
        columns={
            "on": (_("Day"), "on"),
            "case": (_("Case"), "case__number"),
            "kind": (_("Kind"), "kind"),
            "beneficiary": (_("For"), "beneficiary"),
            "amount": (_("Amount"), "amount"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("case__workplace", "district"),
    ),
)
