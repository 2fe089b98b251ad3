"""The second factor: set up, give, renew, remove."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from solar_cms.accounts import operations
from solar_cms.accounts.forms import CodeForm, PasswordConfirmForm
from solar_cms.accounts.operations.second_factor import confirmed_device
from solar_cms.accounts.views.entry import safe_next
from solar_cms.base.asking import ask, carried_out
from solar_cms.base.policy import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for the code after the password."""
    user: Any = request.user
    if user.is_verified():
        return redirect("home")
    if confirmed_device(user) is None:
        return redirect("second_factor_set_up")
    form = CodeForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: operations.give_second_factor(request, form.cleaned_data["code"], by=user),
    ):
        return redirect(safe_next(request))
    return render(request, "accounts/second_factor.html", {"form": form})


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Password first, then the picture for the app and its first code, then the recovery codes.

    Somebody who has a factor changes it only after giving it in this session.
    """
    user: Any = request.user
    if confirmed_device(user) is not None and not user.is_verified():
        return redirect("second_factor")
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None or "code" not in request.POST:
        return _begin(request, user)
    form = CodeForm(request.POST)
    codes: list[str] = []

    def verb() -> None:
        codes.extend(
            operations.confirm_second_factor(request, device, form.cleaned_data["code"], by=user)
        )

    if carried_out(request, form, verb):
        return render(request, "accounts/recovery_codes.html", {"codes": codes})
    return _show(request, device, form)


def _begin(request: HttpRequest, user: Any) -> HttpResponse:
    form = PasswordConfirmForm(request.POST or None, user=user)
    if carried_out(request, form, lambda: operations.begin_second_factor(user, by=user)):
        return _show(request, form.made, CodeForm())
    required = user.scope.needs_second_factor and not user.is_verified()
    return render(
        request, "accounts/second_factor_begin.html", {"form": form, "required": required}
    )


def _show(request: HttpRequest, device: TOTPDevice, form: CodeForm) -> HttpResponse:
    key = b32encode(device.bin_key).decode().rstrip("=")
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2)
    grouped = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    context = {"form": form, "picture": picture, "key": grouped}
    return render(request, "accounts/second_factor_set_up.html", context)


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_codes(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not user.is_verified():
        return redirect("second_factor")
    form = PasswordConfirmForm(request.POST or None, user=user)
    codes: list[str] = []
    if carried_out(request, form, lambda: codes.extend(operations.fresh_recovery_codes(by=user))):
        return render(request, "accounts/recovery_codes.html", {"codes": codes})
    return render(
        request,
        "components/confirm_page.html",
        {
            "form": form,
            "title": _("New recovery codes"),
            "submit": _("Make new codes"),
            "text": _("The codes you have now hold no longer."),
            "cancel": reverse("account"),
        },
    )


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    """Give up one's own second factor, where no role asks for it."""
    user: Any = request.user
    if user.scope.needs_second_factor:
        messages.warning(request, _("Your role needs a second factor, so it cannot be removed."))
        return redirect("account")
    form = PasswordConfirmForm(request.POST or None, user=user)
    return ask(
        request,
        form,
        lambda: operations.remove_second_factor(user, by=user),
        done=_("The second factor is removed."),
        back=reverse("account"),
        title=_("Remove the second factor"),
        submit=_("Remove"),
        danger=True,
        text=_("From then on your password alone opens your account."),
    )
