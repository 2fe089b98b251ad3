"""What people do with their own account: sign in and out, password, details, language."""

from __future__ import annotations

from datetime import timedelta

from axes.utils import reset as reset_lockout
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from solar_cms.accounts import rules
from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.problems import Problem, refuse_if

BACKEND = "solar_cms.accounts.backends.NamePhoneOrMail"
# So often at most a link to a new password is sent to one person.
RESET_EVERY = timedelta(minutes=2)


def sign_in(request: HttpRequest, user: User, *, shared_device: bool = False) -> None:
    """Begin a session for a user who has given the password; its key is new.

    On a shared device the session ends with the browser and after 15 idle minutes (see
    accounts/middleware.py). Somebody with a second factor gives it on the next page.
    """
    with act("user.signed_in", by=user, shared_device=shared_device) as a:
        a.on(user)
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
        login(request, user, backend=BACKEND)
    if shared_device:
        request.session["shared_device"] = True
        request.session["last_seen"] = timezone.now().timestamp()
        request.session.set_expiry(0)
    if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        request.session["second_factor_due"] = True


def sign_out(request: HttpRequest, *, by: User) -> None:
    """End this session."""
    with act("user.signed_out", by=by) as a:
        a.on(by)
        logout(request)


def sign_out_everywhere(request: HttpRequest, *, by: User) -> None:
    """End all sessions of this user but the one that asks."""
    with act("user.signed_out_everywhere", by=by, on=by):
        User.objects.filter(pk=by.pk).update(session_epoch=F("session_epoch") + 1)
        by.refresh_from_db(fields=["session_epoch"])
    update_session_auth_hash(request, by)


def change_password(
    user: User, password: str, *, by: User, request: HttpRequest | None = None
) -> None:
    """Give a user a password of their own; their other sessions end."""
    refuse_if(problems_with_password(user, password))
    with act("user.password_changed", by=by, on=user):
        _set_password(user, password)
    if request is not None:
        update_session_auth_hash(request, user)


def request_password_reset(email: str) -> None:
    """Send a link to a new password to the user with this address, if there is one.

    Tells nobody whether there is one: the mail is sent by a worker, so the answer takes as long.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        return
    since = timezone.now() - RESET_EVERY
    asked = Act.objects.filter(
        name="user.password_reset_asked",
        subject_table=User._meta.db_table,
        subject_id=str(user.pk),
        at__gte=since,
    )
    if asked.exists():
        return
    with act("user.password_reset_asked", by=SYSTEM, on=user) as a:
        a.later("accounts.send_password_reset", user_id=str(user.pk))


def set_password_by_token(user: User, password: str) -> None:
    """Set the password of somebody who followed the link in the mail; opens a lockout."""
    refuse_if(problems_with_password(user, password))
    with act("user.password_reset", by=user, on=user):
        _set_password(user, password)
        reset_lockout(username=user.username)


def change_details(
    user: User,
    *,
    name_local: str,
    name_latin: str,
    phone: str | None,
    email: str | None,
    language: str,
    by: User,
) -> None:
    """Change name, phone (E.164), e-mail and language of a user: one's own, or of somebody whose
    account one keeps (a link to a new password goes to the e-mail)."""
    if user.pk != by.pk:
        refuse_if(rules.problems_with_keeping(by, user))
    with act("user.details_changed", by=by, on=user):
        user.name_local, user.name_latin = name_local, name_latin
        user.phone, user.email = phone or None, (email or "").lower() or None
        user.language = language
        user.save(update_fields=["name_local", "name_latin", "phone", "email", "language"])


def choose_language(user: User, language: str) -> None:
    """Keep the language a user reads in."""
    with act("user.language_chosen", by=user, on=user):
        User.objects.filter(pk=user.pk).update(language=language)


def problems_with_password(user: User, password: str) -> list[Problem]:
    """What is wrong with a new password for this user."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [
            Problem(f"password.{one.code or 'weak'}", " ".join(one.messages), "password")
            for one in error.error_list
        ]
    if user.has_usable_password() and user.check_password(password):
        return [
            Problem(
                "password.same", _("Choose a password that you have not used here."), "password"
            )
        ]
    return []


def password_hints() -> list[str]:
    """What a password must be, in words."""
    return [str(text) for text in password_validators_help_texts()]


def _set_password(user: User, password: str) -> None:
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
