"""Users, postings and substitutions in the administration."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts import operations, rules
from solar_cms.accounts.admin.dated import STANDING, DatedAdmin, by_standing, standing
from solar_cms.accounts.forms import DetailsForm
from solar_cms.accounts.lockout import locked_names
from solar_cms.accounts.models import Posting, Role, Substitution, User
from solar_cms.base import face
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.records import Act, Filter, RecordAdmin, register


def _by_state(rows: Any, value: str) -> Any:
    if value in {"open", "closed"}:
        return rows.filter(is_active=value == "open")
    posted = Posting.objects.on().filter(user=OuterRef("pk"))
    return rows.filter(~Exists(posted), is_active=True)


def _roles(user: Any) -> list[tuple[str, Any]]:
    return [(role.key, str(role)) for role in Role.objects.order_by("kind", "key")]


def _by_role(rows: Any, value: str) -> Any:
    held = Posting.objects.on().filter(user=OuterRef("pk"), role__key=value)
    return rows.filter(Exists(held))


@register(User)
class UserAdmin(RecordAdmin):
    section, order = "setup", 10
    about = _("Staff of your districts: accounts, postings, passwords, leave, leavers")
    view_right = "users.view"
    change_right = add_right = "users.keep"
    page, add_page = "user", "user_new"
    ordering = ("name_local", "id")
    list_display = ("name", "duties", "state", "username", "phone_said")
    labels = {
        "name": _("Name"), "duties": _("Posting"), "state": _("State"), "phone_said": _("Phone"),
    }  # fmt: skip
    classes = {"state": "state", "phone_said": "more nowrap"}
    sorts = {"name": ("name_local", "id"), "username": ("username", "id")}
    search_fields = ("name_local", "name_latin", "username", "phone")
    search_words = _("Name, user name or phone")
    filters = (
        Filter("role", _("Role"), _roles, _by_role),
        Filter(
            "state",
            _("State"),
            lambda user: [
                ("open", _("Open")),
                ("closed", _("Closed")),
                ("unposted", _("Without a posting")),
            ],
            _by_state,
        ),
    )
    facts = ("username", "name_local", "name_latin", "phone_said", "email", "language", "state")
    change_form = DetailsForm
    acts = (
        Act(
            "unlock",
            _("End the lockout"),
            "users.keep",
            lambda by, user, given: operations.unlock_user(user, by=by),
            done=_("The person can sign in again."),
            text=_("After five wrong passwords an account is locked for a quarter of an hour."),
            when=lambda user: bool(locked_names([user.username])),
        ),
    )

    def decorate(self, rows: list[Any]) -> None:
        held: dict[Any, list[str]] = {}
        postings = Posting.objects.on().filter(user__in=[user.pk for user in rows])
        for one in postings.select_related("role", "office", "organisation").order_by("valid_from"):
            words = f"{one.role}, {one.office or one.organisation}"
            held.setdefault(one.user_id, []).append(words)
        locked = locked_names([user.username for user in rows])
        for user in rows:
            user.held, user.is_locked = held.get(user.pk, []), user.username in locked

    def duties(self, user: Any) -> str:
        return "; ".join(user.held) or gettext("without a posting")

    def state(self, user: Any) -> Tag:
        if not user.is_active:
            return Tag("closed", gettext("Closed"))
        if getattr(user, "is_locked", False):
            return Tag("late", gettext("Locked"))
        if user.must_change_password:
            return Tag("waiting", gettext("New password due"))
        return Tag("done", gettext("Open"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not self.barred(request, obj))

    def barred(self, request: HttpRequest, user: User) -> bool:
        """Is this account kept by somebody else? Asked once per page."""
        by: Any = request.user
        return not user.is_active or bool(rules.problems_with_keeping(by, user))

    def change_verb(self, by: Any, record: User, given: dict[str, Any]) -> None:
        operations.change_details(record, **given, by=by)

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        by: Any = request.user
        if not by.may("users.keep"):
            return []
        if not record.is_active:
            return [
                face.Act(
                    gettext("Open the account again"), reverse("user_reopen", args=[record.pk])
                )
            ]
        if self.barred(request, record):
            return []
        pages = [
            (gettext("Give a further posting"), "user_post", False),
            (gettext("Give a temporary password"), "user_password", False),
            (gettext("Remove the second factor"), "user_second_factor", False),
            (gettext("Arrange a substitution"), "user_leave", False),
            (gettext("Leaves: hand over all work"), "user_hand_over", True),
            (gettext("Close the account"), "user_close", True),
        ]
        return [
            face.Act(words, reverse(name, args=[record.pk]), danger=danger)
            for words, name, danger in pages
        ]

    def parts(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        postings = record.postings.select_related("role", "office", "organisation")
        head = [gettext("Role"), gettext("Office"), gettext("Where"), gettext("Standing")]
        rows = []
        for one in postings.prefetch_related("districts").order_by("-valid_from", "id"):
            where = (
                gettext("Whole country")
                if one.whole_country
                else ", ".join(district.name for district in one.districts.all())
            )
            cells = [one.role, one.office or one.organisation, where or "–", standing(one)]
            rows.append([(label, cell, "") for label, cell in zip(head, cells, strict=True)])
        return [{"title": gettext("Postings"), "head": head, "rows": rows}]


def postings_of(user: Any, right: str) -> Any:
    """Postings to a district that this right reaches."""
    reach = user.scope.reach(right)
    if reach.whole_country:
        return Posting.objects.all()
    through = Posting.districts.through.objects.filter(district__in=sorted(reach.districts))
    return Posting.objects.filter(pk__in=through.values("posting"))


@register(Posting)
class PostingAdmin(DatedAdmin):
    section, order = "setup", 11
    about = _("Who holds which role in which office, from a day to a day")
    view_right = "users.view"
    ordering = ("-valid_from", "-id")
    list_display = ("user", "role", "standing", "office", "valid_from", "valid_to")
    joined = ("user", "role", "office", "organisation")
    labels = {**DatedAdmin.labels, "user": _("User")}
    search_fields = ("user__name_local", "user__name_latin", "user__username")
    search_words = _("Name")
    filters = ("role", "office", STANDING)
    facts = ("user", "role", "office", "organisation", "where", "valid_from", "valid_to")

    def rows(self, user: Any, right: str = "") -> Any:
        return postings_of(user, right or self.view_right)

    def where(self, posting: Posting) -> str:
        if posting.whole_country:
            return gettext("Whole country")
        return ", ".join(district.name for district in posting.districts.all())

    where.short_description = _("Where")  # type: ignore[attr-defined]

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        by: Any = request.user
        over = record.valid_to and record.valid_to < today()
        if over or not by.may("users.keep") or rules.problems_with_keeping(by, record.user):
            return []
        return [
            face.Act(
                gettext("Change the posting from a day on"),
                reverse("posting_change", args=[record.pk]),
            ),
            face.Act(
                gettext("End the posting"), reverse("posting_end", args=[record.pk]), danger=True
            ),
        ]


@register(Substitution)
class SubstitutionAdmin(DatedAdmin):
    section, order = "setup", 12
    about = _("Who stands in for whom during leave")
    view_right = "users.view"
    ordering = ("-valid_from", "-id")
    list_display = ("absent", "substitute", "standing", "valid_from", "valid_to", "reason")
    joined = ("absent", "substitute")
    labels = {
        **DatedAdmin.labels, "absent": _("On leave"), "substitute": _("Who stands in"),
    }  # fmt: skip
    search_fields = ("absent__name_local", "absent__name_latin", "substitute__name_local")
    search_words = _("Name")
    filters = (STANDING,)

    def rows(self, user: Any, right: str = "") -> Any:
        return Substitution.objects.filter(absent__in=User.objects.visible_to(user))

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        user: Any = request.user
        if not user.may("users.keep") or record.valid_to < today():
            return []
        words = gettext("End the substitution")
        return [face.Act(words, reverse("leave_end", args=[record.pk]), danger=True)]


# --- what needs attention ------------------------------------------------------------------------


def _list(name: str, query: str) -> Any:
    return lambda: f"{reverse(f'admin:accounts_{name}_changelist')}?{query}"


def _ending(user: Any) -> int:
    return by_standing(postings_of(user, "users.view"), "soon").count()


attention.add(
    "accounts.unposted",
    Attention(
        _("Open accounts without a posting"),
        "users.keep",
        lambda user: _by_state(User.objects.visible_to(user), "unposted").count(),
        _list("user", "state=unposted"),
        order=80,
    ),
)
attention.add(
    "accounts.ending",
    Attention(
        _("Postings that end within 30 days"),
        "users.keep",
        _ending,
        _list("posting", "standing=soon"),
        kind="soon",
        order=70,
    ),
)
