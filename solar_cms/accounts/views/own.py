"""My account: details, password, sessions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from solar_cms.accounts import operations
from solar_cms.accounts.forms import DetailsForm, PasswordChangeForm
from solar_cms.accounts.models import Substitution
from solar_cms.accounts.operations.second_factor import confirmed_device
from solar_cms.base.asking import ask, carried_out
from solar_cms.base.models import today
from solar_cms.base.policy import signed_in


@signed_in
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: details, postings, leave, password, second factor."""
    user: Any = request.user
    leave = Substitution.objects.filter(valid_to__gte=today())
    return render(
        request,
        "accounts/account.html",
        {
            "postings": user.postings.select_related("role", "office", "organisation")
            .prefetch_related("districts")
            .order_by("-valid_from", "id"),
            "absences": leave.filter(absent=user)
            .select_related("substitute")
            .order_by("valid_from"),
            "standing_in": leave.filter(substitute=user)
            .select_related("absent")
            .order_by("valid_from"),
            "device": confirmed_device(user),
        },
    )


@signed_in
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    names = ["name_local", "name_latin", "phone", "email", "language"]
    initial = {name: getattr(user, name) for name in names}
    initial["language"] = user.language or translation.get_language()
    form = DetailsForm(request.POST or None, initial=initial, version=user.version)

    def verb() -> None:
        values = {name: form.cleaned_data[name] for name in names}
        operations.change_details(user, **values, by=user)

    return ask(
        request,
        form,
        verb,
        done=_("Your details are saved."),
        back=reverse("account"),
        title=_("Your details"),
        submit=_("Save"),
        crumbs=[(_("My account"), reverse("account"))],
    )


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; asked for first where somebody else has set the present one."""
    user: Any = request.user
    forced = user.must_change_password
    form = PasswordChangeForm(request.POST or None, user=user)

    def verb() -> None:
        operations.change_password(
            user, form.cleaned_data["new_password"], by=user, request=request
        )

    if carried_out(request, form, verb):
        messages.success(request, _("Your new password is set."))
        return redirect("home" if forced else "account")
    return render(request, "accounts/password_change.html", {"form": form, "forced": forced})


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user: Any = request.user
    operations.sign_out_everywhere(request, by=user)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("account")
