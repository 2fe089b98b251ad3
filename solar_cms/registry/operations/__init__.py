"""The verbs of the registry."""

from solar_cms.registry.operations.employers import (
    correct_employer,
    correct_workplace,
    create_employer,
    create_workplace,
)
from solar_cms.registry.operations.groups import (
    change_role,
    correct_group,
    create_group,
    end_group,
    join_group,
    leave_group,
)
from solar_cms.registry.operations.people import (
    add_document,
    correct_person,
    create_household,
    create_person,
    record_consent,
    withdraw_consent,
)

__all__ = [
    "add_document",
    "change_role",
    "correct_employer",
    "correct_group",
    "correct_person",
    "correct_workplace",
    "create_employer",
    "create_group",
    "create_household",
    "create_person",
    "create_workplace",
    "end_group",
    "join_group",
    "leave_group",
    "record_consent",
    "withdraw_consent",
]
