"""What figures about the staff of offices are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office, Posting, User
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.base.policy import RoleKind
from solar_cms.base.texts import text_in
from solar_cms.places.models import District


def role_words(kinds: Iterable[Any]) -> Mapping[Any, str]:
    return {kind: str(RoleKind(kind).label) for kind in kinds if kind in RoleKind.values}


def office_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {o.code: text_in(o.names) for o in Office.objects.filter(code__in=list(codes))}


def district_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {d.code: d.name for d in District.objects.filter(code__in=list(codes))}


def staff() -> Any:
    """Postings to offices. `home`: the office's district; of a provincial office the first of its
    province, so that it counts there; a central office is in none."""
    first = (
        District.objects.filter(province=OuterRef("office__province"))
        .order_by("code")
        .values("code")
    )
    return Posting.objects.filter(office__isnull=False).annotate(
        home=Coalesce(F("office__district_id"), Subquery(first[:1]))
    )


datasets.add(
    "staff",
    Dataset(
        name="staff",
        label=_("Staff of the offices"),
        queryset=staff,
        visible=lambda user: staff().filter(user__in=User.objects.visible_to(user)),
        dates={"from": "valid_from", "to": "valid_to"},
        district="home",
        dimensions={
            "role": Dimension(_("Kind of role"), "role__kind", role_words),
            "office": Dimension(_("Office"), "office__code", office_words),
            "district": Dimension(_("District"), "home", district_words),
        },
        measures={
            "people": Measure(_("People, each counted once"), "distinct", "user_id"),
            "count": Measure(_("Postings"), "count"),
        },
        record=lambda row: (row.user.name, reverse("user", args=[row.user_id])),
        columns={
            "office": (_("Office"), "office__code"),
            "from": (_("Since"), "valid_from"),
            "to": (_("Until"), "valid_to"),
        },
        select_related=("user", "office"),
    ),
)
