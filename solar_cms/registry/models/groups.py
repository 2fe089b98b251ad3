"""Producer groups, associations and cooperatives, with members over time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Organisation
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap
from solar_cms.places.models import District, Village
from solar_cms.registry.models.people import Person
from solar_cms.registry.states import Crop, GroupKind, GroupRole


class GroupQuerySet(ScopedQuerySet):
    view_right = "groups.view"
    organisation_path = "supported_by"


class ProducerGroup(Record):
    """A group through which farmers join. It is not itself insured: each member is."""

    kind = models.CharField(
        _("Kind"), max_length=20, choices=GroupKind.choices, default=GroupKind.PRODUCER_GROUP
    )
    name_local = models.CharField(_("Name"), max_length=160, db_collation="lo-x-icu")
    name_latin = models.CharField(_("Latin name"), max_length=160, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    village = models.ForeignKey(
        Village, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Village")
    )
    crops = ArrayField(
        models.CharField(max_length=20, choices=Crop.choices), default=list, verbose_name=_("Crops")
    )
    founded_on = models.DateField(_("Founded on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    supported_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Supported by"),
    )
    is_demo = models.BooleanField(default=False, editable=False)
    search_key = models.GeneratedField(
        expression=Func(
            F("name_local"),
            F("name_latin"),
            function="solar_search_key",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("Producer group")
        verbose_name_plural = _("Producer groups")
        constraints = [
            dates_in_order("group_dates", "founded_on", "ended_on"),
            models.UniqueConstraint(
                fields=["district", "name_local"],
                name="group_name_in_district",
                violation_error_message=_("A group of this name already exists in this district."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="group_search"),
            models.Index(fields=["district", "name_local", "id"], name="group_district"),
            models.Index(fields=["name_local", "id"], name="group_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.name_latin if get_language() == "en" else "") or self.name_local


class MembershipQuerySet(ScopedQuerySet, DatedQuerySet):
    view_right = "groups.view"
    district_path = "group__district"
    organisation_path = "group__supported_by"


class GroupMembership(Record, Dated):
    """A person in a group from a day to a day, in one role. A change of role is a new row."""

    group = models.ForeignKey(ProducerGroup, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="group_memberships")
    role = models.CharField(
        _("Role"), max_length=20, choices=GroupRole.choices, default=GroupRole.MEMBER
    )
    import_batch = models.UUIDField(null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Group membership")
        verbose_name_plural = _("Group memberships")
        constraints = [
            dates_in_order("group_membership_dates"),
            no_overlap(
                "group_membership_no_overlap",
                "group",
                "person",
                message=_("This person is already in this group at that time."),
            ),
        ]
        indexes = [
            models.Index(fields=["group", "valid_from"], name="group_membership_group"),
            models.Index(fields=["-valid_from", "-id"], name="group_membership_order"),
            models.Index(
                fields=["import_batch"],
                name="group_membership_batch",
                condition=Q(import_batch__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.group}"
