"""Users, offices, roles, postings, substitution; partner organisations. All with dates."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.scope import Scope, scope_of
from solar_cms.audit.acts import Actor, act
from solar_cms.base.forms import say_phone
from solar_cms.base.ids import new_id
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap, today
from solar_cms.base.policy import RoleKind
from solar_cms.base.texts import text_in
from solar_cms.places.models import District, Province


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User, right: str = "users.view") -> UserQuerySet:
        """Users with a posting, past or present, in a district of the reader's reach."""
        scope = user.scope
        if not scope.may(right):
            return self.none()
        reach = scope.reach(right)
        if reach.whole_country:
            return self
        return self.filter(
            Exists(
                Posting.objects.filter(
                    user=OuterRef("pk"), whole_country=False, districts__in=sorted(reach.districts)
                )
            )
        )

    def colleagues_of(self, user: User) -> UserQuerySet:
        """Active users posted today to an office of this user, without the user."""
        offices = Posting.objects.on().filter(user=user).values("office")
        return self.filter(
            Exists(Posting.objects.on().filter(user=OuterRef("pk"), office__in=offices)),
            is_active=True,
        ).exclude(pk=user.pk)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """A person who signs in, by user name, phone or e-mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    username = models.CharField(_("User name"), max_length=60, unique=True)
    name_local = models.CharField(_("Name"), max_length=160, db_collation="lo-x-icu")
    name_latin = models.CharField(_("Latin name"), max_length=160, blank=True)
    email = models.EmailField(_("E-mail"), null=True, blank=True, unique=True)
    phone = models.CharField(_("Phone"), max_length=20, null=True, blank=True, unique=True)
    language = models.CharField(_("Language"), max_length=8, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)
    is_superuser = models.BooleanField(_("System administrator"), default=False)
    must_change_password = models.BooleanField(_("Must choose a new password"), default=False)
    # Raised to end all sessions at once; part of what a session is checked against.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name_local"]
    objects = UserManager()

    class Meta:
        verbose_name = _("User")
        verbose_name_plural = _("Users")
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]{2,59}$"),
                name="user_name_plain",
                violation_error_message=_(
                    "A user name has 3 to 60 small Latin letters, digits, dots, dashes or underscores."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's script."""
        return (self.name_latin if get_language() == "en" else "") or self.name_local

    @property
    def phone_said(self) -> str:
        """The phone number as it is dialled here."""
        return say_phone(self.phone) if self.phone else ""

    @cached_property
    def scope(self) -> Scope:
        """What this user may do and where, today (postings and substitutions). One query."""
        return scope_of(self)

    def may(self, right: str) -> bool:
        return self.scope.may(right)

    def check_password(self, raw_password: str | None) -> bool:
        """As Django's, but the hash that is brought up to date is written inside an act."""

        def keep(password: str | None) -> None:
            self.password = hashers.make_password(password)
            with act("user.password_hash_renewed", by=self):
                self.save(update_fields=["password"])

        return hashers.check_password(raw_password, self.password, keep)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        return salted_hmac(
            "solar_cms.accounts.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    @property
    def actor_name(self) -> str:
        """The name as the audit keeps it."""
        return self.name_latin or self.name_local

    def actor(self) -> Actor:
        """Who acts, for the audit."""
        office = self.scope.office
        return Actor(
            self.id,
            self.actor_name,
            office[0] if office else None,
            office[1] if office else "",
        )

    # What Django's admin asks; the panel's own site maps its models to rights.
    @property
    def is_staff(self) -> bool:
        return self.is_active and (self.is_superuser or self.may("panel.use"))

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and (self.is_superuser or self.may(perm))

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Organisation(Record, Dated):
    """A partner organisation: its people see what it runs, not a district."""

    names = models.JSONField(_("Names"))
    kind = models.CharField(_("Kind"), max_length=40, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Partner organisation")
        verbose_name_plural = _("Partner organisations")
        constraints = [dates_in_order("organisation_dates")]

    def __str__(self) -> str:
        return text_in(self.names)


class Office(Record, Dated):
    """A labour or social security office of some level, its name by language."""

    class Kind(models.TextChoices):
        CENTRAL = "central", _("Central office")
        PROVINCIAL = "provincial", _("Provincial office")
        DISTRICT = "district", _("District office")

    code = models.CharField(_("Code"), max_length=20, unique=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    names = models.JSONField(_("Names"))
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    # The pack that names it: its names and dates are the pack's.
    pack_code = models.CharField(max_length=40, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Office")
        verbose_name_plural = _("Offices")
        constraints = [dates_in_order("office_dates")]

    def __str__(self) -> str:
        return text_in(self.names)


class Role(Record):
    """A country's role, named by its pack; its kind decides its rights."""

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(_("Kind"), max_length=30, choices=RoleKind.choices)
    names = models.JSONField(_("Names"))
    needs_second_factor = models.BooleanField(_("Second factor required"), default=False)

    class Meta:
        verbose_name = _("Role")
        verbose_name_plural = _("Roles")

    def __str__(self) -> str:
        return text_in(self.names)


class Posting(Record, Dated):
    """A user in an office with a role, for some districts or the whole country."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    whole_country = models.BooleanField(_("Whole country"), default=False)
    districts = models.ManyToManyField(District, blank=True, verbose_name=_("Districts"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Posting")
        verbose_name_plural = _("Postings")
        constraints = [
            dates_in_order("posting_dates"),
            models.CheckConstraint(
                condition=Q(office__isnull=False, organisation__isnull=True)
                | Q(office__isnull=True, organisation__isnull=False),
                name="posting_office_or_organisation",
                violation_error_message=_("A posting is to an office or to an organisation."),
            ),
            no_overlap(
                "posting_no_overlap",
                "user",
                "office",
                "role",
                message=_("This user already holds this role in this office at that time."),
            ),
        ]
        indexes = [models.Index(fields=["user", "valid_from"], name="posting_user")]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"


class Substitution(Record, Dated):
    """Who stands in for whom during leave: the substitute has the absent one's postings."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="substituted_by")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stands_in_for")
    reason = models.CharField(_("Reason"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Substitution")
        verbose_name_plural = _("Substitutions")
        constraints = [
            dates_in_order("substitution_dates"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False),
                name="substitution_ends",
                violation_error_message=_("A substitution needs its last day."),
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")),
                name="substitution_two_people",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            no_overlap(
                "substitution_no_overlap",
                "absent",
                message=_("Somebody already stands in for this person at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} → {self.absent}"

    def covers(self, day: date | None = None) -> bool:
        return self.is_valid_on(day or today())
