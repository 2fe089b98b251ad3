"""Offices, partner organisations and roles in the administration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts import operations, rules
from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.accounts.admin.forms import (
    NewOfficeForm,
    OfficeForm,
    OrganisationForm,
)
from solar_cms.accounts.models import Office, Organisation, Posting, Role, User
from solar_cms.accounts.reach import offices_of
from solar_cms.base.forms import say_phone
from solar_cms.base.said import say_day
from solar_cms.panel.records import Act, RecordAdmin, register


@register(Office)
class OfficeAdmin(DatedAdmin):
    section, order = "setup", 20
    about = _("Offices of your province, their telephone and dates")
    view_right = "panel.use"
    change_right = add_right = "offices.keep"
    ordering = ("code",)
    list_display = ("title_said", "kind", "standing", "district", "phone_said")
    joined = ("province", "district", "parent")
    labels = {
        **DatedAdmin.labels,
        "title_said": _("Name"),
        "parent": _("Above it"),
        "phone_said": _("Phone"),
    }
    filters = ("kind", "province", STANDING)
    search_fields = ("names__lo", "names__en", "code")
    search_words = _("Name or code")
    facts = ("title_said", "kind", "code", "province", "district", "parent", "phone_said", "valid_from",
             "valid_to")  # fmt: skip
    add_form, change_form = NewOfficeForm, OfficeForm

    def rows(self, user: Any, right: str = "") -> Any:
        return offices_of(user, right or self.view_right)

    def title_said(self, office: Office) -> str:
        return str(office)

    def phone_said(self, office: Office) -> str:
        return say_phone(office.phone) if office.phone else ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        by: Any = request.user
        return not rules.problems_with_office_place(by, obj.province, obj.district)

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        if record is None:
            return {"user": request.user}
        names = ("names", "phone", "valid_to")
        initial = {name: getattr(record, name) for name in names}
        return {"office": record, "initial": initial, "version": record.version}

    def add_verb(self, by: Any, given: dict[str, Any]) -> Office:
        return operations.add_office(**given, by=by)

    def change_verb(self, by: Any, record: Office, given: dict[str, Any]) -> Office:
        return operations.change_office(record, **given, by=by)

    def parts(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        user: Any = request.user
        if not user.may("users.view"):
            return []
        head = [gettext("Name"), gettext("Role"), gettext("Since")]
        people = User.objects.visible_to(user)
        here = Posting.objects.on().filter(office=record, user__in=people)
        rows = [
            [(head[0], one.user.name, reverse("admin:accounts_user_change", args=[one.user_id])),
             (head[1], one.role, ""), (head[2], say_day(one.valid_from), "")]
            for one in here.select_related("user", "role").order_by("valid_from", "id")[:50]
        ]  # fmt: skip
        return [{"title": gettext("Who works here"), "head": head, "rows": rows}]


@register(Organisation)
class OrganisationAdmin(DatedAdmin):
    section, order = "setup", 25
    view_right = change_right = add_right = "organisations.keep"
    ordering = ("id",)
    list_display = ("title_said", "kind", "standing", "valid_from", "valid_to")
    labels = {**DatedAdmin.labels, "title_said": _("Name")}
    filters = (STANDING,)
    facts = ("title_said", "kind", "valid_from", "valid_to")
    add_form = change_form = OrganisationForm

    def rows(self, user: Any, right: str = "") -> Any:
        return Organisation.objects.all()

    def title_said(self, organisation: Organisation) -> str:
        return str(organisation)

    def initial_of(self, record: Any) -> dict[str, Any]:
        return OrganisationForm.facts_of(record)

    def add_verb(self, by: Any, given: dict[str, Any]) -> Organisation:
        return operations.keep_organisation(None, **given, by=by)

    def change_verb(self, by: Any, record: Organisation, given: dict[str, Any]) -> Organisation:
        return operations.keep_organisation(record, **given, by=by)


@register(Role)
class RoleAdmin(RecordAdmin):
    section, order = "setup", 26
    about = _("The country's roles, and which of them need a second factor")
    view_right = "roles.keep"
    ordering = ("key", "id")
    list_display = ("title_said", "kind", "needs_second_factor")
    labels = {"title_said": _("Name")}

    def rows(self, user: Any, right: str = "") -> Any:
        return Role.objects.all()

    def title_said(self, role: Role) -> str:
        return str(role)

    acts = (
        Act(
            "require",
            _("Require a second factor"),
            "roles.keep",
            lambda by, role, given: operations.require_second_factor(role, True, by=by),
            done=_("Holders of this role give a second factor from now on."),
            when=lambda role: not role.needs_second_factor,
        ),
        Act(
            "waive",
            _("No longer require a second factor"),
            "roles.keep",
            lambda by, role, given: operations.require_second_factor(role, False, by=by),
            done=_("Holders of this role no longer have to give a second factor."),
            when=lambda role: role.needs_second_factor,
            danger=True,
        ),
    )
