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
    RecordPanel,
    SearchSource,
    act_words,
    file_policies,
    home_cards,
    nav_items,
    record_kinds,
    record_panels,
    search_sources,
)
from solar_cms.base.models import uuid_or_none
from solar_cms.places.models import Village
from solar_cms.registry import exports, finding, home, household_list, listing, panels, village_list
from solar_cms.registry.merging import own as own_merge_rules  # noqa: F401
from solar_cms.registry.models import (
    DuplicatePair,
    Employer,
    Household,
    Person,
    ProducerGroup,
    TradeAgreement,
    Workplace,
)
from solar_cms.registry.privacy import own as own_uses  # noqa: F401
from solar_cms.registry.retention import employers as employer_steps  # noqa: F401
from solar_cms.registry.retention import steps as own_steps  # noqa: F401

for key, label, right, rows in (
    ("groups", _("Producer groups"), "groups.view", exports.groups),
    ("workplaces", _("Workplaces"), "employers.view", exports.workplaces),
    ("employers", _("Employers"), "employers.view", exports.employers),
):
    list_exports.add(key, ListExport(label, right, key, rows))
list_exports.add(
    "households",
    ListExport(_("Households"), "people.export", "households", household_list.export),
)
list_exports.add(
    "villages", ListExport(_("Villages"), "places.view", "villages", village_list.export)
)
list_exports.add("people", ListExport(_("People"), "people.export", "people", listing.export))
nav_items.add("registry", NavItem(_("Registry"), "registry", "groups.view", order=60))

home_cards.add(
    "registry.groups",
    HomeCard("registry/home_groups.html", "groups.view", home.groups_card, 40, ("partner",)),
)

home_cards.add(
    "registry.duplicates",
    HomeCard(
        "registry/home_duplicates.html",
        "people.keep",
        home.duplicates_card,
        70,
        ("enrolment_officer", "head", "trainer"),
    ),
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
        tables=(
            "registry.IdDocument",
            "registry.Consent",
            "registry.SensitiveFact",
            "registry.CorrectionRequest",
        ),
        sealed=("codes", "note"),
    ),
)
record_kinds.add(
    DuplicatePair._meta.db_table,
    RecordKind(
        "registry.DuplicatePair",
        visible=lambda user: DuplicatePair.objects.visible_to(user),
        url=lambda record: reverse("duplicate", args=[record.pk]),
    ),
)
record_kinds.add(
    ProducerGroup._meta.db_table,
    RecordKind(
        "registry.ProducerGroup",
        visible=lambda user: ProducerGroup.objects.visible_to(user),
        url=lambda record: reverse("group", args=[record.pk]),
        tables=(
            "registry.GroupMembership",
            "registry.FoundingStep",
            "registry.SavingsCount",
            "registry.SupplyLink",
            "registry.BargainingRound",
            "registry.TradeAgreement",
        ),
    ),
)
record_kinds.add(
    Workplace._meta.db_table,
    RecordKind(
        "registry.Workplace",
        visible=lambda user: Workplace.objects.visible_to(user),
        url=lambda record: reverse("workplace", args=[record.pk]),
        tables=(
            "registry.WorkforceCount",
            "registry.WorkplaceHazard",
            "registry.WorkplaceUnion",
            "registry.CollectiveAgreement",
        ),
    ),
)
record_kinds.add(
    Employer._meta.db_table,
    RecordKind(
        "registry.Employer",
        visible=lambda user: Employer.objects.visible_to(user),
        url=lambda record: reverse("employer", args=[record.pk]),
        tables=("registry.SupplyLink",),
    ),
)
record_kinds.add(
    Household._meta.db_table,
    RecordKind(
        "registry.Household",
        visible=lambda user: Household.objects.visible_to(user),
        url=lambda record: reverse("household", args=[record.pk]),
        tables=("registry.HouseholdMember",),
    ),
)
record_kinds.add(
    TradeAgreement._meta.db_table,
    RecordKind(
        "registry.TradeAgreement",
        visible=lambda user: TradeAgreement.objects.visible_to(user),
        url=lambda record: reverse("agreement", args=[record.pk]),
    ),
)
record_kinds.add(
    Village._meta.db_table,
    RecordKind(
        "places.Village",
        visible=lambda user: Village.objects.visible_to(user),
        url=lambda record: reverse("village", args=[record.pk]),
        tables=("places.VillagePopulation", "places.VillageRoad"),
    ),
)

# --- what the registry shows around its own records ----------------------------------------------

for name, panel in {
    "registry.household_of_person": RecordPanel(
        "registry.Person", "registry/household_panel.html", "people.view",
        panels.household_of_person, 5,
    ),
    "registry.household": RecordPanel(
        "registry.Household", "registry/household_around.html", "people.view", panels.of_household, 5
    ),
    "registry.growth": RecordPanel(
        "registry.ProducerGroup", "registry/growth_panel.html", "groups.view",
        panels.growth_of_group, 50,
    ),
    "registry.trade_of_group": RecordPanel(
        "registry.ProducerGroup", "registry/trade_panel.html", "groups.view",
        panels.trade_of_group, 52,
    ),
    "registry.trade_of_employer": RecordPanel(
        "registry.Employer", "registry/trade_panel.html", "employers.view",
        panels.trade_of_employer, 52,
    ),
    "registry.labour": RecordPanel(
        "registry.Workplace", "registry/labour_panel.html", "employers.view",
        panels.labour_of_workplace, 50,
    ),
    "registry.chain": RecordPanel(
        "registry.Workplace", "registry/chain_panel.html", "employers.view",
        panels.chain_of_workplace, 52,
    ),
    "registry.village": RecordPanel(
        "places.Village", "registry/village_panel.html", "places.view", panels.of_village, 5
    ),
}.items():  # fmt: skip
    record_panels.add(name, panel)

for name, words in {
    "person.registered": _("Person registered"),
    "person.corrected": _("Facts of the person corrected"),
    "person.document_recorded": _("Identity document recorded"),
    "person.sensitive_recorded": _("Sensitive fact recorded"),
    "person.sensitive_read": _("Sensitive facts read"),
    "person.sensitive_erased": _("Sensitive fact erased"),
    "household.registered": _("Household registered"),
    "household.corrected": _("Facts of the household corrected"),
    "household.joined": _("Somebody moved in"),
    "household.left": _("Somebody moved out"),
    "household.role_changed": _("Role in the household changed"),
    "households.exported": _("List of households downloaded"),
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
    "duplicates.searched": _("Searched for people registered twice"),
    "duplicates.brought_back": _("Pairs of records asked about again"),
    "duplicate.told_apart": _("Told apart: two people"),
    "duplicate.put_off": _("Decision put off"),
    "duplicate.asked_again": _("Asked again"),
    "duplicate.same": _("Found to be one person"),
    "people.exported": _("List of people downloaded"),
    "group.registered": _("Group registered"),
    "group.corrected": _("Facts of the group corrected"),
    "group.joined": _("Member joined"),
    "group.left": _("Member left"),
    "group.role_changed": _("Role of a member changed"),
    "group.ended": _("Group ended"),
    "group.founding_step": _("Founding step recorded"),
    "group.savings_counted": _("Savings recorded"),
    "group.savings_corrected": _("Savings corrected"),
    "supply.linked": _("Buyer or supplier recorded"),
    "supply.ended": _("Tie with a buyer or supplier ended"),
    "bargaining.opened": _("Bargaining round opened"),
    "bargaining.closed": _("Bargaining round closed"),
    "agreement.recorded": _("Agreement with a buyer recorded"),
    "agreement.ended": _("Agreement with a buyer ended"),
    "agreement.withdrawn": _("Agreement with a buyer withdrawn"),
    "employer.registered": _("Employer registered"),
    "employer.corrected": _("Facts of the employer corrected"),
    "employer.closed": _("Employer closed"),
    "employer.reopened": _("Employer opened again"),
    "workplace.registered": _("Workplace registered"),
    "workplace.corrected": _("Facts of the workplace corrected"),
    "workplace.closed": _("Workplace closed"),
    "workplace.reopened": _("Workplace opened again"),
    "workplace.workforce_counted": _("Workforce counted"),
    "workplace.hazard_recorded": _("Hazard recorded"),
    "workplace.workplacehazard_ended": _("Hazard removed"),
    "workplace.union_recorded": _("Trade union recorded"),
    "workplace.workplaceunion_ended": _("Trade union ended"),
    "workplace.agreement_recorded": _("Collective agreement recorded"),
    "workplace.collectiveagreement_ended": _("Collective agreement ended"),
    "workplace.agreement_withdrawn": _("Collective agreement withdrawn"),
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

# --- files of an agreement with a buyer ------------------------------------------------------------


def _agreements(user: Any, pk: Any, right: str = "") -> bool:
    wanted = uuid_or_none(pk)
    rows = TradeAgreement.objects.visible_to(user, right)
    return bool(wanted) and rows.filter(pk=wanted).exists()


def _place_of_agreement(pk: Any) -> tuple[str | None, str]:
    rows = TradeAgreement.objects.filter(pk=pk)
    district = rows.values_list("group__district_id", flat=True).first()
    return district, reverse("agreement", args=[pk])


file_policies.add(
    "registry.agreement",
    FilePolicy(
        _agreements, lambda user, pk: _agreements(user, pk, "groups.keep"), _place_of_agreement
    ),
)
