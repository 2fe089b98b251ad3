"""The verbs of the registry."""

from solar_cms.registry.operations.closing import (
    close_employer,
    close_workplace,
    reopen_employer,
    reopen_workplace,
)
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
from solar_cms.registry.operations.households import (
    change_household_role,
    correct_household,
    create_household,
    join_household,
    leave_household,
)
from solar_cms.registry.operations.labour import (
    end_at_workplace,
    record_collective_agreement,
    record_hazard,
    record_union,
    record_workforce,
    withdraw_collective_agreement,
)
from solar_cms.registry.operations.people import (
    add_document,
    correct_person,
    create_person,
    record_consent,
    withdraw_consent,
)
from solar_cms.registry.operations.sensitive import (
    erase_sensitive,
    read_sensitive,
    record_sensitive,
)
from solar_cms.registry.operations.trade import (
    close_round,
    correct_savings,
    end_agreement,
    end_supply,
    link_supply,
    open_round,
    record_agreement,
    record_founding_step,
    record_savings,
    withdraw_agreement,
)

__all__ = [
    "add_document",
    "change_household_role",
    "change_role",
    "close_employer",
    "close_round",
    "close_workplace",
    "correct_employer",
    "correct_group",
    "correct_household",
    "correct_person",
    "correct_savings",
    "correct_workplace",
    "create_employer",
    "create_group",
    "create_household",
    "create_person",
    "create_workplace",
    "end_agreement",
    "end_at_workplace",
    "end_group",
    "end_supply",
    "erase_sensitive",
    "join_group",
    "join_household",
    "leave_group",
    "leave_household",
    "link_supply",
    "open_round",
    "read_sensitive",
    "record_agreement",
    "record_collective_agreement",
    "record_consent",
    "record_founding_step",
    "record_hazard",
    "record_savings",
    "record_sensitive",
    "record_union",
    "record_workforce",
    "reopen_employer",
    "reopen_workplace",
    "withdraw_agreement",
    "withdraw_collective_agreement",
    "withdraw_consent",
]
