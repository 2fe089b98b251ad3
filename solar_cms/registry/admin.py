"""People, groups, members, employers and workplaces in the administration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.base import face
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.panel.records import Filter, RecordAdmin, register
from solar_cms.registry import operations, records_admin  # noqa: F401 - registers the rest
from solar_cms.registry.finding import by_name, people_found
from solar_cms.registry.forms import CorrectPersonForm
from solar_cms.registry.group_forms import EmployerForm, GroupForm, WorkplaceForm
from solar_cms.registry.models import (
    Employer,
    GroupMembership,
    Person,
    ProducerGroup,
    Workplace,
)
from solar_cms.registry.pages import with_members
from solar_cms.registry.states import Crop


class NamedAdmin(RecordAdmin):
    """A record with a name in both scripts, living in a district."""

    section = "people"
    ordering = ("name_local", "id")
    sorts = {"name": ("name_local", "id")}
    labels = {"name": _("Name"), "place": _("Where")}
    district_path = "district_id"
    joined: tuple[str, ...] = ("district", "village")
    search_words = _("Name")

    def search(self, rows: Any, words: str) -> Any:
        return by_name(rows, words)[0]

    def place(self, row: Any) -> str:
        return ", ".join(part.name for part in (row.village, row.district) if part)

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {**super().form_options(request, record), "user": request.user}


@register(Person)
class PersonAdmin(NamedAdmin):
    order = 10
    about = _("Everybody the work is about, once in the country")
    view_right, export_right = "people.view", "people.export"
    add_right = change_right = "people.keep"
    page, add_page = "person", "person_new"
    ordering = ("sort_name", "id")
    sorts = {"name": ("sort_name", "id")}
    list_display = ("name", "place", "state", "other_name", "sex", "birth_year", "said_phone")
    labels = {
        **NamedAdmin.labels, "other_name": _("In the other script"), "said_phone": _("Phone"),
        "state": _("State"),
    }  # fmt: skip
    classes = {"state": "state", "said_phone": "more nowrap", "birth_year": "num more"}
    filters = ("district", "sex")
    search_words = _("Name, phone or document number")
    facts = (
        "name",
        "other_name",
        "sex",
        "birth_date",
        "birth_year",
        "place",
        "said_phone",
        "state",
    )
    change_form = CorrectPersonForm
    import_kind = ""

    def search(self, rows: Any, words: str) -> Any:
        return people_found(rows, words)[0]

    def state(self, person: Person) -> Any:
        return Tag("closed", gettext("Died")) if person.died_on else Tag("done", gettext("Living"))

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {**super().form_options(request, record), "person": record}

    def initial_of(self, record: Any) -> dict[str, Any]:
        return CorrectPersonForm.facts_of(record)

    def change_verb(self, by: Any, record: Person, given: dict[str, Any]) -> Person:
        return operations.correct_person(record, by=by, **given)


@register(ProducerGroup)
class GroupAdmin(NamedAdmin):
    order = 20
    about = _("Groups, associations and cooperatives through which farmers join")
    view_right = "groups.view"
    add_right = change_right = "groups.keep"
    page, add_page = "group", "group_new"
    list_display = ("name", "place", "state", "kind", "people", "women")
    labels = {
        **NamedAdmin.labels, "state": _("State"), "people": _("Members"), "women": _("Women"),
        "crops_said": _("Crops"),
    }  # fmt: skip
    classes = {"state": "state", "people": "num more", "women": "num more"}
    joined = ("district", "village", "supported_by")
    filters = (
        "district",
        "kind",
        Filter(
            "crop",
            _("Crop"),
            lambda user: list(Crop.choices),
            lambda rows, value: rows.filter(crops__contains=[value]),
        ),
    )
    facts = (
        "name", "kind", "place", "crops_said", "founded_on", "ended_on", "supported_by", "people",
        "women",
    )  # fmt: skip
    change_form = GroupForm

    def decorate(self, rows: list[Any]) -> None:
        with_members(rows)

    def state(self, group: ProducerGroup) -> Tag:
        ended = group.ended_on and group.ended_on < today()
        return Tag("closed", gettext("Ended")) if ended else Tag("done", gettext("Active"))

    def people(self, group: Any) -> int:
        return getattr(group, "people", 0)

    def women(self, group: Any) -> int:
        return getattr(group, "women", 0)

    def crops_said(self, group: ProducerGroup) -> list[Any]:
        return [crop.label for crop in Crop if crop in group.crops]

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {**super().form_options(request, record), "group": record}

    def initial_of(self, record: Any) -> dict[str, Any]:
        return GroupForm.facts_of(record)

    def change_verb(self, by: Any, record: ProducerGroup, given: dict[str, Any]) -> ProducerGroup:
        changes = {name: value for name, value in given.items() if name != "district"}
        return operations.correct_group(record, by=by, **changes)

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        if record.ended_on or not self._may(request, "groups.keep", record):
            return []
        found = [
            face.Act(gettext("Add a member"), reverse("group_join", args=[record.pk])),
            face.Act(gettext("End the group"), reverse("group_end", args=[record.pk]), danger=True),
        ]
        if self._may(request, "people.keep", record):
            roster = f"{reverse('import_new', args=['group_roster'])}?group={record.pk}"
            found.insert(1, face.Act(gettext("Import a roster"), roster))
        return found


@register(GroupMembership)
class GroupMembershipAdmin(DatedAdmin):
    section, order = "people", 21
    about = _("Who belongs to which group, in which role, from a day to a day")
    view_right = "people.view"
    ordering = ("-valid_from", "-id")
    list_display = ("person", "group", "standing", "role", "valid_from", "valid_to")
    labels = {**DatedAdmin.labels, "person": _("Person"), "group": _("Group")}
    joined = ("person", "group")
    filters = ("role", STANDING)
    search_words = _("Name of the person")

    def rows(self, user: Any, right: str = "") -> Any:
        return GroupMembership.objects.visible_to(user, right or self.view_right)

    def search(self, rows: Any, words: str) -> Any:
        found, _order = people_found(Person.objects.all(), words)
        return rows.filter(person__in=found.values("pk"))

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        user: Any = request.user
        if record.valid_to or not user.scope.may_in("groups.keep", record.group.district_id):
            return []
        return [
            face.Act(gettext("Change the role"), reverse("member_role", args=[record.pk])),
            face.Act(
                gettext("Member leaves"), reverse("member_leave", args=[record.pk]), danger=True
            ),
        ]


@register(Workplace)
class WorkplaceAdmin(NamedAdmin):
    order = 30
    about = _("Sites that can be inspected, with how many work there")
    view_right = "employers.view"
    add_right = change_right = "employers.keep"
    page, add_page = "workplace", "workplace_new"
    list_display = ("name", "place", "kind", "employer", "workers")
    labels = {**NamedAdmin.labels, "workers": _("Workers")}
    classes = {"kind": "state", "workers": "num more"}
    joined = ("district", "village", "employer", "group")
    filters = ("district", "kind")
    facts = (
        "name", "kind", "place", "employer", "group", "workers_women", "workers_men", "isic",
        "closed_on",
    )  # fmt: skip
    change_form = WorkplaceForm

    def initial_of(self, record: Any) -> dict[str, Any]:
        return WorkplaceForm.facts_of(record)

    def change_verb(self, by: Any, record: Workplace, given: dict[str, Any]) -> Workplace:
        return operations.correct_workplace(record, by=by, **given)


@register(Employer)
class EmployerAdmin(NamedAdmin):
    order = 31
    about = _("Who is liable, seen through their workplaces")
    view_right = "employers.view"
    change_right = "employers.keep"
    page = "employer"
    district_path = ""
    joined = ()
    list_display = ("name", "representative", "registration_number", "said_phone")
    labels = {**NamedAdmin.labels, "said_phone": _("Phone")}
    facts = ("name", "registration_number", "representative", "said_phone", "closed_on")
    change_form = EmployerForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        user: Any = request.user
        keeps = Workplace.objects.visible_to(user, self.change_right).filter(employer=obj)
        return keeps.exists()

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {"initial": EmployerForm.facts_of(record), "version": record.version}

    def change_verb(self, by: Any, record: Employer, given: dict[str, Any]) -> Employer:
        return operations.correct_employer(record, by=by, **given)
