"""Keeping other people's accounts: new, posted, password given anew, closed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from axes.utils import reset as reset_lockout
from django.db.models import F

from solar_cms.accounts import rules
from solar_cms.accounts.models import Office, Organisation, Posting, Role, User
from solar_cms.accounts.operations.handover import close_account
from solar_cms.audit.acts import act
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import District

# Read out over the phone without mistakes: no letter or digit that looks like another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password() -> str:
    """Three groups of four: 59 bits, used once."""
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(4)) for _g in range(3))


def create_user(
    *,
    username: str,
    name_local: str,
    role: Role,
    valid_from: date,
    by: User,
    name_latin: str = "",
    phone: str | None = None,
    email: str | None = None,
    language: str = "",
    office: Office | None = None,
    organisation: Organisation | None = None,
    districts: Sequence[District] = (),
    whole_country: bool = False,
    valid_to: date | None = None,
) -> tuple[User, str]:
    """A new user with a first posting. Returns the user and the temporary password, which is
    shown once and must be changed at the first sign-in."""
    refuse_if(
        rules.problems_with_posting(
            by,
            role=role,
            districts=districts,
            whole_country=whole_country,
            office=office,
            organisation=organisation,
        )
    )
    password = temporary_password()
    with act("user.created", by=by) as a:
        user = User(
            username=username.strip().lower(),
            name_local=name_local,
            name_latin=name_latin,
            phone=phone or None,
            email=(email or "").lower() or None,
            language=language,
            must_change_password=True,
        )
        user.set_password(password)
        user.save(force_insert=True)
        a.on(user)
        _post(user, role, office, organisation, districts, whole_country, valid_from, valid_to)
    return user, password


def post_user(
    user: User,
    *,
    role: Role,
    valid_from: date,
    by: User,
    valid_to: date | None = None,
    office: Office | None = None,
    organisation: Organisation | None = None,
    districts: Sequence[District] = (),
    whole_country: bool = False,
) -> Posting:
    """Give a user a further posting."""
    refuse_if(
        [
            *rules.problems_with_keeping(by, user),
            *rules.problems_with_posting(
                by,
                role=role,
                districts=districts,
                whole_country=whole_country,
                office=office,
                organisation=organisation,
            ),
        ]
    )
    with act("posting.given", by=by, on=user):
        return _post(
            user, role, office, organisation, districts, whole_country, valid_from, valid_to
        )


def change_posting(
    posting: Posting,
    *,
    role: Role,
    valid_from: date,
    by: User,
    valid_to: date | None = None,
    office: Office | None = None,
    organisation: Organisation | None = None,
    districts: Sequence[District] = (),
    whole_country: bool = False,
) -> Posting:
    """From `valid_from` on the posting is another: the old one ends on the day before (or is
    replaced when it has not begun), so that what was true stays on record."""
    user = posting.user
    refuse_if(
        [
            *rules.problems_with_keeping(by, user),
            *rules.problems_with_posting(
                by,
                role=role,
                districts=districts,
                whole_country=whole_country,
                office=office,
                organisation=organisation,
            ),
        ]
    )
    with act("posting.changed", by=by, on=user):
        if posting.valid_from >= valid_from:
            posting.districts.clear()
            posting.delete()
        else:
            posting.valid_to = valid_from - timedelta(days=1)
            posting.save(update_fields=["valid_to"])
        return _post(
            user, role, office, organisation, districts, whole_country, valid_from, valid_to
        )


def end_posting(posting: Posting, *, last: date, by: User) -> None:
    """The posting's last day is `last`."""
    refuse_if(rules.problems_with_keeping(by, posting.user))
    with act("posting.ended", by=by, on=posting.user):
        posting.valid_to = last
        posting.save(update_fields=["valid_to"])


def reset_password(user: User, *, by: User) -> str:
    """A temporary password, shown once, to be changed at the next sign-in; opens a lockout and
    ends the user's sessions."""
    refuse_if(rules.problems_with_keeping(by, user))
    password = temporary_password()
    with act("user.password_given_anew", by=by, on=user):
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        reset_lockout(username=user.username)
    return password


def unlock_user(user: User, *, by: User) -> None:
    """Let a user sign in again before the lockout after wrong passwords ends."""
    refuse_if(rules.problems_with_keeping(by, user))
    with act("user.unlocked", by=by, on=user):
        reset_lockout(username=user.username)


def deactivate_user(user: User, *, by: User) -> None:
    """Close an account whose holder has no open work, or leaves it where it is."""
    refuse_if(rules.problems_with_keeping(by, user))
    with act("user.deactivated", by=by, on=user):
        close_account(user)


def reactivate_user(user: User, *, by: User) -> str:
    """Open a closed account again, with a temporary password and without postings."""
    refuse_if(rules.problems_with_keeping(by, user))
    password = temporary_password()
    with act("user.reactivated", by=by, on=user):
        user.set_password(password)
        user.must_change_password, user.is_active = True, True
        user.save(update_fields=["password", "must_change_password", "is_active"])
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    return password


def _post(
    user: User,
    role: Role,
    office: Office | None,
    organisation: Organisation | None,
    districts: Sequence[District],
    whole_country: bool,
    valid_from: date,
    valid_to: date | None,
) -> Posting:
    posting = Posting.objects.create(
        user=user,
        role=role,
        office=office,
        organisation=organisation,
        whole_country=whole_country,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    posting.districts.set(districts)
    return posting
