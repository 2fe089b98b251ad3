"""Whom the work is about."""

from solar_cms.registry.models.employers import Employer, Workplace
from solar_cms.registry.models.groups import GroupMembership, ProducerGroup
from solar_cms.registry.models.merges import Merge
from solar_cms.registry.models.people import Consent, ConsentText, Household, IdDocument, Person
from solar_cms.registry.models.privacy import CorrectionRequest, RetentionRun
from solar_cms.registry.models.words import NameWord

__all__ = [
    "Consent",
    "ConsentText",
    "CorrectionRequest",
    "Employer",
    "GroupMembership",
    "Household",
    "IdDocument",
    "Merge",
    "NameWord",
    "Person",
    "ProducerGroup",
    "RetentionRun",
    "Workplace",
]
