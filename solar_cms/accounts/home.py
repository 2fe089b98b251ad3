"""Cards of the home page: who needs an account or a posting, and what was done lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from solar_cms.accounts.models import Office, Posting, User
from solar_cms.audit.history import said_by, words_for
from solar_cms.audit.models import Act
from solar_cms.base.face import Entry
from solar_cms.base.hooks import record_kinds
from solar_cms.base.models import today

SOON = timedelta(days=30)
# Data left the system, or something sealed was read.
DAILY = (
    "user.signed_in",
    "user.signed_out",
    "user.language_chosen",
    "user.password_hash_renewed",
    "user.second_factor_given",
    "job.started",
    "job.finished",
)
WATCHED = (
    "complaint.revealed",
    "people.exported",
    "user.second_factor_removed",
    "user.password_given_anew",
)


def users_card(user: Any) -> dict[str, Any]:
    """Users of one's reach, those without a posting, postings that end soon."""
    day = today()
    users = User.objects.visible_to(user).filter(is_active=True)
    posted = Posting.objects.on(day).values("user")
    ending = Posting.objects.on(day).filter(
        user__in=users.values("pk"), valid_to__lte=day + SOON, valid_to__isnull=False
    )
    return {
        "total": users.distinct().count(),
        "without": users.exclude(pk__in=posted).distinct().count(),
        "ending": list(
            ending.select_related("user", "office", "role").order_by("valid_to", "id")[:4]
        ),
        "url": reverse("users"),
        "new_url": reverse("user_new") if user.may("users.keep") else "",
    }


def _acts(user: Any) -> Any:
    """Acts of the offices in the reader's reach; all of them for the whole country."""
    acts = Act.objects.filter(parent=None)
    reach = user.scope.reach("users.view")
    if reach.whole_country:
        return acts
    here = Q(district__in=sorted(reach.districts)) | Q(
        province__districts__in=sorted(reach.districts), kind=Office.Kind.PROVINCIAL
    )
    return acts.filter(office_id__in=Office.objects.filter(here).values("pk"))


def acts_card(user: Any) -> dict[str, Any]:
    """For auditors: the newest acts, and those that took data out or opened something sealed."""
    acts = _acts(user)
    since = timezone.now() - timedelta(days=90)
    latest = list(acts.exclude(name__in=DAILY).exclude(actor_id=None).order_by("-at", "-id")[:6])
    watched = list(acts.filter(name__in=WATCHED, at__gte=since).order_by("-at", "-id")[:4])
    by = said_by([*latest, *watched])
    return {"latest": _entries(latest, by), "watched": _entries(watched, by, "sealed")}


def _entries(acts: list[Act], by: dict[Any, str], kind: str = "done") -> list[Entry]:
    return [
        Entry(
            when=one.at,
            text=words_for(one.name),
            by=by[one.pk],
            kind=kind,
            url=reverse("history", args=[one.subject_table, one.subject_id])
            if one.subject_table in record_kinds and one.subject_id
            else "",
        )
        for one in acts
    ]
