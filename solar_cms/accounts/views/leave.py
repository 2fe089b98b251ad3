"""Substitution during leave."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from solar_cms.accounts import operations
from solar_cms.accounts.forms import SubstitutionForm
from solar_cms.accounts.models import Substitution, User
from solar_cms.base.asking import ask
from solar_cms.base.forms import Form
from solar_cms.base.policy import needs, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest) -> HttpResponse:
    """Somebody to stand in for oneself."""
    user: Any = request.user
    return _arrange(request, user, reverse("account"), User.objects.colleagues_of(user))


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def arrange_for(request: HttpRequest, pk: str) -> HttpResponse:
    """Somebody to stand in for a person of one's office."""
    user: Any = request.user
    absent = get_object_or_404(User.objects.visible_to(user, "users.keep"), pk=pk)
    candidates = User.objects.visible_to(user, "users.keep").filter(is_active=True).exclude(pk=pk)
    return _arrange(request, absent, reverse("user", args=[pk]), candidates)


def _arrange(request: HttpRequest, absent: User, back: str, candidates: Any) -> HttpResponse:
    user: Any = request.user
    form = SubstitutionForm(
        request.POST or None, candidates=candidates.order_by("name_local", "id")
    )

    def verb() -> None:
        given = form.cleaned_data
        operations.arrange_substitution(
            absent,
            given["substitute"],
            first=given["valid_from"],
            last=given["valid_to"],
            reason=given["reason"],
            by=user,
        )

    return ask(
        request,
        form,
        verb,
        done=_("The substitution is arranged."),
        back=back,
        title=_("Substitution for %(name)s") % {"name": absent.name},
        submit=_("Arrange"),
        text=_("On these days the substitute may do what the absent person may do."),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: str) -> HttpResponse:
    """End a substitution before its time: one's own, or of a person of one's office."""
    user: Any = request.user
    mine = Substitution.objects.filter(absent=user)
    kept = Substitution.objects.filter(absent__in=User.objects.visible_to(user, "users.keep"))
    substitution = get_object_or_404((mine | kept).select_related("absent", "substitute"), pk=pk)
    own = substitution.absent_id == user.pk
    back = reverse("account") if own else reverse("user", args=[substitution.absent_id])
    return ask(
        request,
        Form(request.POST if request.method == "POST" else None),
        lambda: operations.end_substitution(substitution, by=user),
        done=_("The substitution is ended."),
        back=back,
        title=_("End the substitution"),
        text=_("%(substitute)s no longer stands in for %(absent)s.")
        % {"substitute": substitution.substitute.name, "absent": substitution.absent.name},
        submit=_("End it"),
        danger=True,
    )
