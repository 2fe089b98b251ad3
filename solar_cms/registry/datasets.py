"""What figures about groups and their members are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.places.models import District
from solar_cms.registry.models import GroupMembership, ProducerGroup
from solar_cms.registry.states import LEADERSHIP, GroupKind, GroupRole, Sex


def choice_words(choices: Any) -> Any:
    return lambda values: {v: str(choices(v).label) for v in values if v in choices.values}


def district_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {d.code: d.name for d in District.objects.filter(code__in=list(codes))}


LEADS = Case(When(role__in=sorted(LEADERSHIP), then=Value("leadership")), default=Value("member"))
LEADS_WORDS = {"leadership": _("Leadership"), "member": _("Member")}


datasets.add(
    "group_memberships",
    Dataset(
        name="group_memberships",
        label=_("Members of producer groups"),
        queryset=GroupMembership.objects.all,
        # Partners see their groups, not who is in them.
        visible=lambda user: GroupMembership.objects.visible_to(user, "people.view"),
        dates={"from": "valid_from", "to": "valid_to"},
        district="group__district",
        dimensions={
            "sex": Dimension(_("Sex"), "person__sex", choice_words(Sex)),
            "role": Dimension(_("Role"), "role", choice_words(GroupRole)),
            "leadership": Dimension(
                _("Leadership"), LEADS, lambda values: {v: str(LEADS_WORDS[v]) for v in values}
            ),
            "district": Dimension(_("District"), "group__district_id", district_words),
            "kind": Dimension(_("Kind of group"), "group__kind", choice_words(GroupKind)),
        },
        measures={
            "people": Measure(_("People, each counted once"), "distinct", "person_id"),
            "groups": Measure(_("Groups, each counted once"), "distinct", "group_id"),
            "count": Measure(_("Memberships"), "count"),
        },
        record=lambda row: (str(row), reverse("group", args=[row.group_id])),
        columns={
            "role": (_("Role"), "role"),
            "sex": (_("Sex"), "person__sex"),
            "from": (_("Since"), "valid_from"),
            "to": (_("Until"), "valid_to"),
            "district": (_("District"), "group__district__name_latin"),
        },
        select_related=("person", "group", "group__district"),
    ),
)

datasets.add(
    "groups",
    Dataset(
        name="groups",
        label=_("Producer groups"),
        queryset=lambda: ProducerGroup.objects.filter(founded_on__isnull=False),
        visible=lambda user: ProducerGroup.objects.visible_to(user).filter(
            founded_on__isnull=False
        ),
        dates={"from": "founded_on", "to": "ended_on"},
        district="district",
        dimensions={
            "kind": Dimension(_("Kind of group"), "kind", choice_words(GroupKind)),
            "district": Dimension(_("District"), "district_id", district_words),
        },
        measures={"count": Measure(_("Groups"), "count")},
        record=lambda row: (str(row), reverse("group", args=[row.pk])),
        columns={
            "kind": (_("Kind of group"), "kind"),
            "from": (_("Founded on"), "founded_on"),
            "to": (_("Ended on"), "ended_on"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("district",),
    ),
)
