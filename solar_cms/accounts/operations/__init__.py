"""The verbs of accounts."""

from solar_cms.accounts.operations.handover import hand_over, open_work_of
from solar_cms.accounts.operations.leave import arrange_substitution, end_substitution
from solar_cms.accounts.operations.offices import (
    add_office,
    change_office,
    keep_organisation,
    require_second_factor,
    upsert_offices,
    upsert_roles,
)
from solar_cms.accounts.operations.own import (
    change_details,
    change_password,
    choose_language,
    request_password_reset,
    set_password_by_token,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from solar_cms.accounts.operations.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    fresh_recovery_codes,
    give_second_factor,
    remove_second_factor,
)
from solar_cms.accounts.operations.users import (
    change_posting,
    create_user,
    deactivate_user,
    end_posting,
    post_user,
    reactivate_user,
    reset_password,
    unlock_user,
)

__all__ = [
    "add_office",
    "arrange_substitution",
    "begin_second_factor",
    "change_details",
    "change_office",
    "change_password",
    "change_posting",
    "choose_language",
    "confirm_second_factor",
    "create_user",
    "deactivate_user",
    "end_posting",
    "end_substitution",
    "fresh_recovery_codes",
    "give_second_factor",
    "hand_over",
    "keep_organisation",
    "open_work_of",
    "post_user",
    "reactivate_user",
    "remove_second_factor",
    "request_password_reset",
    "require_second_factor",
    "reset_password",
    "set_password_by_token",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "unlock_user",
    "upsert_offices",
    "upsert_roles",
]
