"""What figures about enrolment are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.functions import ExtractYear, TruncQuarter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enrollment.models import Channel, Contribution, Membership, Promoter
from enrollment.states import ContributionState, Payer, PromoterRole
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.places.models import District
from solar_cms.registry import ages
from solar_cms.registry.states import Crop, Sex


def choice_words(choices: Any) -> Any:
    return lambda values: {v: str(choices(v).label) for v in values if v in choices.values}


def district_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {d.code: d.name for d in District.objects.filter(code__in=list(codes))}


def channel_words(keys: Iterable[Any]) -> Mapping[Any, str]:
    return {c.key: str(c) for c in Channel.objects.filter(key__in=list(keys))}


def quarter_words(days: Iterable[Any]) -> Mapping[Any, str]:
    return {day: f"{day.year}Q{(day.month + 2) // 3}" for day in days if day}


datasets.add(
    "memberships",
    Dataset(
        name="memberships",
        label=_("Members registered in the NSSF"),
        queryset=Membership.objects.all,
        visible=lambda user: Membership.objects.visible_to(user),
        dates={"accepted": "accepted_on", "started": "valid_from", "ended": "valid_to"},
        district="district",
        dimensions={
            "sex": Dimension(_("Sex"), "person__sex", choice_words(Sex)),
            "district": Dimension(_("District"), "district_id", district_words),
            # In the year the membership began.
            "age": Dimension(
                _("Age"),
                lambda: ages.band("person__birth_year", ExtractYear("valid_from")),
                ages.words,
            ),
            "channel": Dimension(_("Channel"), "channel__key", channel_words),
            "crop": Dimension(_("Crop of the group"), "group__crops__0", choice_words(Crop)),
        },
        measures={
            "people": Measure(_("People, each counted once"), "distinct", "person_id"),
            "count": Measure(_("Memberships"), "count"),
        },
        record=lambda row: (
            f"{row.person} {row.member_number}",
            reverse("membership", args=[row.pk]),
        ),
        columns={
            "number": (_("Social security number"), "member_number"),
            "accepted": (_("Accepted on"), "accepted_on"),
            "sex": (_("Sex"), "person__sex"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("person", "district"),
    ),
)

datasets.add(
    "contributions",
    Dataset(
        name="contributions",
        label=_("Contributions to the NSSF"),
        queryset=Contribution.objects.all,
        visible=lambda user: Contribution.objects.visible_to(user),
        dates={"collected": "collected_on", "month": "month"},
        district="district",
        dimensions={
            "state": Dimension(_("State"), "state", choice_words(ContributionState)),
            "payer": Dimension(_("Paid by"), "payer", choice_words(Payer)),
            "quarter": Dimension(
                _("Quarter of the month paid"), TruncQuarter("month"), quarter_words
            ),
            "sex": Dimension(_("Sex"), "membership__person__sex", choice_words(Sex)),
            "district": Dimension(_("District"), "district_id", district_words),
        },
        measures={
            "amount": Measure(_("Amount"), "sum", "amount"),
            "count": Measure(_("Contributions"), "count"),
            "members": Measure(_("Members who paid"), "distinct", "membership_id"),
        },
        record=lambda row: (row.slip_number, reverse("membership", args=[row.membership_id])),
        columns={
            "month": (_("Month"), "month"),
            "amount": (_("Amount"), "amount"),
            "state": (_("State"), "state"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("district",),
    ),
)

datasets.add(
    "promoters",
    Dataset(
        name="promoters",
        label=_("Social protection promoters"),
        queryset=Promoter.objects.all,
        visible=lambda user: Promoter.objects.visible_to(user),
        dates={"from": "valid_from", "to": "valid_to"},
        district="district",
        dimensions={
            "sex": Dimension(_("Sex"), "person__sex", choice_words(Sex)),
            "district": Dimension(_("District"), "district_id", district_words),
            "role": Dimension(_("Role"), "role", choice_words(PromoterRole)),
        },
        measures={"people": Measure(_("People, each counted once"), "distinct", "person_id")},
        record=lambda row: (str(row.person), reverse("person", args=[row.person_id])),
        columns={
            "role": (_("Role"), "role"),
            "from": (_("Since"), "valid_from"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("person", "district"),
    ),
)
