"""Whom the work is about."""

from solar_cms.registry.models.duplicates import DuplicatePair
from solar_cms.registry.models.employers import Employer, Workplace
from solar_cms.registry.models.groups import GroupMembership, ProducerGroup
from solar_cms.registry.models.growth import FoundingStep, SavingsCount
from solar_cms.registry.models.households import HouseholdMember
from solar_cms.registry.models.labour import (
    CollectiveAgreement,
    WorkforceCount,
    WorkplaceHazard,
    WorkplaceUnion,
)
from solar_cms.registry.models.merges import Merge
from solar_cms.registry.models.people import Consent, ConsentText, Household, IdDocument, Person
from solar_cms.registry.models.privacy import CorrectionRequest, RetentionRun
from solar_cms.registry.models.sensitive import SensitiveFact
from solar_cms.registry.models.terms import Term
from solar_cms.registry.models.trade import BargainingRound, SupplyLink, TradeAgreement
from solar_cms.registry.models.words import NameWord, PersonSound

__all__ = [
    "BargainingRound",
    "CollectiveAgreement",
    "Consent",
    "ConsentText",
    "CorrectionRequest",
    "DuplicatePair",
    "Employer",
    "FoundingStep",
    "GroupMembership",
    "Household",
    "HouseholdMember",
    "IdDocument",
    "Merge",
    "NameWord",
    "Person",
    "PersonSound",
    "ProducerGroup",
    "RetentionRun",
    "SavingsCount",
    "SensitiveFact",
    "SupplyLink",
    "Term",
    "TradeAgreement",
    "WorkforceCount",
    "Workplace",
    "WorkplaceHazard",
    "WorkplaceUnion",
]
