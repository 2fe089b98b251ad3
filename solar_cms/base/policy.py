"""Who may do what: kinds of role, rights, and the mark every view carries.

A right is a string "noun.verb" ("cases.close"). Each app declares its rights in `access.py`;
`docs/access.md` prints them as a table that `tests/test_access.py` holds against this registry.
A pack names the roles of a country; each role is of one kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    INSPECTOR = "inspector", _("Labour inspector")
    SUPERVISOR = "supervisor", _("Inspection supervisor")
    LEGAL_OFFICER = "legal_officer", _("Legal officer")
    HEAD = "head", _("Head of office")
    ENROLMENT_OFFICER = "enrolment_officer", _("Enrolment officer")
    TRAINER = "trainer", _("Trainer")
    MONITORING_OFFICER = "monitoring_officer", _("Monitoring officer")
    PARTNER = "partner", _("Partner organisation")
    AUDITOR = "auditor", _("Auditor (read only)")
    ADMINISTRATOR = "administrator", _("System administrator")


ALL_STAFF = frozenset(RoleKind) - {RoleKind.PARTNER}

RIGHTS: dict[str, frozenset[RoleKind]] = {}


def declare(right: str, *kinds: RoleKind) -> str:
    """Say once which kinds of role hold a right. A right declared twice is a mistake."""
    if right in RIGHTS:
        raise ValueError(f"right {right} is declared twice")
    RIGHTS[right] = frozenset(kinds)
    return right


def rights_of(kind: str) -> frozenset[str]:
    return frozenset(right for right, kinds in RIGHTS.items() if kind in kinds)


@dataclass(frozen=True)
class Policy:
    """The mark on a view: open to the public, to anyone signed in, or to holders of a right."""

    kind: str  # "public" | "signed_in" | "right" | "api" (a right per action, see exchange/api.py)
    right: str = ""
    why: str = ""


V = TypeVar("V", bound=Callable[..., Any])


def _mark(policy: Policy) -> Callable[[V], V]:
    def mark(view: V) -> V:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return mark


def needs(right: str) -> Callable[[V], V]:
    """The view is for holders of a right; its rows still come from visible_to(user)."""
    return _mark(Policy("right", right=right))


def public(why: str) -> Callable[[V], V]:
    """The view needs no sign-in; the reason is printed in docs/access.md."""
    return _mark(Policy("public", why=why))


def signed_in(view: V) -> V:
    """The view is for anyone signed in (their own account, their own home)."""
    return _mark(Policy("signed_in"))(view)


def policy_of(view: Any) -> Policy | None:
    """The policy of a view function or of the class behind it."""
    for candidate in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        if isinstance(policy := getattr(candidate, "policy", None), Policy):
            return policy
    return None
