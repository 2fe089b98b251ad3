"""What accounts hands to the floors below and to the roof."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts import home, retention
from solar_cms.accounts.models import Office, User
from solar_cms.accounts.tasks import send_password_reset
from solar_cms.base.hooks import (
    Hit,
    HomeCard,
    KnownNames,
    NavItem,
    RecordKind,
    SearchSource,
    act_words,
    home_cards,
    known_names,
    nav_items,
    outbox_tasks,
    record_kinds,
    retention_steps,
    search_sources,
)
from solar_cms.base.texts import text_in

nav_items.add("users", NavItem(_("Users"), "users", "users.view", order=900))
nav_items.add("roles", NavItem(_("Roles"), "roles", "roles.keep", order=910))

home_cards.add(
    "accounts.users",
    HomeCard("accounts/home_users.html", "users.keep", home.users_card, 13, ("administrator",)),
)
home_cards.add(
    "accounts.acts",
    HomeCard("accounts/home_acts.html", "users.view", home.acts_card, 11, ("auditor",)),
)

record_kinds.add(
    User._meta.db_table,
    RecordKind(
        "accounts.User",
        visible=lambda user: User.objects.visible_to(user) | User.objects.filter(pk=user.pk),
        url=lambda record: reverse("user", args=[record.pk]),
        tables=("accounts.Posting", "accounts.Substitution"),
    ),
)


def _users(user: User, words: str, limit: int) -> list[Hit]:
    named = Q(name_local__icontains=words) | Q(name_latin__icontains=words)
    rows = User.objects.visible_to(user).filter(named | Q(username__startswith=words.lower()))
    return [
        Hit(row.name, reverse("user", args=[row.pk]), row.username)
        for row in rows.order_by("name_local", "id")[:limit]
    ]


search_sources.add("users", SearchSource(_("Users"), "users.view", _users, order=900))

known_names.add(
    "actor",
    KnownNames(
        lambda ids: {u.pk: (u.actor_name, u.name) for u in User.objects.filter(pk__in=list(ids))}
    ),
)
known_names.add(
    "office",
    KnownNames(
        lambda ids: {
            o.pk: (text_in(o.names, "en"), text_in(o.names))
            for o in Office.objects.filter(pk__in=list(ids))
        }
    ),
)

retention_steps.add("accounts.users", retention.STEP)
outbox_tasks.add("accounts.send_password_reset", send_password_reset)

for name, words in {
    "user.created": _("Account opened"),
    "user.signed_in": _("Signed in"),
    "user.signed_out": _("Signed out"),
    "user.signed_out_everywhere": _("Signed out on all other devices"),
    "user.password_changed": _("Password changed"),
    "user.password_reset_asked": _("Link to a new password asked for"),
    "user.password_reset": _("Password set by the link in the mail"),
    "user.password_given_anew": _("Temporary password given"),
    "user.password_hash_renewed": _("Password stored in a stronger form"),
    "user.details_changed": _("Details changed"),
    "user.language_chosen": _("Language chosen"),
    "user.second_factor_begun": _("Second factor begun"),
    "user.second_factor_set_up": _("Second factor set up"),
    "user.second_factor_given": _("Second factor given"),
    "user.second_factor_removed": _("Second factor removed"),
    "user.recovery_codes_made": _("New recovery codes made"),
    "user.handed_over": _("All work handed over, account closed"),
    "user.unlocked": _("Lockout ended"),
    "user.deactivated": _("Account closed"),
    "user.reactivated": _("Account opened again"),
    "posting.given": _("Posting given"),
    "posting.changed": _("Posting changed"),
    "posting.ended": _("Posting ended"),
    "substitution.arranged": _("Substitution arranged"),
    "substitution.ended": _("Substitution ended"),
    "role.second_factor_required": _("Second factor of a role set"),
    "roles.loaded": _("Roles loaded from the pack"),
    "offices.loaded": _("Offices loaded from the pack"),
    "office.added": _("Office added"),
    "office.changed": _("Office changed"),
    "organisation.kept": _("Partner organisation saved"),
}.items():
    act_words.add(name, words)
