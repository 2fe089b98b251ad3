"""Complaints, notices and appeals as figures are computed from them."""

from __future__ import annotations

from typing import Any

from django.db.models import Case as When
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models import When as If
from django.db.models.functions import Greatest, Least, TruncQuarter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.clocks.figures import days_from
from cases.datasets import DISTRICT, choice_words, pack_words, quarter_words, yes_no
from cases.models import Appeal, Complaint, ComplaintDecision, Notice, Step, Visit
from cases.money_states import AppealOutcome
from cases.states import Channel, VisitOutcome
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.documents.states import ServiceMethod


def said_if(condition: Any) -> Any:
    return When(If(condition, then=Value("yes")), default=Value("no"), output_field=CharField())


def complaints() -> Any:
    """`first_action`: the day of the first step taken in the case after its opening, or of what was
    decided on the complaint without one (dismissed, referred, merged); `days` to it from receipt."""
    steps = Step.objects.filter(case__complaint=OuterRef("pk")).exclude(act="")
    first = steps.order_by("reached_on", "id").values("reached_on")
    decided = ComplaintDecision.objects.standing().filter(complaint=OuterRef("pk"))
    rows = Complaint.objects.annotate(
        first_action=Least(
            Subquery(first[:1]), Subquery(decided.order_by("decided_on").values("decided_on")[:1])
        )
    )
    return rows.annotate(
        days=Greatest(days_from(F("received_on"), F("first_action")), Value(0)),
        acted=said_if(Q(first_action__isnull=False)),
    )


datasets.add(
    "complaints",
    Dataset(
        name="complaints",
        label=_("Complaints"),
        queryset=complaints,
        visible=lambda user: complaints().visible_to(user),
        dates={"received": "received_on", "first_action": "first_action"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "channel": Dimension(_("How it came"), "channel", choice_words(Channel)),
            "acted": Dimension(_("Acted on"), "acted", yes_no),
            "quarter": Dimension(_("Quarter"), TruncQuarter("received_on"), quarter_words),
        },
        measures={
            "count": Measure(_("Complaints"), "count"),
            "days": Measure(_("Median days to the first action"), "median", "days"),
        },
        record=lambda row: (row.number, reverse("complaint", args=[row.pk])),
        columns={
            "received": (_("Received on"), "received_on"),
            "first_action": (_("First action"), "first_action"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("district",),
    ),
)


def notices() -> Any:
    """Without void ones. `days`: from the last visit made before the notice to its date;
    `followed`: a visit was made after it."""
    visits = Visit.objects.filter(case=OuterRef("case"), outcome=VisitOutcome.DONE)
    last = visits.filter(visited_on__lte=OuterRef("issued_on")).order_by("-visited_on")
    rows = Notice.objects.filter(voided_on__isnull=True).annotate(
        visited=Subquery(last.values("visited_on")[:1])
    )
    return rows.annotate(
        days=days_from(F("visited"), F("issued_on")),
        served=said_if(Q(served_on__isnull=False)),
        followed=said_if(Exists(visits.filter(visited_on__gt=OuterRef("issued_on")))),
    )


datasets.add(
    "notices",
    Dataset(
        name="notices",
        label=_("Notices"),
        queryset=notices,
        visible=lambda user: notices().visible_to(user),
        dates={"issued": "issued_on", "served": "served_on", "due": "due_on"},
        district="case__district",
        dimensions={
            "district": Dimension(_("District"), "case__district_id", DISTRICT.labels),
            "kind": Dimension(_("Kind of notice"), "kind", pack_words("notices")),
            "case_kind": Dimension(_("Kind of case"), "case__kind", pack_words("types")),
            "served": Dimension(_("Served"), "served", yes_no),
            "method": Dimension(_("How it was served"), "method", choice_words(ServiceMethod)),
            "followed": Dimension(_("Followed by a visit"), "followed", yes_no),
            "quarter": Dimension(_("Quarter"), TruncQuarter("issued_on"), quarter_words),
        },
        measures={
            "count": Measure(_("Notices"), "count"),
            "cases": Measure(_("Cases, each counted once"), "distinct", "case_id"),
            "days": Measure(_("Median days from the visit"), "median", "days"),
        },
        record=lambda row: (
            f"{row.number} {row.case.workplace.name}",
            reverse("case", args=[row.case_id]),
        ),
        columns={
            "number": (_("Number"), "number"),
            "issued": (_("Date of the notice"), "issued_on"),
            "served": (_("Served on"), "served_on"),
            "due": (_("Due on"), "due_on"),
            "district": (_("District"), "case__district__name_latin"),
        },
        select_related=("case__workplace", "case__district"),
    ),
)


def appeals() -> Any:
    return Appeal.objects.all()


datasets.add(
    "appeals",
    Dataset(
        name="appeals",
        label=_("Appeals"),
        queryset=appeals,
        visible=lambda user: appeals().visible_to(user),
        dates={"filed": "filed_on", "decided": "decided_on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "outcome": Dimension(_("Outcome"), "outcome", choice_words(AppealOutcome)),
            "level": Dimension(_("Level"), "level"),
            "quarter_decided": Dimension(
                _("Quarter decided"), TruncQuarter("decided_on"), quarter_words
            ),
        },
        measures={
            "count": Measure(_("Appeals"), "count"),
            "cases": Measure(_("Cases, each counted once"), "distinct", "case_id"),
        },
        record=lambda row: (
            f"{row.case.number} {row.case.workplace.name}",
            reverse("case", args=[row.case_id]),
        ),
        columns={
            "case": (_("Case"), "case__number"),
            "filed": (_("Filed on"), "filed_on"),
            "decided": (_("Decided on"), "decided_on"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("case__workplace", "district"),
    ),
)
