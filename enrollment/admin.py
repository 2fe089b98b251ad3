"""Enrolment in the administration: applications, members, money, promoters, schemes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enrollment import operations, pages
from enrollment.forms import ConfirmForm, RemitForm
from enrollment.listings import with_unpaid
from enrollment.models import (
    Application,
    Contribution,
    Membership,
    Promoter,
    Remittance,
    Scheme,
)
from enrollment.states import ApplicationState, ContributionState
from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.base.said import say_money, say_month
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.records import Act, RecordAdmin, register
from solar_cms.registry.models import Person


class EnrolmentAdmin(RecordAdmin):
    """Rows of enrolment, by the district they were made in."""

    section = "enrolment"
    view_right = "enrollment.view"
    district_path = "district_id"
    search_words = _("Name or number")
    number = "number"  # the field the search box takes for the number
    person = "person"

    def search(self, rows: Any, words: str) -> Any:
        people = Person.objects.named(words).values("pk")
        return rows.filter(
            Q(**{f"{self.person}__in": people}) | Q(**{f"{self.number}__istartswith": words})
        )


@register(Application)
class ApplicationAdmin(EnrolmentAdmin):
    order = 10
    page = "application"
    ordering = ("-received_on", "-id")
    sorts = {"received_on": ("received_on", "id")}
    list_display = ("person", "number", "state_tag", "received_on", "channel", "group", "officer")
    labels = {"state_tag": _("State"), "earnings_said": _("Insured earnings a month")}
    classes = {"state_tag": "state", "number": "sub nowrap"}
    joined = ("person", "channel", "group", "officer", "district", "scheme")
    filters = ("district", "state", "channel", "received_on")
    facts = (
        "number", "person", "scheme", "state_tag", "received_on", "decided_on", "reasons",
        "earnings_said", "channel", "group", "officer", "district",
    )  # fmt: skip

    def state_tag(self, application: Application) -> Any:
        return pages.application_tag(application)

    def earnings_said(self, application: Application) -> str:
        return say_money(application.earnings)


@register(Membership)
class MembershipAdmin(EnrolmentAdmin):
    order = 20
    page = "membership"
    number = "member_number"
    ordering = ("-valid_from", "-id")
    sorts = {"valid_from": ("valid_from", "id")}
    list_display = (
        "person", "member_number", "standing", "unpaid", "valid_from", "channel", "group",
    )  # fmt: skip
    labels = {"standing": _("Standing"), "unpaid": _("Unpaid months")}
    classes = {"standing": "state", "unpaid": "num more", "member_number": "sub nowrap"}
    joined = ("person", "channel", "group", "district", "scheme")
    filters = ("district", "channel", STANDING)
    facts = (
        "member_number", "person", "scheme", "standing", "unpaid", "accepted_on", "valid_from",
        "valid_to", "ended_because", "channel", "group", "district",
    )  # fmt: skip

    def decorate(self, rows: list[Any]) -> None:
        with_unpaid(rows)

    def standing(self, membership: Any) -> Any:
        return pages.standing_tag(membership)

    def unpaid(self, membership: Any) -> Any:
        return membership.unpaid


@register(Contribution)
class ContributionAdmin(EnrolmentAdmin):
    order = 30
    about = _("Tick what was collected and remit it in one act")
    number = "slip_number"
    person = "membership__person"
    ordering = ("-collected_on", "-id")
    sorts = {"collected_on": ("collected_on", "id")}
    list_display = (
        "member", "month_said", "state_tag", "amount_said", "collected_on", "slip_number", "payer",
    )  # fmt: skip
    labels = {
        "member": _("Member"), "month_said": _("Month"), "state_tag": _("State"),
        "amount_said": _("Amount"),
    }  # fmt: skip
    classes = {"state_tag": "state", "amount_said": "num nowrap"}
    joined = ("membership__person", "district", "remittance", "collected_by")
    filters = ("district", "state", "payer", "collected_on")
    facts = (
        "slip_number", "member", "month_said", "amount_said", "state_tag", "payer", "collected_on",
        "collected_by", "remittance", "district",
    )  # fmt: skip
    bulk_acts = (
        Act(
            "remit",
            _("Remit"),
            "enrollment.remit",
            lambda by, rows, given: operations.remit_contributions(
                [row.pk for row in rows], **given, by=by
            ),
            done=_("The contributions are remitted under one number."),
            text=_("One district and one scheme at a time; the LSSO's receipt confirms them."),
            form=lambda data, files, *, user, record: RemitForm(data),
        ),
    )

    def member(self, row: Contribution) -> str:
        return row.membership.person.name

    def month_said(self, row: Contribution) -> str:
        return say_month(row.month)

    def state_tag(self, row: Contribution) -> Any:
        return pages.money_tag(row)

    def amount_said(self, row: Contribution) -> str:
        return say_money(row.amount)

    def page_url(self, request: HttpRequest, record: Any) -> str:
        return reverse("membership", args=[record.membership_id])


@register(Remittance)
class RemittanceAdmin(EnrolmentAdmin):
    order = 40
    page = "remittance"
    ordering = ("-remitted_on", "-id")
    list_display = (
        "number", "district", "state_tag", "total_said", "items_said", "remitted_on",
        "receipt_number",
    )  # fmt: skip
    labels = {"state_tag": _("State"), "total_said": _("Amount"), "items_said": _("Contributions")}
    classes = {
        "state_tag": "state", "total_said": "num nowrap", "items_said": "num more",
        "number": "lead nowrap",
    }  # fmt: skip
    joined = ("district", "scheme", "remitted_by")
    filters = ("district", "remitted_on")
    search_words = _("Number or receipt")
    facts = (
        "number", "scheme", "district", "state_tag", "total_said", "items_said", "remitted_on",
        "remitted_by", "receipt_number", "confirmed_on",
    )  # fmt: skip
    acts = (
        Act(
            "confirm",
            _("Confirm by the receipt of the LSSO"),
            "enrollment.remit",
            lambda by, remittance, given: operations.confirm_remittance(remittance, **given, by=by),
            done=_("The remittance is confirmed."),
            form=lambda data, files, *, user, record: ConfirmForm(data, version=record.version),
            when=lambda remittance: not remittance.is_confirmed,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = self.rows(request.user)
        return rows.with_sums()

    def search(self, rows: Any, words: str) -> Any:
        return rows.filter(Q(number__icontains=words) | Q(receipt_number__icontains=words))

    def state_tag(self, remittance: Remittance) -> Any:
        return pages.remittance_tag(remittance)

    def total_said(self, remittance: Any) -> str:
        return say_money(remittance.total or 0)

    def items_said(self, remittance: Any) -> int:
        return int(remittance.items)


@register(Promoter)
class PromoterAdmin(DatedAdmin):
    section, order = "enrolment", 50
    view_right = "promoters.view"
    add_right = "promoters.keep"
    add_page = "promoter_choose"
    ordering = ("-valid_from", "-id")
    list_display = ("person", "role", "standing", "district", "organisation", "valid_from")
    joined = ("person", "district", "organisation")
    filters = ("district", "role", STANDING)
    search_words = _("Name")
    facts = (
        "person",
        "role",
        "district",
        "organisation",
        "valid_from",
        "valid_to",
        "ended_because",
    )

    def search(self, rows: Any, words: str) -> Any:
        return rows.filter(person__in=Person.objects.named(words).values("pk"))


@register(Scheme)
class SchemeAdmin(RecordAdmin):
    section, order = "enrolment", 60
    about = _("Their dated values with source and status; kept in the country's pack")
    view_right = "enrollment.view"
    ordering = ("key", "id")
    list_display = ("title_said", "takes_applications")
    labels = {"title_said": _("Name")}

    def rows(self, user: Any, right: str = "") -> Any:
        return Scheme.objects.all()

    def title_said(self, scheme: Scheme) -> str:
        return str(scheme)

    def page_url(self, request: HttpRequest, record: Any) -> str:
        return reverse("schemes")


def _list(name: str, query: str) -> Any:
    return lambda: f"{reverse(f'admin:enrollment_{name}_changelist')}?{query}"


attention.add(
    "enrollment.returned",
    Attention(
        _("Applications that the LSSO returned"),
        "enrollment.enrol",
        lambda user: (
            Application.objects.visible_to(user).filter(state=ApplicationState.RETURNED).count()
        ),
        _list("application", "state=returned"),
        kind="soon",
        order=20,
    ),
)
attention.add(
    "enrollment.collected",
    Attention(
        _("Contributions collected and not remitted"),
        "enrollment.remit",
        lambda user: (
            Contribution.objects.visible_to(user).filter(state=ContributionState.COLLECTED).count()
        ),
        _list("contribution", "state=collected"),
        order=21,
    ),
)
attention.add(
    "enrollment.unconfirmed",
    Attention(
        _("Remittances without the LSSO's receipt"),
        "enrollment.view",
        lambda user: Remittance.objects.visible_to(user).filter(receipt_number="").count(),
        _list("remittance", ""),
        order=22,
    ),
)
