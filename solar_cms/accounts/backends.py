"""Sign-in by user name, phone or e-mail."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from solar_cms.accounts.models import User


def user_named(given: str) -> User | None:
    """The user with this user name, e-mail or phone number (as people write it)."""
    given = given.strip().lower()
    if "@" in given:
        return User.objects.filter(email__iexact=given).first()
    user = User.objects.filter(username=given).first()
    if user is None and any(c.isdigit() for c in given):
        try:
            number = phonenumbers.parse(given, settings.PHONE_REGION)
        except phonenumbers.NumberParseException:
            return None
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        user = User.objects.filter(phone=e164).first()
    return user


class NamePhoneOrMail(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        user = user_named(username or "")
        if user is None:
            User().set_password(password)  # the same work, so that time tells nothing
            return None
        good = user.check_password(password or "")
        # Everybody knows the demo's password: it opens nothing where demo mode is off.
        return (
            user if good and user.is_active and (settings.SOLAR_DEMO or not user.is_demo) else None
        )

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
