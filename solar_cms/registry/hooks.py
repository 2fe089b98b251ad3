"""What the registry hands to the floors below and to the roof."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.exports import ListExport, list_exports
from solar_cms.base.hooks import (
    FilePolicy,
    HomeCard,
    NavItem,
    RecordKind,
    SearchSource,
    act_words,
    file_policies,
    home_cards,
    nav_items,
    record_kinds,
    search_sources,
)
from solar_cms.base.models import uuid_or_none
from solar_cms.registry import finding, home, listing
from solar_cms.registry.merging import own as own_merge_rules  # noqa: F401
from solar_cms.registry.models import Employer, Person, ProducerGroup, Workplace
from solar_cms.registry.privacy import own as own_uses  # noqa: F401
from solar_cms.registry.retention import steps as own_steps  # noqa: F401

list_exports.add("people", ListExport(_("People"), "people.export", "people", listing.export))
nav_items.add("registry", NavItem(_("Registry"), "registry", "groups.view", order=60))

home_cards.add(
    "registry.groups",
    HomeCard("registry/home_groups.html", "groups.view", home.groups_card, 40, ("partner",)),
)

# --- search ------------------------------------------------------------------------------------

search_sources.add(
    "people",
    SearchSource(
        _("People"), "people.view", finding.find_people, 10, finding.exact_person, "people"
    ),
)
search_sources.add(
    "groups",
    SearchSource(_("Producer groups"), "groups.view", finding.find_groups, 11, list_name="groups"),
)
search_sources.add(
    "workplaces",
    SearchSource(
        _("Workplaces"), "employers.view", finding.find_workplaces, 12, list_name="workplaces"
    ),
)
search_sources.add(
    "employers",
    SearchSource(
        _("Employers"),
        "employers.view",
        finding.find_employers,
        13,
        finding.exact_employer,
        "employers",
    ),
)

# --- history -----------------------------------------------------------------------------------

record_kinds.add(
    Person._meta.db_table,
    RecordKind(
        "registry.Person",
        visible=lambda user: Person.everyone.visible_to(user),  # merged ones keep their history
        url=lambda record: reverse("person", args=[record.pk]),
        tables=("registry.IdDocument", "registry.Consent", "registry.CorrectionRequest"),
    ),
)
record_kinds.add(
    ProducerGroup._meta.db_table,
    RecordKind(
        "registry.ProducerGroup",
        visible=lambda user: ProducerGroup.objects.visible_to(user),
        url=lambda record: reverse("group", args=[record.pk]),
        tables=("registry.GroupMembership",),
    ),
)
record_kinds.add(
    Workplace._meta.db_table,
    RecordKind(
        "registry.Workplace",
        visible=lambda user: Workplace.objects.visible_to(user),
        url=lambda record: reverse("workplace", args=[record.pk]),
    ),
)
record_kinds.add(
    Employer._meta.db_table,
    RecordKind(
        "registry.Employer",
        visible=lambda user: Employer.objects.visible_to(user),
        url=lambda record: reverse("employer", args=[record.pk]),
    ),
)

for name, words in {
    "person.registered": _("Person registered"),
    "person.corrected": _("Facts of the person corrected"),
    "person.document_recorded": _("Identity document recorded"),
    "household.registered": _("Household registered"),
    "consent.recorded": _("Consent recorded"),
    "consent.withdrawn": _("Consent withdrawn"),
    "person.merged": _("Another record of the person merged into this one"),
    "person.merge_undone": _("Merge of another record undone"),
    "person.held_asked": _("What is held about the person asked for"),
    "person.held_given": _("What is held about the person written into a file"),
    "person.erased": _("Record emptied"),
    "correction.asked": _("Correction of the data asked for"),
    "correction.answered": _("Request for correction answered"),
    "retention.run": _("Retention rule looked at"),
    "retention.carried_out": _("Data let go under a retention rule"),
    "people.exported": _("List of people downloaded"),
    "group.registered": _("Group registered"),
    "group.corrected": _("Facts of the group corrected"),
    "group.joined": _("Member joined"),
    "group.left": _("Member left"),
    "group.role_changed": _("Role of a member changed"),
    "group.ended": _("Group ended"),
    "employer.registered": _("Employer registered"),
    "employer.corrected": _("Facts of the employer corrected"),
    "workplace.registered": _("Workplace registered"),
    "workplace.corrected": _("Facts of the workplace corrected"),
    "demo.seeded": _("Put in as demonstration data"),
}.items():
    if name not in act_words:
        act_words.add(name, words)

# --- files of a person (signed consents, copies of documents) ----------------------------------

OWNER = "registry.person"


def may_read_files(user: Any, person_id: Any) -> bool:
    wanted = uuid_or_none(person_id)
    return bool(wanted) and Person.objects.visible_to(user).filter(pk=wanted).exists()


def may_add_files(user: Any, person_id: Any) -> bool:
    wanted = uuid_or_none(person_id)
    keeps = Person.objects.visible_to(user, "people.keep")
    return bool(wanted) and keeps.filter(pk=wanted).exists()


def place_of(person_id: Any) -> tuple[str | None, str]:
    district = Person.objects.filter(pk=person_id).values_list("district_id", flat=True).first()
    return district, reverse("person", args=[person_id])


file_policies.add(OWNER, FilePolicy(may_read_files, may_add_files, place_of))
