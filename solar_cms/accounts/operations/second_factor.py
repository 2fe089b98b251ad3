"""The second factor: a code from an app, or one of ten recovery codes."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from solar_cms.accounts import rules
from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.base.problems import Problem, Refused, refuse_if

RECOVERY_CODES = 10
# No letter or digit that is easily taken for another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def confirmed_device(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def begin_second_factor(user: User, *, by: User) -> TOTPDevice:
    """A fresh secret for the user's app, not in force until confirmed with a code."""
    with act("user.second_factor_begun", by=by) as a:
        a.on(user)
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        return TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm_second_factor(
    request: HttpRequest, device: TOTPDevice, code: str, *, by: User
) -> list[str]:
    """Put the app in force with a first code; returns the ten recovery codes, shown once."""
    _check(device, code)
    with act("user.second_factor_set_up", by=by) as a:
        a.on(by)
        TOTPDevice.objects.filter(user=by, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = _new_codes(by)
    _verified(request, device)
    return codes


def fresh_recovery_codes(*, by: User) -> list[str]:
    """Ten new recovery codes; the old ones hold no longer."""
    with act("user.recovery_codes_made", by=by) as a:
        a.on(by)
        return _new_codes(by)


def give_second_factor(request: HttpRequest, code: str, *, by: User) -> None:
    """Verify this session with a code of the app or a recovery code; refuses a wrong one."""
    plain = code.replace(" ", "").replace("-", "").lower()
    model = TOTPDevice if plain.isdigit() and len(plain) == 6 else StaticDevice
    device = model.objects.filter(user=by, confirmed=True).first()
    if device is None:
        refuse_if([_wrong()])
        return
    _check(device, plain)
    with act("user.second_factor_given", by=by, recovery_code=model is StaticDevice) as a:
        a.on(by)
    _verified(request, device)


def remove_second_factor(user: User, *, by: User) -> None:
    """Take the second factor away: one's own, or that of somebody whose account one keeps."""
    if user.pk != by.pk:
        refuse_if(rules.problems_with_keeping(by, user))
    with act("user.second_factor_removed", by=by, on=user):
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def _check(device: TOTPDevice | StaticDevice, code: str) -> None:
    """Refuse a wrong code, and any code for a while after wrong ones (twice as long each time)."""
    with transaction.atomic():
        device = type(device).objects.select_for_update().get(pk=device.pk)
        allowed, why = device.verify_is_allowed()
        good = allowed and device.verify_token(code)
    if good:
        return
    if not allowed and (until := (why or {}).get("locked_until")):
        seconds = max(1, int((until - timezone.now()).total_seconds()) + 1)
        message = _("Too many wrong codes. Try again in %(seconds)s seconds.") % {
            "seconds": seconds
        }
        raise Refused([Problem("second_factor.wait", message, "code")])
    raise Refused([_wrong()])


def _wrong() -> Problem:
    message = _("This code is not right. Take the newest one, or a recovery code not used before.")
    return Problem("second_factor.wrong", message, "code")


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = ["".join(secrets.choice(ALPHABET) for _n in range(10)) for _c in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _verified(request: HttpRequest, device: TOTPDevice | StaticDevice) -> None:
    request.session.cycle_key()
    request.session.pop("second_factor_due", None)
    otp_login(request, device)
