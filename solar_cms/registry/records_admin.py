"""Households, agreements with buyers and what is known of work in the administration."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.base.said import say_money
from solar_cms.panel.records import RecordAdmin, register
from solar_cms.registry import household_list
from solar_cms.registry.models import (
    CollectiveAgreement,
    Household,
    Term,
    TradeAgreement,
    WorkplaceHazard,
    WorkplaceUnion,
)
from solar_cms.registry.terms import names


@register(Household)
class HouseholdAdmin(RecordAdmin):
    section, order = "people", 15
    about = _("People who live together, with their head")
    view_right, export_right = "people.view", "people.export"
    add_right = "people.keep"
    district_path = "district_id"
    page, add_page = "household", "household_new"
    ordering = ("-id",)
    list_display = ("title_said", "village", "district", "house_number", "people_said")
    labels = {"title_said": _("Name"), "people_said": _("Members")}
    classes = {"people_said": "num more"}
    joined = ("district", "village")
    filters = ("district",)
    search_fields = ("house_number",)
    search_words = _("House number")
    facts = ("title_said", "house_number", "village", "district", "people_said")

    def decorate(self, rows: list[Any]) -> None:
        household_list.with_heads(rows)

    def title_said(self, household: Household) -> str:
        return household_list.title(household)

    def people_said(self, household: Any) -> int:
        return getattr(household, "people_now", 0)


@register(TradeAgreement)
class TradeAgreementAdmin(DatedAdmin):
    section, order = "people", 25
    about = _("What groups and buyers signed, with prices")
    view_right = "groups.view"
    district_path = "group__district_id"
    page = "agreement"
    ordering = ("-valid_from", "-id")
    list_display = ("product", "group", "standing", "buyer", "price_said", "valid_from", "valid_to")
    labels = {
        **DatedAdmin.labels, "group": _("Group"), "buyer": _("Buyer"), "price_said": _("Price"),
    }  # fmt: skip
    classes = {**DatedAdmin.classes, "price_said": "num more"}
    joined = ("group", "buyer")
    filters = (STANDING,)
    search_fields = ("product",)
    search_words = _("Product")
    facts = (
        "product", "group", "buyer", "standing", "price_said", "unit", "signed_on", "valid_from",
        "valid_to", "terms",
    )  # fmt: skip

    def price_said(self, agreement: TradeAgreement) -> str:
        price = agreement.price if agreement.price is not None else agreement.price_floor
        return say_money(price) if price is not None else ""


class AtWorkplaceAdmin(DatedAdmin):
    """Seen with the workplace."""

    section = "people"
    view_right = "employers.view"
    district_path = "workplace__district_id"
    ordering = ("-valid_from", "-id")
    joined: tuple[str, ...] = ("workplace",)
    filters = (STANDING,)


@register(WorkplaceHazard)
class WorkplaceHazardAdmin(AtWorkplaceAdmin):
    order = 35
    about = _("Hazards seen at workplaces, until they are removed")
    list_display = ("hazard_said", "workplace", "standing", "valid_from", "valid_to")
    labels = {**DatedAdmin.labels, "hazard_said": _("Hazard"), "workplace": _("Workplace")}
    facts = ("hazard_said", "workplace", "standing", "note", "valid_from", "valid_to")

    def decorate(self, rows: list[Any]) -> None:
        words = names("hazards", {row.hazard for row in rows})
        for row in rows:
            row.words = words[row.hazard]

    def hazard_said(self, hazard: Any) -> str:
        return getattr(hazard, "words", "") or names("hazards", [hazard.hazard])[hazard.hazard]


@register(WorkplaceUnion)
class WorkplaceUnionAdmin(AtWorkplaceAdmin):
    order = 36
    about = _("Trade unions at workplaces, with their members")
    list_display = ("name", "workplace", "standing", "members_women", "members_men", "counted_on")
    labels = {**DatedAdmin.labels, "workplace": _("Workplace")}
    search_fields = ("name",)
    search_words = _("Name")
    facts = (
        "name", "workplace", "standing", "members_women", "members_men", "counted_on", "valid_from",
        "valid_to",
    )  # fmt: skip


@register(CollectiveAgreement)
class CollectiveAgreementAdmin(AtWorkplaceAdmin):
    order = 37
    about = _("Collective agreements in force at workplaces")
    list_display = ("title", "workplace", "standing", "union", "valid_from", "valid_to")
    labels = {**DatedAdmin.labels, "workplace": _("Workplace"), "union": _("Trade union")}
    joined = ("workplace", "union")
    search_fields = ("title",)
    search_words = _("Title")
    facts = (
        "title", "workplace", "union", "standing", "signed_on", "registration_number", "covers_women",
        "covers_men", "valid_from", "valid_to",
    )  # fmt: skip


@register(Term)
class TermAdmin(DatedAdmin):
    section, order = "setup", 60
    about = _("Coded lists of the country pack: sectors, languages, hazards, founding steps")
    view_right = "law.view"
    ordering = ("list", "position", "id")
    list_display = ("names_said", "list", "standing", "code", "status")
    labels = {**DatedAdmin.labels, "names_said": _("Name")}
    filters = ("list", STANDING)
    search_fields = ("names__lo", "names__en", "code")
    search_words = _("Name or code")
    facts = (
        "names_said", "list", "code", "parent", "valid_from", "valid_to", "status", "source",
    )  # fmt: skip

    def rows(self, user: Any, right: str = "") -> Any:
        return Term.objects.all()

    def names_said(self, term: Term) -> str:
        return str(term)
