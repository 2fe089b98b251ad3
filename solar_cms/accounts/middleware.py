"""Default deny: a view without a declared policy is not served, and GET does not write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.functional import LazyObject

from solar_cms.base.policy import policy_of

# Pages a signed-in user reaches before the second factor or a new password is given.
DOORSTEP = {"second_factor", "second_factor_set_up", "password_change", "sign_out", "set_language"}


def plain(user: Any) -> Any:
    """The user itself in the place of the lazy wrappers that other middleware puts around it."""
    while isinstance(user, LazyObject):
        bool(user)  # makes the wrapper fetch what it stands for
        user = vars(user)["_wrapped"]
    return user


class DefaultDeny:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user = plain(request.user)
        if user.is_authenticated:
            self._end_idle_session(request)
            if user.language and user.language != translation.get_language():  # type: ignore[union-attr]
                translation.activate(user.language)  # type: ignore[union-attr]
                request.LANGUAGE_CODE = user.language  # type: ignore[union-attr]
        return self.get_response(request)

    def _end_idle_session(self, request: HttpRequest) -> None:
        """On a shared device a quarter of an hour without a click ends the session."""
        if not request.session.get("shared_device"):
            return
        now = timezone.now().timestamp()
        last = request.session.get("last_seen", now)
        if now - last > settings.SHARED_DEVICE_IDLE.total_seconds():
            request.session.flush()
            from django.contrib.auth.models import AnonymousUser

            request.user = AnonymousUser()
        elif now - last > 30 or "last_seen" not in request.session:
            request.session["last_seen"] = now

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        policy = policy_of(view)
        if policy is None:
            raise PermissionDenied(f"no policy on {view!r}")
        if policy.kind == "public":
            return None
        user = request.user
        if not user.is_authenticated:
            if policy.kind == "api":
                return None  # answered by the API in its own form: 401 with problem details
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name not in DOORSTEP and (step := self._doorstep(request)):
            if request.path.startswith("/api/"):
                raise PermissionDenied(step)
            return redirect(step)
        # "api": the view's own permission class answers, in the API's form.
        if policy.kind == "right" and not user.may(policy.right):  # type: ignore[union-attr]
            raise PermissionDenied(policy.right)
        return None

    def _doorstep(self, request: HttpRequest) -> str:
        """The page that must come first: second factor, then a password of one's own."""
        user: Any = request.user
        if not user.is_verified() and (
            request.session.get("second_factor_due") or user.scope.needs_second_factor
        ):
            return "second_factor"
        return "password_change" if user.must_change_password else ""
