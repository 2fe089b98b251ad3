"""What enrolment gives to the lower floors: menu, home, search, panels, handover, merge, files."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enrollment import home, listings, merging, pages, privacy
from enrollment.letters import OWNER
from enrollment.models import Application, Contribution, Membership, Promoter, Remittance
from enrollment.operations import hand_over_applications
from solar_cms.base.exports import ListExport, list_exports
from solar_cms.base.hooks import (
    FilePolicy,
    Handover,
    Hit,
    HomeCard,
    NavItem,
    RecordKind,
    RecordPanel,
    SearchSource,
    act_words,
    file_policies,
    handovers,
    home_cards,
    merge_rules,
    nav_items,
    person_parts,
    person_uses,
    record_kinds,
    record_panels,
    search_sources,
)
from solar_cms.base.models import today, uuid_or_none
from solar_cms.registry.models import Person

list_exports.add(
    "memberships",
    ListExport(_("Members"), "enrollment.view", "memberships", listings.members_export),
)
nav_items.add("enrollment", NavItem(_("Enrolment"), "enrollment", "enrollment.view", order=30))


OFFICER = ("enrolment_officer",)
WATCHES = ("head", "monitoring_officer", "auditor")
for name, template, right, context, order, kinds in (
    ("applications", "enrollment/home_applications.html", "enrollment.enrol", home.applications_card, 30, OFFICER),
    ("unpaid", "enrollment/home_unpaid.html", "enrollment.collect", home.unpaid_card, 31, ()),
    ("numbers", "enrollment/home_numbers.html", "enrollment.view", home.numbers_card, 32, WATCHES),
):  # fmt: skip
    home_cards.add(f"enrollment.{name}", HomeCard(template, right, context, order, kinds))


def exact(user: Any, number: str) -> str:
    """By membership, application, remittance or slip number."""
    for model, field, page in (
        (Membership, "member_number", "membership"),
        (Application, "number", "application"),
        (Remittance, "number", "remittance"),
        (Remittance, "receipt_number", "remittance"),
    ):
        rows: Any = model._default_manager
        pk = rows.visible_to(user).filter(**{field: number}).values_list("pk", flat=True).first()
        if pk:
            return reverse(page, args=[pk])
    slip = Contribution.objects.visible_to(user).filter(slip_number=number).first()
    return reverse("membership", args=[slip.membership_id]) if slip else ""


def search(user: Any, words: str, limit: int) -> list[Hit]:
    found = (
        Membership.objects.visible_to(user)
        .filter(member_number__startswith=words)
        .select_related("person")
        .order_by("member_number", "id")[:limit]
    )
    return [Hit(f"{m.member_number} {m.person}", reverse("membership", args=[m.pk])) for m in found]


search_sources.add(
    "enrollment",
    SearchSource(
        _("Social security numbers"), "enrollment.view", search, 30, exact, list_name="memberships"
    ),
)


def of_person(user: Any, person: Any) -> dict[str, Any] | None:
    """Memberships, open applications, promoter roles; a way to enrol who is in none."""
    memberships: Any = list(
        Membership.objects.visible_to(user)
        .filter(person=person)
        .select_related("scheme")
        .order_by("-valid_from", "-id")
    )
    applications: Any = list(
        Application.objects.visible_to(user)
        .open()  # type: ignore[attr-defined]
        .filter(person=person)
        .select_related("scheme")
        .order_by("-received_on", "-id")
    )
    for row in memberships:
        row.tag = pages.standing_tag(row)
    for row in applications:
        row.tag = pages.application_tag(row)
    may_enrol = user.scope.may_in("enrollment.enrol", person.district_id)
    is_member = any(m.is_valid_on(today()) for m in memberships)
    return {
        "memberships": memberships,
        "applications": applications,
        "promoters": list(
            Promoter.objects.visible_to(user).filter(person=person).order_by("-valid_from", "-id")
        ),
        "enrol_url": reverse("application_new", args=[person.pk])
        if may_enrol and not is_member and not applications
        else "",
    }


def of_village(user: Any, village: Any) -> dict[str, Any] | None:
    return _registered(user, village=village)


def of_household(user: Any, household: Any) -> dict[str, Any] | None:
    return _registered(user, household=household)


def _registered(user: Any, **where: Any) -> dict[str, Any] | None:
    """How many of the people living there are members of a scheme today."""
    if not user.may("people.view"):
        return None
    people = Person.objects.visible_to(user).filter(**where, died_on=None)
    members = Membership.objects.visible_to(user).on(today()).filter(person__in=people.values("pk"))
    total = people.count()
    registered = members.values("person").distinct().count()
    return {"registered": registered, "people": total} if total else None


def of_group(user: Any, group: Any) -> dict[str, Any] | None:
    (counted,) = listings.with_registered([group])
    return {
        "registered": counted.registered,  # type: ignore[attr-defined]
        "people": counted.people,  # type: ignore[attr-defined]
        "url": reverse("enrol_group", args=[group.pk]),
    }


record_panels.add(
    "enrolment_of_person",
    RecordPanel(
        "registry.Person", "enrollment/person_panel.html", "enrollment.view", of_person, 30
    ),
)
record_panels.add(
    "enrolment_of_village",
    RecordPanel(
        "places.Village", "enrollment/people_panel.html", "enrollment.view", of_village, 30
    ),
)
record_panels.add(
    "enrolment_of_household",
    RecordPanel(
        "registry.Household", "enrollment/people_panel.html", "enrollment.view", of_household, 30
    ),
)
record_panels.add(
    "enrolment_of_group",
    RecordPanel(
        "registry.ProducerGroup", "enrollment/group_panel.html", "enrollment.view", of_group, 30
    ),
)

handovers.add(
    "enrollment",
    Handover(
        _("Open applications"),
        lambda user: Application.objects.open().filter(officer=user).count(),
        hand_over_applications,
    ),
)


def may_read_slip(user: Any, contribution_id: Any) -> bool:
    """A slip is read by whoever sees the contribution."""
    pk = uuid_or_none(contribution_id)
    return pk is not None and Contribution.objects.visible_to(user).filter(pk=pk).exists()


file_policies.add(OWNER, FilePolicy(may_read_slip))

record_kinds.add(
    Membership._meta.db_table,
    RecordKind(
        "enrollment.Membership",
        visible=lambda user: Membership.objects.visible_to(user),
        url=lambda row: reverse("membership", args=[row.pk]),
        tables=("enrollment.InsuredEarnings", "enrollment.Contribution"),
    ),
)
record_kinds.add(
    Application._meta.db_table,
    RecordKind(
        "enrollment.Application",
        visible=lambda user: Application.objects.visible_to(user),
        url=lambda row: reverse("application", args=[row.pk]),
        tables=("enrollment.ApplicationDocument",),
    ),
)
record_kinds.add(
    Remittance._meta.db_table,
    RecordKind(
        "enrollment.Remittance",
        visible=lambda user: Remittance.objects.visible_to(user),
        url=lambda row: reverse("remittance", args=[row.pk]),
        tables=("enrollment.Contribution",),
    ),
)
record_kinds.add(
    Promoter._meta.db_table,
    RecordKind(
        "enrollment.Promoter",
        visible=lambda user: Promoter.objects.visible_to(user),
        url=lambda row: reverse("promoters"),
    ),
)

for relation, rule in merging.RULES.items():
    merge_rules.add(relation, rule)
for label, parts in privacy.PARTS.items():
    person_parts.add(label, parts)
person_uses.add("enrollment", privacy.USE)

for name, words in {
    "application.received": _("Application received"),
    "application.submitted": _("Application sent to the LSSO"),
    "application.returned": _("Application returned with reasons"),
    "application.taken_in": _("Application taken in"),
    "member.enrolled": _("Enrolled"),
    "members.enrolled": _("Members enrolled together"),
    "earnings.set": _("Other earnings insured"),
    "membership.ended": _("Membership ended"),
    "contribution.collected": _("Contribution collected"),
    "contributions.remitted": _("Remitted to the LSSO"),
    "remittance.confirmed": _("Confirmed by the LSSO's receipt"),
    "promoter.appointed": _("Promoter appointed"),
    "promoter.ended": _("No longer a promoter"),
}.items():
    act_words.add(name, words)
