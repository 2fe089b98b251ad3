"""Letting go what is kept about people whose account was closed long ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from solar_cms.accounts.models import Posting, Substitution, User
from solar_cms.audit.models import Act
from solar_cms.audit.scrubbing import TAKEN_OUT, take_out
from solar_cms.base.hooks import RetentionStep

PERSONAL = ("username", "name_local", "name_latin", "email", "phone")


def accounts_over(day: date) -> Any:
    """Closed accounts whose last posting ended before the day."""
    postings = Posting.objects.filter(user=OuterRef("pk"))
    later = postings.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return User.objects.filter(Exists(postings), ~Exists(later), is_active=False).exclude(
        name_local=TAKEN_OUT
    )


def empty_accounts(rows: Sequence[Any], by: Any) -> None:
    """A number takes the place of the user name; acts keep their day, office and this number."""
    for user in User.objects.filter(pk__in=rows):
        number = f"u{user.pk.hex[-12:]}"
        User.objects.filter(pk=user.pk).update(
            username=number, name_local=TAKEN_OUT, name_latin="", email=None, phone=None,
            password=make_password(None),
        )  # fmt: skip
        away = Substitution.objects.filter(Q(absent=user) | Q(substitute=user)).exclude(reason="")
        said = list(away.values_list("pk", flat=True))
        away.update(reason=TAKEN_OUT)
        for device in (TOTPDevice, StaticDevice):
            device.objects.filter(user=user).delete()
        Act.objects.filter(actor_id=user.pk).update(actor_name=number)
        take_out(User._meta.db_table, [user.pk], PERSONAL)
        take_out(Substitution._meta.db_table, said, ("reason",))


STEP = RetentionStep("account", _("Closed accounts"), accounts_over, empty_accounts)
