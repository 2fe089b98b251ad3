"""The way in and out: sign-in, lockout, forgotten password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from solar_cms.accounts import operations
from solar_cms.accounts.forms import ForgottenForm, NewPasswordForm, SignInForm
from solar_cms.accounts.lockout import counted_name, open_again_at
from solar_cms.accounts.models import User
from solar_cms.base.policy import public, signed_in


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: an address of our own, else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("home")


@public("the way in")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password. The answer to a wrong one never says which of them was wrong."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user: Any = authenticate(request, username=given["username"], password=given["password"])
        if user is not None:
            operations.sign_in(request, user, shared_device=given["shared_device"])
            return redirect(safe_next(request))
        form.add_error(
            None, _("The name or the password is not right. Try again, or ask for a new password.")
        )
    return render(request, "accounts/sign_in.html", {"form": form, "next": safe_next(request)})


def locked_out(
    request: HttpRequest, response: Any, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Too many failures: when to try again and what to do meanwhile (called by axes)."""
    until = open_again_at(counted_name(request, credentials)) or timezone.now()
    minutes = max(1, -int((timezone.now() - until).total_seconds() // 60))
    return render(
        request, "accounts/locked_out.html", {"until": until, "minutes": minutes}, status=429
    )


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    operations.sign_out(request, by=user)
    return redirect("sign_in")


@public("for people who cannot sign in")
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail; the answer is the same whether or not the address is known."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.request_password_reset(form.cleaned_data["email"])
        return render(
            request, "accounts/forgotten_sent.html", {"email": form.cleaned_data["email"]}
        )
    return render(request, "accounts/forgotten.html", {"form": form})


@public("opened from the mail; the token in the address is the proof")
class NewPasswordByToken(PasswordResetConfirmView):
    """Django's view of the link: the token moves into the session, so that no address leaks it."""

    template_name = "accounts/new_password.html"
    form_class: Any = NewPasswordForm

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        user: User = form.user
        operations.set_password_by_token(user, form.cleaned_data["new_password"])
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return HttpResponseRedirect(reverse("sign_in"))
