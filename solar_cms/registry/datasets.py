"""What figures about groups, their members and workplaces are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, CharField, DateField, F, Value, When
from django.db.models.functions import Coalesce, Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.places.models import District
from solar_cms.registry.models import GroupMembership, ProducerGroup, Workplace
from solar_cms.registry.states import LEADERSHIP, GroupKind, GroupRole, Sex, WorkplaceKind
from solar_cms.registry.terms import names


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


# First number of workers of each size, smallest first: the classes of ILO statistics.
SIZES = (1, 10, 50, 250)
SIZE_WORDS = {
    "": _("not known"),
    "0": _("nobody"),
    "1-9": _("1 to 9 workers"),
    "10-49": _("10 to 49 workers"),
    "50-249": _("50 to 249 workers"),
    "250+": _("250 workers and more"),
}


def workers_at(workplace: str = "") -> Any:
    """Women and men who work at a site; null where neither is known. workplace: path to it, with
    its underscores."""
    women, men = f"{workplace}workers_women", f"{workplace}workers_men"
    return Case(
        When(**{f"{women}__isnull": True, f"{men}__isnull": True}, then=None),
        default=Coalesce(F(women), 0) + Coalesce(F(men), 0),
    )


def size_of(workers: str) -> Any:
    """The size class of a number of workers."""
    return Case(
        When(**{f"{workers}__isnull": True}, then=Value("")),
        *[
            When(**{f"{workers}__lt": bound}, then=Value(key))
            for bound, key in zip(SIZES, list(SIZE_WORDS)[1:], strict=False)
        ],
        default=Value("250+"),
        output_field=CharField(),
    )


def size_words(keys: Iterable[Any]) -> Mapping[Any, str]:
    return {key: str(SIZE_WORDS[key]) for key in keys if key in SIZE_WORDS}


def known_well(workplace: str = "") -> Any:
    """ "yes" where the register says the sector and how many work there."""
    return Case(
        When(**{f"{workplace}isic": ""}, then=Value("no")),
        When(
            **{
                f"{workplace}workers_women__isnull": True,
                f"{workplace}workers_men__isnull": True,
            },
            then=Value("no"),
        ),
        default=Value("yes"),
        output_field=CharField(),
    )


def yes_no(values: Iterable[Any]) -> Mapping[Any, str]:
    words = {"yes": str(_("yes")), "no": str(_("no"))}
    return {value: words[value] for value in values if value in words}


def sector_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return names("isic", [code for code in codes if code])


def workplaces() -> Any:
    """The register holds no day on which a site began: it counts from ever until it is closed."""
    return Workplace.objects.annotate(
        workers_known=workers_at(), ever=Value(date(1900, 1, 1), output_field=DateField())
    )


datasets.add(
    "workplaces",
    Dataset(
        name="workplaces",
        label=_("Workplaces in the register"),
        queryset=workplaces,
        visible=lambda user: workplaces().visible_to(user),
        dates={"registered": "ever", "closed": "closed_on"},
        district="district",
        dimensions={
            "district": Dimension(_("District"), "district_id", district_words),
            "kind": Dimension(_("Kind of workplace"), "kind", choice_words(WorkplaceKind)),
            "sector": Dimension(_("Sector"), Left("isic", 2), sector_words),
            "size": Dimension(_("Size"), size_of("workers_known"), size_words),
            "known": Dimension(_("Sector and workers known"), known_well(), yes_no),
        },
        measures={
            "count": Measure(_("Workplaces"), "count"),
            "workers": Measure(_("People working there"), "sum", "workers_known"),
            "women": Measure(_("Women working there"), "sum", "workers_women"),
        },
        record=lambda row: (row.name, reverse("workplace", args=[row.pk])),
        columns={
            "sector": (_("Sector"), "isic"),
            "workers": (_("People working there"), "workers_known"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("district",),
    ),
)
